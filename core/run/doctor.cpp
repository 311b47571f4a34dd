// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctor.h"

#include "core/base/diskspace.h"
#include "core/run/doctorbusy.h"
#include "core/run/doctorclock.h"
#include "core/run/doctorcpu.h"
#include "core/run/doctorlimits.h"
#include "core/run/doctormemory.h"
#include "core/run/doctorsetup.h"

#include <QStandardPaths>

#include <thread>

namespace loadstone
{

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

QString doctorStateId(DoctorCheck::State state)
{
    switch (state) {
    case DoctorCheck::State::Good:
        return u"good"_s;
    case DoctorCheck::State::Warning:
        return u"warning"_s;
    case DoctorCheck::State::Bad:
        return u"bad"_s;
    case DoctorCheck::State::Unknown:
        return u"unknown"_s;
    }
    Q_UNREACHABLE();
}

QList<DoctorCheck> examineMachine(const MachineFacts &facts, const HostAccess &host)
{
    const KernelFiles files(host.root);
    const QString cacheFolder = host.cacheFolder.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::CacheLocation)
        : host.cacheFolder;
    const std::optional<qint64> freeBytes =
        host.freeBytes ? host.freeBytes(cacheFolder) : loadstone::freeBytes(cacheFolder);

    const CpuTimes before = readCpuTimes(files);
    const ProgramTimes programsBefore = readProgramTimes(files);
    if (host.pause)
        host.pause();
    else
        std::this_thread::sleep_for(1s);
    const CpuTimes after = readCpuTimes(files);
    const ProgramTimes programsAfter = readProgramTimes(files);
    const std::optional<qint64> resolution =
        host.timerResolutionNs ? host.timerResolutionNs() : timerResolutionNs();

    QList<DoctorCheck> checks{
        checkPython(files),
        checkCompiler(files),
        checkDisk(cacheFolder, freeBytes),
        checkMemory(files),
        checkSwap(files),
        checkCores(facts),
        checkCoreMask(facts, files),
        checkCpuQuota(facts, files),
        checkLoad(facts),
        checkBusyPrograms({before, after}, programsBefore, programsAfter),
        checkSteal(before, after),
        checkGovernor(facts),
        checkClockSource(files),
        checkTimers(files, resolution),
        checkHugePages(files),
        checkOpenFiles(files, host.openFilesBefore),
        checkLocalPorts(facts),
        checkTimeWait(facts, files),
        checkBacklog(facts),
        checkSynBacklog(files),
        checkAbortOnOverflow(files),
        checkLoopback(files),
    };
    for (DoctorCheck &check : checks) {
        if (check.state == DoctorCheck::State::Good)
            check.remedy.clear();
    }
    return checks;
}

} // namespace loadstone
