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

using namespace Qt::StringLiterals;

void ValidateCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({u"json"_s, u"Print one JSON object."_s});
}

int ValidateCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1)
        return fail({ErrorCode::Usage, u"Name one profile to validate, by id or file."_s, {}});
    const AppContext context;
    const Result<CheckedProfile> checked =
        readStoredProfile(context, parser.positionalArguments().constFirst());
    if (!checked)
        return fail(checked.error());
    const QList<ProfileProblem> &problems = checked->reading.problems;
    if (parser.isSet(u"json"_s))
        printJson(QJsonDocument(problemsToJson(checked->file, problems)).toJson());
    else if (problems.isEmpty())
        printLine(u"%1: no problem found"_s.arg(checked->file));
    else
        print(problemLines(checked->file, problems) + QLatin1Char('\n'));
    return hasErrors(problems) ? UsageError : Done;
}

} // namespace loadstone
