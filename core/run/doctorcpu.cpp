// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/format.h"
#include "core/run/doctorchecks.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

CpuTimes readCpuTimes(const KernelFiles &files)
{
    constexpr int accounted = 8; // user … steal; guest times are already part of user
    const QStringList fields =
        files.value(u"proc/stat"_s, u"cpu "_s).simplified().split(u' ', Qt::SkipEmptyParts);
    CpuTimes times;
    for (qsizetype i = 0; i < std::min<qsizetype>(fields.size(), accounted); ++i)
        times.all += fields[i].toLongLong();
    if (fields.size() >= accounted)
        times.stolen = fields[accounted - 1].toLongLong();
    for (const QString &line : files.lines(u"proc/stat"_s))
        times.cores += line.startsWith(u"cpu") && !line.startsWith(u"cpu ") ? 1 : 0;
    return times;
}

DoctorCheck checkCores(const MachineFacts &facts)
{
    DoctorCheck check{
        u"cores"_s,
        u"Processor cores"_s,
        State::Unknown,
        u"not known"_s,
        u"Server and load generator share the cores: with few of them each slows the other, and a "
        u"server with several workers cannot show what it can do."_s,
        u"Compare servers with each other on this machine, not with figures of other machines."_s};
    if (facts.cores <= 0)
        return check;
    check.found = formatCounted(facts.cores, u"cores"_s);
    check.state = gradeAtLeast(facts.cores, 4, 2);
    return check;
}

namespace
{

/// A quota of CPU time that holds for this process.
struct CpuQuota {
    bool isKnown = false;
    double cores = -1; ///< -1: none
    void note(double quota, double period)
    {
        isKnown = true;
        if (quota > 0 && period > 0)
            cores = cores < 0 ? quota / period : std::min(cores, quota / period);
    }
};

/// Calls `look` with the folder of a group and of each above it: their quotas hold as well.
template<typename Look>
void forEachGroup(const QString &root, QString group, Look look)
{
    while (true) {
        look(root + group);
        if (group.isEmpty())
            return;
        group.truncate(std::max<qsizetype>(0, group.lastIndexOf(u'/')));
    }
}

/// Of control groups version 2.
CpuQuota unifiedQuota(const KernelFiles &files)
{
    const QString root = u"sys/fs/cgroup"_s;
    const QString group = files.value(u"proc/self/cgroup"_s, u"0:"_s); // "0::/user.slice/…"
    CpuQuota quota;
    if (!group.startsWith(u'/'))
        return quota;
    quota.isKnown = files.exists(root + u"/cgroup.controllers"_s);
    forEachGroup(root, group, [&](const QString &folder) {
        const QStringList values = files.text(folder + u"/cpu.max"_s).split(u' ');
        if (values.size() == 2)
            quota.note(values[0].toDouble(), values[1].toDouble()); // "max" is no number
    });
    return quota;
}

/// Of control groups version 1, where the controller "cpu" has a tree of its own.
CpuQuota controllerQuota(const KernelFiles &files)
{
    const auto hasCpu = [](const QString &list) { return list.split(u',').contains(u"cpu"_s); };
    QString group;
    for (const QString &line : files.lines(u"proc/self/cgroup"_s)) { // "4:cpu,cpuacct:/docker/abc"
        if (hasCpu(line.section(u':', 1, 1)))
            group = line.section(u':', 2);
    }
    CpuQuota quota;
    for (const QString &line : files.lines(u"proc/self/mountinfo"_s)) {
        // "35 30 0:31 ROOT MOUNTPOINT rw,… - cgroup cgroup rw,cpu,cpuacct"
        const QStringList fields = line.split(u' ');
        const QStringList type = line.section(u" - "_s, 1).split(u' ');
        if (group.isEmpty() || fields.size() < 5 || type.size() < 3 || type[0] != u"cgroup"_s
            || !hasCpu(type[2]))
            continue;
        // In a container the mount shows the part from its own group on.
        const QString below =
            fields[3] != u"/"_s && group.startsWith(fields[3]) ? group.mid(fields[3].size()) : group;
        forEachGroup(fields[4].mid(1), below == u"/"_s ? QString() : below, [&](const QString &folder) {
            const std::optional<qint64> most = files.number(folder + u"/cpu.cfs_quota_us"_s);
            const std::optional<qint64> period = files.number(folder + u"/cpu.cfs_period_us"_s);
            if (most && period)
                quota.note(double(*most), double(*period));
        });
    }
    return quota;
}

} // namespace

DoctorCheck checkCpuQuota(const MachineFacts &facts, const KernelFiles &files)
{
    DoctorCheck check{
        u"cpu-quota"_s,
        u"CPU quota of the container"_s,
        State::Unknown,
        u"not known"_s,
        u"When a control group's quota is used up, everything in it stands still for the rest of the "
        u"period: latencies get steps of tens of milliseconds."_s,
        u"Start the container without a CPU limit, or give it whole cores (docker run --cpuset-cpus)."_s};
    // A machine may have both: the controller is then in one of them.
    CpuQuota quota = unifiedQuota(files);
    if (const CpuQuota older = controllerQuota(files); older.isKnown)
        quota = older;
    if (!quota.isKnown)
        return check;
    if (quota.cores < 0) {
        check.state = State::Good;
        check.found = u"none"_s;
        return check;
    }
    check.found = u"%1 of %2 cores"_s.arg(formatRate(quota.cores)).arg(facts.cores);
    check.state = quota.cores < 1 ? State::Bad : State::Warning;
    return check;
}

DoctorCheck checkGovernor(const MachineFacts &facts)
{
    DoctorCheck check{
        u"cpu-governor"_s,
        u"CPU frequency governor"_s,
        State::Unknown,
        u"none shown, as is usual in virtual machines"_s,
        u"A CPU that changes its frequency makes the same server faster or slower from run to run, and "
        u"slow at low load."_s,
        u"On the machine itself: sudo cpupower frequency-set -g performance"_s};
    if (facts.governor.isEmpty())
        return check;
    check.found = facts.governor;
    check.state = facts.governor == u"performance"_s ? State::Good : State::Warning;
    return check;
}

DoctorCheck checkLoad(const MachineFacts &facts)
{
    DoctorCheck check{
        u"background-load"_s,
        u"Background load"_s,
        State::Unknown,
        u"not known"_s,
        u"Other programs take CPU time from server and load generator: figures get lower and vary."_s,
        u"Close other programs, or wait a minute when something large has just ended."_s};
    if (facts.loadBefore < 0 || facts.cores <= 0)
        return check;
    check.found =
        u"load average %1 over 1 min on %2 cores"_s.arg(facts.loadBefore, 0, 'f', 2).arg(facts.cores);
    check.state = gradeBelow(facts.loadBefore / facts.cores, 0.2, 0.7);
    return check;
}

DoctorCheck checkSteal(const CpuTimes &before, const CpuTimes &after)
{
    DoctorCheck check{
        u"steal"_s,
        u"CPU time taken by the host"_s,
        State::Unknown,
        u"not known"_s,
        u"The host of this virtual machine gives its CPU to others at times: everything stands still "
        u"meanwhile, which shows as latency of the server."_s,
        u"Use a machine with CPUs of its own, or repeat often and look at the spread."_s};
    const auto all = double(after.all - before.all);
    if (before.stolen < 0 || after.stolen < 0 || all <= 0)
        return check;
    const double now = 100 * double(after.stolen - before.stolen) / all;
    const double everSince = 100 * double(after.stolen) / double(after.all);
    check.found = u"%1 now, %2 since the start"_s.arg(formatPercent(now), formatPercent(everSince));
    // Ticks are 10 ms: a single one in the short look is 2 % on two cores and says nothing.
    check.state = std::max(gradeBelow(now, 4, 10), gradeBelow(everSince, 2, 10));
    return check;
}

DoctorCheck checkClockSource(const KernelFiles &files)
{
    DoctorCheck check{
        u"clock-source"_s,
        u"Clock source"_s,
        State::Unknown,
        u"not known"_s,
        u"A slow clock costs a system call at each look at the time, in servers and in the load "
        u"generator: fewer requests per second for all."_s,
        u"Boot with clocksource=tsc where the CPU has a stable one."_s};
    const QString source = files.text(u"sys/devices/system/clocksource/clocksource0/current_clocksource"_s);
    if (source.isEmpty())
        return check;
    check.found = source;
    static const QStringList quick{u"tsc"_s, u"kvm-clock"_s, u"arch_sys_counter"_s,
                                   u"hyperv_clocksource_tsc_page"_s, u"riscv_clocksource"_s};
    static const QStringList slow{u"hpet"_s, u"acpi_pm"_s, u"jiffies"_s, u"refined-jiffies"_s};
    check.state = quick.contains(source) ? State::Good : slow.contains(source) ? State::Bad : State::Warning;
    return check;
}

DoctorCheck checkMemory(const KernelFiles &files)
{
    constexpr double mebibyte = 1'024 * 1'024;
    DoctorCheck check{
        u"memory"_s,
        u"Memory available"_s,
        State::Unknown,
        u"not known"_s,
        u"Servers with several workers take hundreds of MiB; when memory runs out the machine swaps or "
        u"ends a server in the middle of a run."_s,
        u"Close other programs, or use fewer workers and users."_s};
    const QString available = files.value(u"proc/meminfo"_s, u"MemAvailable"_s);
    if (available.isEmpty())
        return check;
    const qint64 bytes = available.section(u' ', 0, 0).toLongLong() * 1'024;
    check.found = formatBytes(bytes);
    check.state = gradeAtLeast(double(bytes), 2'048 * mebibyte, 512 * mebibyte);
    return check;
}

DoctorCheck checkHugePages(const KernelFiles &files)
{
    DoctorCheck check{
        u"huge-pages"_s,
        u"Transparent huge pages"_s,
        State::Unknown,
        u"not known"_s,
        u"With \"always\" the memory of servers grows in steps of 2 MiB and looks larger than it is "
        u"used, and the kernel's joining of pages makes pauses."_s,
        u"echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"_s};
    const QString modes =
        files.text(u"sys/kernel/mm/transparent_hugepage/enabled"_s); // "always [madvise] never"
    const QString mode = modes.section(u'[', 1).section(u']', 0, 0);
    if (mode.isEmpty())
        return check;
    check.found = mode;
    check.state = mode == u"always"_s ? State::Warning : State::Good;
    return check;
}

} // namespace loadstone
