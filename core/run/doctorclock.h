// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/kernelfiles.h"

namespace loadstone
{

// The doctor's checks of clocks and timers.

/// Of this machine's monotonic clock; -1 unknown.
qint64 timerResolutionNs();

DoctorCheck checkClockSource(const KernelFiles &files);
/// When a thread that sleeps wakes up.
DoctorCheck checkTimers(const KernelFiles &files, qint64 resolutionNs);

} // namespace loadstone
