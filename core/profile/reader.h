// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

#include <functional>
#include <optional>

namespace loadstone
{

/// The newest profile format that this version reads and writes.
constexpr int profileFormat = 1;
/// The schema of profiles, inside the program.
QString profileSchemaFile();

/// What reading a profile gave.
struct ProfileReading {
    /// The profile, only when nothing is wrong with it (warnings and notes allowed).
    std::optional<Profile> profile;
    /// The profile as far as it could be understood, for an editor; nothing when the text is not
    /// a JSON object or of a newer format. Equal to `profile` when that is there.
    std::optional<Profile> draft;
    QList<ProfileProblem> problems; ///< in the order of the file
    JsonDocument document;          ///< for the place of further problems
};

/// Reads a profile and checks it: JSON, schema, and what only makes sense together. A syntax error
/// is told alone, everything else at once.
/// @param id of the profile: its file's name without ".json"
ProfileReading readProfile(const QByteArray &text, const QString &id);

/// A fault of a server that only the catalogue of stacks knows.
struct ServerFault {
    QString key;     ///< below the server: "stack", "preset", "parameters/workers"
    QString message; ///< a sentence with the remedy
};
/// Faults of one server of a profile; called only for stacks that are known.
using ServerCheck = std::function<QList<ServerFault>(const StackVariant &)>;

/// Checks the servers of what was read against a catalogue: unknown stacks become errors that name
/// the nearest known one, `check` tells the rest. Takes `profile` away when something is wrong.
void checkServers(ProfileReading &reading, const QStringList &knownStacks, const ServerCheck &check);

/// Adds an error at a place of what was read and takes `profile` away.
void addError(ProfileReading &reading, const QString &pointer, const QString &message);

} // namespace loadstone
