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

using namespace Qt::StringLiterals;

namespace
{

const QString demoProfile = u"quick"_s;

} // namespace

void DemoCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"out"_s, u"Folder for the report (default: the run's folder)."_s, u"folder"_s},
        {u"no-window"_s, u"Run in the terminal even if there is a display."_s},
    });
}

int DemoCommand::run(const QCommandLineParser &parser)
{
    if (!parser.positionalArguments().isEmpty()) {
        return fail(
            {ErrorCode::Usage, u"`loadstone demo` takes no profile. Use `loadstone run PROFILE`."_s, {}});
    }
    AppContext context;
    const Result<Profile> profile = readValidProfile(context, demoProfile);
    if (!profile)
        return fail(profile.error());
    RunOutput output;
    output.folder = parser.value(u"out"_s);
    if (hasDisplay() && !parser.isSet(u"no-window"_s))
        return showWindow(context, demoProfile, WindowRun{*profile, output});
    return runHeadless(context, *profile, output);
}

} // namespace loadstone
