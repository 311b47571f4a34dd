// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/problemtext.h"

#include <QJsonArray>

namespace loadstone
{

namespace
{

qsizetype countMatching(const QList<ProfileProblem> &problems, ProfileProblem::Severity severity)
{
    return std::count_if(problems.begin(), problems.end(),
                         [severity](const ProfileProblem &problem) { return problem.severity == severity; });
}

} // namespace

QString severityName(ProfileProblem::Severity severity)
{
    switch (severity) {
    case ProfileProblem::Severity::Error:
        return QStringLiteral("error");
    case ProfileProblem::Severity::Warning:
        return QStringLiteral("warning");
    case ProfileProblem::Severity::Note:
        return QStringLiteral("note");
    }
    return {};
}

QString problemLine(const QString &file, const ProfileProblem &problem)
{
    const QString place = problem.pointer.isEmpty() ? QString() : problem.pointer + QStringLiteral(": ");
    const QString at =
        problem.at ? QStringLiteral("%1:%2:").arg(problem.at->line).arg(problem.at->column) : QString();
    return file + u':' + at + u' ' + severityName(problem.severity) + QStringLiteral(": ") + place
        + problem.message;
}

QJsonObject problemsToJson(const QString &file, const QList<ProfileProblem> &problems)
{
    QJsonArray list;
    for (const ProfileProblem &problem : problems) {
        list.append(QJsonObject{{QStringLiteral("severity"), severityName(problem.severity)},
                                {QStringLiteral("pointer"), problem.pointer},
                                {QStringLiteral("line"), problem.at ? problem.at->line : QJsonValue()},
                                {QStringLiteral("column"), problem.at ? problem.at->column : QJsonValue()},
                                {QStringLiteral("message"), problem.message}});
    }
    return {{QStringLiteral("file"), file},
            {QStringLiteral("valid"), !hasErrors(problems)},
            {QStringLiteral("errors"), countMatching(problems, ProfileProblem::Severity::Error)},
            {QStringLiteral("warnings"), countMatching(problems, ProfileProblem::Severity::Warning)},
            {QStringLiteral("problems"), list}};
}

} // namespace loadstone
