// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/democommand.h"

#include "app/appcontext.h"
#include "app/headlessrun.h"
#include "app/profilechoice.h"
#include "app/terminal.h"
#include "app/window.h"

#include <QCommandLineParser>

namespace loadstone
{

namespace
{

const QString demoProfile = QStringLiteral("quick");

} // namespace

void DemoCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("out"), QStringLiteral("Folder for the report (default: the run's folder)."),
         QStringLiteral("folder")},
        {QStringLiteral("no-window"), QStringLiteral("Run in the terminal even if there is a display.")},
    });
}

int DemoCommand::run(const QCommandLineParser &parser)
{
    if (!parser.positionalArguments().isEmpty()) {
        return fail({ErrorCode::Usage,
                     QStringLiteral("`loadstone demo` takes no profile. Use `loadstone run PROFILE`."),
                     {}});
    }
    AppContext context;
    const Result<Profile> profile = readSoundProfile(context, demoProfile);
    if (!profile)
        return fail(profile.error());
    RunOutput output;
    output.folder = parser.value(QStringLiteral("out"));
    if (hasDisplay() && !parser.isSet(QStringLiteral("no-window")))
        return showWindow(context, demoProfile, WindowRun{*profile, output});
    return runHeadless(context, *profile, output);
}

} // namespace loadstone
