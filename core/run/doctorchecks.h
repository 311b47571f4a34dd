// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/kernelfiles.h"

#include <QHash>

#include <utility>

namespace loadstone
{

// The checks of examineMachine, one function each, in three files by what they look at.

/// The CPU's times at one moment, in ticks, from the first line of /proc/stat.
struct CpuTimes {
    qint64 all = 0;
    qint64 stolen = -1; ///< -1: the kernel does not tell
    int cores = 0;      ///< that the times are of
};
CpuTimes readCpuTimes(const KernelFiles &files);

/// A program's name and its CPU time so far, in ticks, by process number.
struct ProgramTime {
    QString name;
    qint64 ticks = 0;
};
using ProgramTimes = QHash<int, ProgramTime>;
ProgramTimes readProgramTimes(const KernelFiles &files);
/// Of this machine's monotonic clock; -1 unknown.
qint64 timerResolutionNs();

// What else runs, and when a thread that sleeps wakes up.
DoctorCheck checkBusyPrograms(const std::pair<CpuTimes, CpuTimes> &cpu, const ProgramTimes &before,
                              const ProgramTimes &after);
DoctorCheck checkTimers(const KernelFiles &files, qint64 resolutionNs);
DoctorCheck checkCoreMask(const MachineFacts &facts, const KernelFiles &files);
DoctorCheck checkSwap(const KernelFiles &files);

// Processor, clock and memory.
DoctorCheck checkCores(const MachineFacts &facts);
DoctorCheck checkCpuQuota(const MachineFacts &facts, const KernelFiles &files);
DoctorCheck checkGovernor(const MachineFacts &facts);
DoctorCheck checkLoad(const MachineFacts &facts);
DoctorCheck checkSteal(const CpuTimes &before, const CpuTimes &after);
DoctorCheck checkClockSource(const KernelFiles &files);
DoctorCheck checkMemory(const KernelFiles &files);
DoctorCheck checkHugePages(const KernelFiles &files);

// Limits of files and network, and what servers need.
DoctorCheck checkOpenFiles(const KernelFiles &files, qint64 softBefore);
DoctorCheck checkLocalPorts(const MachineFacts &facts);
DoctorCheck checkTimeWait(const MachineFacts &facts, const KernelFiles &files);
DoctorCheck checkBacklog(const MachineFacts &facts);
DoctorCheck checkSynBacklog(const KernelFiles &files);
DoctorCheck checkAbortOnOverflow(const KernelFiles &files);
DoctorCheck checkLoopback(const KernelFiles &files);
DoctorCheck checkDisk(const QString &cacheFolder, qint64 freeBytes);
DoctorCheck checkPython(const KernelFiles &files);
DoctorCheck checkCompiler(const KernelFiles &files);

/// The state of something of which more is better.
inline DoctorCheck::State gradeAtLeast(double value, double good, double warning)
{
    if (value >= good)
        return DoctorCheck::State::Good;
    return value >= warning ? DoctorCheck::State::Warning : DoctorCheck::State::Bad;
}
/// The state of something of which less is better.
inline DoctorCheck::State gradeBelow(double value, double good, double warning)
{
    return gradeAtLeast(-value, -good, -warning);
}

} // namespace loadstone
