// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/kernelfiles.h"

namespace loadstone
{

// The doctor's checks of the processor and of who else uses it.

DoctorCheck checkCores(const MachineFacts &facts);
DoctorCheck checkCoreMask(const MachineFacts &facts, const KernelFiles &files);
DoctorCheck checkCpuQuota(const MachineFacts &facts, const KernelFiles &files);
DoctorCheck checkGovernor(const MachineFacts &facts);
DoctorCheck checkLoad(const MachineFacts &facts);

} // namespace loadstone
