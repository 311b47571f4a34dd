// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/kernelfiles.h"

namespace loadstone
{

// The doctor's checks of memory.

DoctorCheck checkMemory(const KernelFiles &files);
DoctorCheck checkSwap(const KernelFiles &files);
DoctorCheck checkHugePages(const KernelFiles &files);

} // namespace loadstone
