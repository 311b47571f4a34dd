// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profileproblem.h"

#include <QStringList>

namespace loadstone
{

class JsonDocument;
struct Profile;

/// All problems of a profile: values out of range, duplicates, wrong order, contradictions. Sorted in
/// canonical order. The catalogue and the files named by the profile are validated separately
/// (core/run/profilecheck.h, scenariofiles.h).
QList<ProfileProblem> validate(const Profile &profile);

/// The same for a profile read from a text that has passed the schema, which covers the ranges; also problems
/// visible only in the text, such as keys without effect. Unsorted.
/// @param faulty pointers of values that could not be decoded; checks at or around them are skipped
QList<ProfileProblem> validate(const Profile &draft, const JsonDocument &text, const QStringList &faulty);

/// Sorts problems into canonical order. Stable.
void sortAsWritten(QList<ProfileProblem> &problems);

/// Whether a list exceeds its maximum length: cross-checks take quadratic time.
bool isTooLong(const Profile &profile);

} // namespace loadstone
