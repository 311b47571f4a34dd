// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/problemtext.h"

#include <QJsonArray>

namespace loadstone
{

using namespace Qt::StringLiterals;

qsizetype countProblems(const QList<ProfileProblem> &problems, ProfileProblem::Severity severity)
{
    return std::count_if(problems.begin(), problems.end(),
                         [severity](const ProfileProblem &problem) { return problem.severity == severity; });
}

QString severityName(ProfileProblem::Severity severity)
{
    switch (severity) {
    case ProfileProblem::Severity::Error:
        return u"error"_s;
    case ProfileProblem::Severity::Warning:
        return u"warning"_s;
    case ProfileProblem::Severity::Note:
        return u"note"_s;
    }
    return {};
}

QString problemLine(const QString &file, const ProfileProblem &problem)
{
    const QString place = problem.pointer.isEmpty() ? QString() : problem.pointer + u": "_s;
    const QString at = problem.at ? u"%1:%2:"_s.arg(problem.at->line).arg(problem.at->column) : QString();
    return file + u':' + at + u' ' + severityName(problem.severity) + u": "_s + place + problem.message;
}

QJsonObject problemsToJson(const QString &file, const QList<ProfileProblem> &problems)
{
    QJsonArray list;
    for (const ProfileProblem &problem : problems) {
        list.append(QJsonObject{{u"severity"_s, severityName(problem.severity)},
                                {u"pointer"_s, problem.pointer},
                                {u"line"_s, problem.at ? problem.at->line : QJsonValue()},
                                {u"column"_s, problem.at ? problem.at->column : QJsonValue()},
                                {u"message"_s, problem.message}});
    }
    return {{u"file"_s, file},
            {u"valid"_s, !hasErrors(problems)},
            {u"errors"_s, countProblems(problems, ProfileProblem::Severity::Error)},
            {u"warnings"_s, countProblems(problems, ProfileProblem::Severity::Warning)},
            {u"problems"_s, list}};
}

} // namespace loadstone
