// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"

#include <QJsonObject>

namespace loadstone
{

/// "error", "warning" or "note".
QString severityName(ProfileProblem::Severity severity);

qsizetype countProblems(const QList<ProfileProblem> &problems, ProfileProblem::Severity severity);

/// "FILE:LINE:COLUMN: error: /load/users: sentence", which editors can parse; without line and column for a
/// problem of a value.
QString problemLine(const QString &file, const ProfileProblem &problem);

/// `{"file", "valid", "errors", "warnings", "problems": [{"severity", "pointer", "line", "column",
/// "message"}]}`; "errors" and "warnings" are counts; "line" and
/// "column" are null for a problem of a value.
QJsonObject problemsToJson(const QString &file, const QList<ProfileProblem> &problems);

} // namespace loadstone
