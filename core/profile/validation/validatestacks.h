// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"

#include <QStringList>

#include <functional>

namespace loadstone
{

struct Profile;
struct ServerEntry;

/// A problem of a server that only the stack catalogue can detect.
struct ServerFault {
    QString key;     ///< relative to the server: "stack", "preset", "parameters/workers"
    QString message; ///< a sentence with the remedy
};
/// Problems of one server of a profile; called for known stacks only.
using ServerCheck = std::function<QList<ServerFault>(const ServerEntry &)>;

/// Validates the servers of a profile against a catalogue: an unknown stack is an error that suggests the
/// closest one, `check` finds the rest.
QList<ProfileProblem> validateStacks(const Profile &profile, const QStringList &validStacks,
                                     const ServerCheck &check);

} // namespace loadstone
