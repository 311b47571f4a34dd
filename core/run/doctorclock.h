// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/kernelfiles.h"

#include <optional>

namespace loadstone
{

// The doctor's checks of clocks and timers.

/// Of this machine's monotonic clock, if known.
std::optional<qint64> timerResolutionNs();

DoctorCheck checkClockSource(const KernelFiles &files);
/// When a thread that sleeps wakes up.
DoctorCheck checkTimers(const KernelFiles &files, std::optional<qint64> resolutionNs);

} // namespace loadstone
