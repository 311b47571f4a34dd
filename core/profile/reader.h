// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

#include <optional>

namespace loadstone
{

/// The latest profile format supported by this version.
constexpr int profileFormat = 1;
/// The embedded schema of profiles.
QString profileSchemaFile();

/// Result of reading a profile.
struct ProfileReading {
    /// The profile if it has no errors (warnings and notes allowed).
    std::optional<Profile> profile;
    /// The profile as far as it could be decoded, for an editor; nothing for text that is not a JSON object
    /// or has a newer format. Equal to `profile` if that is present.
    std::optional<Profile> draft;
    QList<ProfileProblem> problems; ///< in document order
    JsonDocument document;          ///< for the positions of further problems
};

/// Reads and validates a profile: JSON, schema and cross-field rules. A syntax error is reported alone, all
/// other problems together.
/// @param id of the profile: the name of its file without ".json"
ProfileReading readProfile(const QByteArray &text, const QString &id);

/// Adds problems of the value, each with its position in the text; resets `profile` if one is an error.
void addProblems(ProfileReading &reading, const QList<ProfileProblem> &problems);

} // namespace loadstone
