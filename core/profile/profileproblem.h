// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <QList>
#include <QString>

#include <algorithm>
#include <optional>

namespace loadstone
{

/// A problem at one position of a profile.
struct ProfileProblem {
    enum class Severity {
        Error,   ///< the profile cannot be run
        Warning, ///< it runs, but probably not as intended
        Note,    ///< a consequence for the result
    };
    Severity severity = Severity::Error;
    QString pointer;                ///< RFC 6901; "" is the whole profile
    std::optional<JsonPosition> at; ///< in the text read; nothing for a value
    QString message;                ///< a sentence with the remedy

    bool operator==(const ProfileProblem &) const = default;
};

inline bool hasErrors(const QList<ProfileProblem> &problems)
{
    return std::any_of(problems.begin(), problems.end(), [](const ProfileProblem &problem) {
        return problem.severity == ProfileProblem::Severity::Error;
    });
}

} // namespace loadstone
