// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/validatecommand.h"

#include "app/appcontext.h"
#include "app/profilechoice.h"
#include "app/terminal.h"
#include "core/profile/problemtext.h"

#include <QCommandLineParser>
#include <QJsonDocument>

namespace loadstone
{

void ValidateCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print one JSON object.")});
}

int ValidateCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1)
        return fail({ErrorCode::Usage, QStringLiteral("Name one profile to validate, by id or file."), {}});
    const AppContext context;
    const Result<CheckedProfile> checked =
        readStoredProfile(context, parser.positionalArguments().constFirst());
    if (!checked)
        return fail(checked.error());
    const QList<ProfileProblem> &problems = checked->reading.problems;
    if (parser.isSet(QStringLiteral("json")))
        printJson(QJsonDocument(problemsToJson(checked->file, problems)).toJson());
    else if (problems.isEmpty())
        printLine(QStringLiteral("%1: no problem found").arg(checked->file));
    else
        print(problemLines(checked->file, problems) + QLatin1Char('\n'));
    return hasErrors(problems) ? UsageError : Done;
}

} // namespace loadstone
