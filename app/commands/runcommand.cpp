// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/runcommand.h"

#include "app/appcontext.h"
#include "app/exporter.h"
#include "app/headlessrun.h"
#include "app/profilechoice.h"
#include "app/window.h"
#include "core/export/exportformats.h"

#include <QCommandLineParser>

namespace loadstone
{

void RunCommand::addOptions(QCommandLineParser &parser)
{
    addProfileOptions(parser);
    parser.addOptions({
        {QStringLiteral("label"), QStringLiteral("Label for the output file names."), QStringLiteral("text")},
        {QStringLiteral("out"), QStringLiteral("Output folder (default: the run's folder)."),
         QStringLiteral("folder")},
        {QStringLiteral("format"),
         QStringLiteral("Output formats, separated by commas: %1.")
             .arg(exportFormatIds().join(QStringLiteral(", "))),
         QStringLiteral("list"), QStringLiteral("html")},
        {QStringLiteral("quiet"), QStringLiteral("Print only the paths of the output files.")},
        {QStringLiteral("window"), QStringLiteral("Run in the window, which stays open afterwards.")},
    });
}

int RunCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1) {
        return fail({ErrorCode::Usage,
                     QStringLiteral("Name one profile to run; `loadstone profiles` lists them."),
                     {}});
    }
    AppContext context;
    const Result<Profile> profile = chooseProfile(context, parser.positionalArguments().constFirst(), parser);
    if (!profile)
        return fail(profile.error());

    RunOutput output;
    output.formats = parser.value(QStringLiteral("format")).split(u',', Qt::SkipEmptyParts);
    output.folder = parser.value(QStringLiteral("out"));
    output.label = parser.value(QStringLiteral("label"));
    output.isQuiet = parser.isSet(QStringLiteral("quiet"));
    if (!parser.isSet(QStringLiteral("window")))
        return runHeadless(context, *profile, output);
    if (!hasDisplay())
        return fail({ErrorCode::Usage,
                     QStringLiteral("No display for the window. Omit --window to run in the terminal."),
                     {}});
    return showWindow(context, parser.positionalArguments().constFirst(), WindowRun{*profile, output});
}

} // namespace loadstone
