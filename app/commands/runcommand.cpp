// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/runcommand.h"

#include "app/outputs.h"
#include "app/profilechoice.h"
#include "app/services.h"
#include "app/terminalrun.h"

#include <QCommandLineParser>

namespace loadstone
{

void RunCommand::addOptions(QCommandLineParser &parser)
{
    addProfileOptions(parser);
    parser.addOptions({
        {QStringLiteral("label"), QStringLiteral("A word for the names of the files."),
         QStringLiteral("text")},
        {QStringLiteral("out"), QStringLiteral("Folder for the files; the run's own folder otherwise."),
         QStringLiteral("folder")},
        {QStringLiteral("format"),
         QStringLiteral("Files to write, separated by commas: %1.")
             .arg(exportFormats().join(QStringLiteral(", "))),
         QStringLiteral("list"), QStringLiteral("html")},
        {QStringLiteral("quiet"), QStringLiteral("Print the paths of the files only.")},
    });
}

int RunCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1) {
        return fail({ErrorCode::Usage,
                     QStringLiteral("Name one profile to run; `loadstone profiles` lists them."),
                     {}});
    }
    Services services;
    const Result<Profile> profile =
        chooseProfile(services, parser.positionalArguments().constFirst(), parser);
    if (!profile)
        return fail(profile.error());

    RunOutput output;
    output.formats = parser.value(QStringLiteral("format")).split(u',', Qt::SkipEmptyParts);
    output.folder = parser.value(QStringLiteral("out"));
    output.label = parser.value(QStringLiteral("label"));
    output.isQuiet = parser.isSet(QStringLiteral("quiet"));
    return runInTerminal(services, *profile, output);
}

} // namespace loadstone
