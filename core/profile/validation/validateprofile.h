// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"

#include <QStringList>

namespace loadstone
{

class JsonDocument;
struct Profile;

/// Everything that is wrong or odd with a profile: values beyond their limits, and what has to be
/// different, in order, or fit together. In the order in which the profile would be written. The
/// catalogue and the files that the profile names are validated apart (core/run/profilecheck.h,
/// scenariofiles.h).
QList<ProfileProblem> validate(const Profile &profile);

/// The same of what was read from a text that was checked with the schema, which knows the limits; also
/// what only the text shows, such as keys without a meaning. Not in order.
/// @param faulty pointers of what could not be read; parts at or around them are left out
QList<ProfileProblem> validate(const Profile &draft, const JsonDocument &text, const QStringList &faulty);

/// Sorts problems into the order in which the profile would be written. Stable.
void sortAsWritten(QList<ProfileProblem> &problems);

/// Whether a list is longer than allowed, by far more than anybody writes: each part would be compared
/// with each other.
bool isTooLong(const Profile &profile);

} // namespace loadstone
