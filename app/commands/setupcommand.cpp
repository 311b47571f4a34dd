// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/setupcommand.h"

#include "app/appcontext.h"
#include "app/environmentbuild.h"
#include "app/terminal.h"
#include "core/profile/schemafile.h"
#include "core/server/streamfile.h"
#include "core/text/format.h"

#include <QCommandLineParser>
#include <QDir>

namespace loadstone
{

namespace
{

int buildOne(AppContext &context, const QString &id)
{
    if (const Status built = buildEnvironment(context, id); !built)
        return fail(built.error());
    const EnvironmentState state = context.environments.state(id);
    printLine(QStringLiteral("%1: %2, %3")
                  .arg(id, state.interpreter,
                       formatCounted(context.environments.packages(id).size(), QStringLiteral("packages"))));
    return Done;
}

int buildEach(AppContext &context, const QStringList &ids)
{
    for (const QString &id : ids) {
        if (const int code = buildOne(context, id); code != Done)
            return code;
    }
    return Done;
}

// Not every machine has each interpreter: the stacks that need it are unavailable, the others are not.
int buildAllThatCanBe(AppContext &context, const QStringList &ids)
{
    QStringList possible;
    for (const QString &id : ids) {
        const EnvironmentState state = context.environments.state(id);
        if (state.isBuilt || state.canBeBuilt)
            possible << id;
        else
            printLine(QStringLiteral("%1: skipped. %2").arg(id, state.reason));
    }
    if (possible.isEmpty())
        return fail({ErrorCode::Unavailable,
                     QStringLiteral("No environment can be built here; see the reasons above."),
                     {}});
    return buildEach(context, possible);
}

int removeAll(const AppContext &context)
{
    const qint64 freed = StreamFile::removeAll(context.paths.files());
    QDir environments(context.paths.environmentCache());
    if (environments.exists() && !environments.removeRecursively()) {
        return fail(
            {ErrorCode::Io,
             QStringLiteral(
                 "Cannot remove all of %1. Stop the servers that still use it, and check its permissions.")
                 .arg(environments.path()),
             {}});
    }
    print(QStringLiteral("Removed the Python environments and %1 of streamed files.\n")
              .arg(formatBytes(freed)));
    return Done;
}

} // namespace

void SetupCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("remove"),
                      QStringLiteral("Remove all environments and streamed files from the cache.")});
}

int SetupCommand::run(const QCommandLineParser &parser)
{
    AppContext context;
    const QStringList named = parser.positionalArguments();
    if (parser.isSet(QStringLiteral("remove"))) {
        if (named.isEmpty())
            return removeAll(context);
        return fail({ErrorCode::Usage,
                     QStringLiteral(
                         "--remove removes all environments and takes no names. To remove all, omit \"%1\".")
                         .arg(named.join(u' ')),
                     {}});
    }

    const QStringList known = context.environments.ids();
    for (const QString &id : named) {
        if (!known.contains(id)) {
            return fail({ErrorCode::NotFound,
                         QStringLiteral("Unknown environment \"%1\". Choose one of %2.")
                             .arg(id, known.join(QStringLiteral(", "))),
                         {}});
        }
    }
    if (const Status placed = placeProfileSchema(context.paths.ownProfiles()); !placed)
        return fail(placed.error());
    return named.isEmpty() ? buildAllThatCanBe(context, known) : buildEach(context, named);
}

} // namespace loadstone
