// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runresult.h"

#include <QStringList>

namespace loadstone
{

/// Everything about a trial that a reader of its figures has to know before believing them, one
/// sentence each with what follows from it: client-limited, the schedule's ceiling, Little's law,
/// failures, not steady, cold. Rules: docs/measuring.md. Pure.
QStringList trialWarnings(const TrialResult &trial, const Profile &profile);

/// Relative difference of the mean rate between the second and the first half of the measure
/// phase, for example -0.2; 0 when there are fewer than four whole seconds.
double halfToHalfChange(const TrialResult &trial);

} // namespace loadstone
