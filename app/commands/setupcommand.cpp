// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/setupcommand.h"

#include "app/environmentbuild.h"
#include "app/services.h"
#include "app/terminal.h"
#include "core/base/format.h"
#include "core/profile/schemafile.h"
#include "core/server/streamfile.h"

#include <QCommandLineParser>
#include <QDir>

namespace loadstone
{

namespace
{

int buildOne(Services &services, const QString &id)
{
    if (const Status built = buildEnvironment(services, id); !built)
        return fail(built.error());
    const EnvironmentState state = services.environments.state(id);
    printLine(QStringLiteral("%1: %2, %3")
                  .arg(id, state.interpreter,
                       formatCounted(services.environments.packages(id).size(), QStringLiteral("packages"))));
    return Done;
}

int buildEach(Services &services, const QStringList &ids)
{
    for (const QString &id : ids) {
        if (const int code = buildOne(services, id); code != Done)
            return code;
    }
    return Done;
}

// Not every machine has each interpreter: the stacks that need it are unavailable, the others are not.
int buildAllThatCanBe(Services &services, const QStringList &ids)
{
    QStringList possible;
    for (const QString &id : ids) {
        const EnvironmentState state = services.environments.state(id);
        if (state.isBuilt || state.canBeBuilt)
            possible << id;
        else
            printLine(QStringLiteral("%1: skipped. %2").arg(id, state.reason));
    }
    if (possible.isEmpty())
        return fail({ErrorCode::Unavailable,
                     QStringLiteral("No environment can be built here; see the reasons above."),
                     {}});
    return buildEach(services, possible);
}

int removeAll(const Services &services)
{
    const qint64 freed = StreamFile::removeAll(services.paths.files());
    QDir environments(services.paths.environmentCache());
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
    Services services;
    const QStringList named = parser.positionalArguments();
    if (parser.isSet(QStringLiteral("remove"))) {
        if (named.isEmpty())
            return removeAll(services);
        return fail({ErrorCode::Usage,
                     QStringLiteral(
                         "--remove removes all environments and takes no names. To remove all, omit \"%1\".")
                         .arg(named.join(u' ')),
                     {}});
    }

    const QStringList known = services.environments.ids();
    for (const QString &id : named) {
        if (!known.contains(id)) {
            return fail({ErrorCode::NotFound,
                         QStringLiteral("Unknown environment \"%1\". Choose one of %2.")
                             .arg(id, known.join(QStringLiteral(", "))),
                         {}});
        }
    }
    if (const Status placed = placeProfileSchema(services.paths.ownProfiles()); !placed)
        return fail(placed.error());
    return named.isEmpty() ? buildAllThatCanBe(services, known) : buildEach(services, named);
}

} // namespace loadstone
