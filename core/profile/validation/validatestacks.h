// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"

#include <QStringList>

#include <functional>

namespace loadstone
{

struct Profile;
struct ServerEntry;

/// A fault of a server that only the catalogue of stacks knows.
struct ServerFault {
    QString key;     ///< below the server: "stack", "preset", "parameters/workers"
    QString message; ///< a sentence with the remedy
};
/// Faults of one server of a profile; called only for stacks that are known.
using ServerCheck = std::function<QList<ServerFault>(const ServerEntry &)>;

/// The servers of a profile against a catalogue: unknown stacks are errors that name the nearest known
/// one, `check` finds the rest.
QList<ProfileProblem> validateStacks(const Profile &profile, const QStringList &knownStacks,
                                     const ServerCheck &check);

} // namespace loadstone
