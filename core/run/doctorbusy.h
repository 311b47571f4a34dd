// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/kernelfiles.h"

#include <QHash>

#include <optional>
#include <utility>

namespace loadstone
{

// The doctor's checks of what other programs and machines take of the CPU between two readings.

/// The CPU's times at one moment, in ticks, from the first line of /proc/stat.
struct CpuTimes {
    qint64 all = 0;
    std::optional<qint64> stolen; ///< none: the kernel does not report it
    int cores = 0;                ///< that the times are of
};
CpuTimes readCpuTimes(const KernelFiles &files);

/// A program's name and its CPU time so far, in ticks, by process number.
struct ProgramTime {
    QString name;
    qint64 ticks = 0;
};
using ProgramTimes = QHash<int, ProgramTime>;
ProgramTimes readProgramTimes(const KernelFiles &files);

DoctorCheck checkBusyPrograms(const std::pair<CpuTimes, CpuTimes> &cpu, const ProgramTimes &before,
                              const ProgramTimes &after);
DoctorCheck checkSteal(const CpuTimes &before, const CpuTimes &after);

} // namespace loadstone
