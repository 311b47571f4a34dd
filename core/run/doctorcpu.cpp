// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctorcpu.h"

#include "core/base/affinity.h"
#include "core/run/doctorgrade.h"
#include "core/run/doctortext.h"
#include "core/run/machine.h"
#include "core/text/format.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

DoctorCheck checkCores(const MachineFacts &facts)
{
    DoctorCheck check{
        u"cores"_s,
        DoctorText::tr("Processor cores"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Server and load generator share the cores: with few of them each slows the other, and a "
            "server with several workers cannot show what it can do."),
        DoctorText::tr(
            "Compare servers with each other on this machine, not with figures of other machines.")};
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
    std::optional<double> cores; ///< none: unlimited
    void note(double quota, double period)
    {
        isKnown = true;
        if (quota > 0 && period > 0)
            cores = std::min(cores.value_or(quota / period), quota / period);
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
        DoctorText::tr("CPU quota of the container"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "When a control group's quota is used up, everything in it stands still for the rest of the "
            "period: latencies get steps of tens of milliseconds."),
        DoctorText::tr(
            "Start the container without a CPU limit, or give it whole cores (docker run --cpuset-cpus).")};
    // A machine may have both: the controller is then in one of them.
    CpuQuota quota = unifiedQuota(files);
    if (const CpuQuota older = controllerQuota(files); older.isKnown)
        quota = older;
    if (!quota.isKnown)
        return check;
    if (!quota.cores) {
        check.state = State::Good;
        check.found = DoctorText::tr("none");
        return check;
    }
    check.found = DoctorText::tr("%1 of %2 cores").arg(formatRate(*quota.cores)).arg(facts.cores);
    check.state = *quota.cores < 1 ? State::Bad : State::Warning;
    return check;
}

DoctorCheck checkGovernor(const MachineFacts &facts)
{
    DoctorCheck check{
        u"cpu-governor"_s,
        DoctorText::tr("CPU frequency governor"),
        State::Unknown,
        DoctorText::tr("none shown, as is usual in virtual machines"),
        DoctorText::tr(
            "A CPU that changes its frequency makes the same server faster or slower from run to run, and "
            "slow at low load."),
        DoctorText::tr("On the machine itself: sudo cpupower frequency-set -g performance")};
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
        DoctorText::tr("Background load"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Other programs take CPU time from server and load generator: figures get lower and vary."),
        DoctorText::tr("Close other programs, or wait a minute when something large has just ended.")};
    if (!facts.loadBefore || facts.cores <= 0)
        return check;
    check.found = DoctorText::tr("load average %1 over 1 min on %2 cores")
                      .arg(*facts.loadBefore, 0, 'f', 2)
                      .arg(facts.cores);
    check.state = gradeBelow(*facts.loadBefore / facts.cores, 0.2, 0.7);
    return check;
}

DoctorCheck checkCoreMask(const MachineFacts &facts, const KernelFiles &files)
{
    DoctorCheck check{
        u"core-mask"_s,
        DoctorText::tr("Affinity mask"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Loadstone and the servers it starts run on some of the machine's cores only, and other programs "
            "have the rest: figures are those of a smaller machine."),
        DoctorText::tr(
            "Start Loadstone without taskset, or the container without --cpuset-cpus, unless intended.")};
    const int online = sizeOfCpuList(files.text(u"sys/devices/system/cpu/online"_s));
    if (online <= 0 || facts.cores <= 0)
        return check;
    check.found = DoctorText::tr("%1 of %2").arg(facts.cores).arg(online);
    check.state = facts.cores >= online ? State::Good : State::Warning;
    return check;
}

} // namespace loadstone
