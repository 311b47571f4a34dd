// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

#include <optional>

namespace loadstone
{

/// The newest profile format that this version reads and writes.
constexpr int profileFormat = 1;
/// The schema of profiles, inside the program.
QString profileSchemaFile();

/// What reading a profile gave.
struct ProfileReading {
    /// The profile, only without errors (warnings and notes allowed).
    std::optional<Profile> profile;
    /// The profile as far as it could be understood, for an editor; nothing when the text is not
    /// a JSON object or of a newer format. Equal to `profile` when that is there.
    std::optional<Profile> draft;
    QList<ProfileProblem> problems; ///< in the order of the file
    JsonDocument document;          ///< for the place of further problems
};

/// Reads a profile and validates it: JSON, schema, and what has to fit together. A syntax error is
/// reported alone, everything else together.
/// @param id of the profile: its file's name without ".json"
ProfileReading readProfile(const QByteArray &text, const QString &id);

/// Adds problems of the value to those of the text, each with its place there; takes `profile` away
/// when one is an error.
void addProblems(ProfileReading &reading, const QList<ProfileProblem> &problems);

} // namespace loadstone
