// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/kernelfiles.h"

#include <optional>

namespace loadstone
{

// The doctor's checks of what the servers' environments need.

DoctorCheck checkDisk(const QString &cacheFolder, std::optional<qint64> freeBytes);
DoctorCheck checkPython(const KernelFiles &files);
DoctorCheck checkCompiler(const KernelFiles &files);

} // namespace loadstone
