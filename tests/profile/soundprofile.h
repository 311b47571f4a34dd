// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/problemtext.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

/// A valid profile, for tests that introduce faults.
namespace loadstone
{

// Line by line, so that test cases can replace a line by its number.
inline const QList<QByteArray> soundLines{
    "{",
    "\"loadstone_profile\": 1,",
    "\"name\": \"Test\",",
    "\"servers\": [{\"stack\": \"sanic\"}],",
    "\"requests\": [{\"name\": \"a\", \"path\": \"/a?n={n}\"}],",
    "\"variables\": [{\"name\": \"n\", \"first\": 1, \"last\": 5}],",
    "\"load\": {\"users\": 2, \"duration_s\": 1.5},",
    "\"measurement\": {\"warm_up_s\": 5}",
    "}",
};

/// The valid profile with one line (counted from 1) replaced; line 0 replaces none.
inline QByteArray textWith(int line, const QByteArray &replacement)
{
    QList<QByteArray> lines = soundLines;
    if (line > 0)
        lines[line - 1] = replacement;
    return lines.join('\n');
}

inline QString listed(const QList<ProfileProblem> &problems)
{
    QStringList lines;
    for (const ProfileProblem &problem : problems)
        lines.append(problemLine(QStringLiteral("test.json"), problem));
    return lines.join(u'\n');
}

} // namespace loadstone
