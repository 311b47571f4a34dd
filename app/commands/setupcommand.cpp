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

using namespace Qt::StringLiterals;

namespace
{

int buildOne(AppContext &context, const QString &id)
{
    if (const Status built = buildEnvironment(context, id); !built)
        return fail(built.error());
    const EnvironmentState state = context.environments.state(id);
    printLine(u"%1: %2, %3"_s.arg(id, state.interpreter,
                                  formatCounted(context.environments.packages(id).size(), u"packages"_s)));
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

// An interpreter that is missing makes its stacks unavailable, but is no failure of the others.
int buildAllThatCanBe(AppContext &context, const QStringList &ids)
{
    QStringList possible;
    for (const QString &id : ids) {
        const EnvironmentState state = context.environments.state(id);
        if (state.isBuilt || state.canBeBuilt)
            possible << id;
        else
            printLine(u"%1: skipped. %2"_s.arg(id, state.reason.translated()));
    }
    if (possible.isEmpty())
        return fail(
            {ErrorCode::Unavailable, u"No environment can be built here; see the reasons above."_s, {}});
    return buildEach(context, possible);
}

int removeAll(const AppContext &context)
{
    const qint64 freed = StreamFile::removeAll(context.paths.files());
    QDir environments(context.paths.environmentCache());
    if (environments.exists() && !environments.removeRecursively()) {
        return fail(
            {ErrorCode::Io,
             u"Cannot remove all of %1. Stop the servers that still use it, and check its permissions."_s.arg(
                 environments.path()),
             {}});
    }
    print(u"Removed the Python environments and %1 of streamed files.\n"_s.arg(formatBytes(freed)));
    return Done;
}

} // namespace

void SetupCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({u"remove"_s, u"Remove all environments and streamed files from the cache."_s});
}

int SetupCommand::run(const QCommandLineParser &parser)
{
    AppContext context;
    const QStringList named = parser.positionalArguments();
    if (parser.isSet(u"remove"_s)) {
        if (named.isEmpty())
            return removeAll(context);
        return fail(
            {ErrorCode::Usage,
             u"--remove removes all environments and takes no names. To remove all, omit \"%1\"."_s.arg(
                 named.join(u' ')),
             {}});
    }

    const QStringList known = context.environments.ids();
    for (const QString &id : named) {
        if (!known.contains(id)) {
            return fail({ErrorCode::NotFound,
                         u"Unknown environment \"%1\". Choose one of %2."_s.arg(id, known.join(u", "_s)),
                         {}});
        }
    }
    if (const Status placed = placeProfileSchema(context.paths.ownProfiles()); !placed)
        return fail(placed.error());
    return named.isEmpty() ? buildAllThatCanBe(context, known) : buildEach(context, named);
}

} // namespace loadstone
