// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/kernelfiles.h"

#include <optional>

namespace loadstone
{

// The doctor's checks of descriptors, ports and queues of connections.

DoctorCheck checkOpenFiles(const KernelFiles &files, std::optional<qint64> softBefore);
DoctorCheck checkLocalPorts(const MachineFacts &facts);
DoctorCheck checkTimeWait(const MachineFacts &facts, const KernelFiles &files);
DoctorCheck checkBacklog(const MachineFacts &facts);
DoctorCheck checkSynBacklog(const KernelFiles &files);
DoctorCheck checkAbortOnOverflow(const KernelFiles &files);
DoctorCheck checkLoopback(const KernelFiles &files);

} // namespace loadstone
