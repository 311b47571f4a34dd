// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"
#include "core/base/format.h"
#include "core/run/doctorchecks.h"
#include "core/run/machine.h"

#include <algorithm>
#include <ctime>

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

ProgramTimes readProgramTimes(const KernelFiles &files)
{
    constexpr int userTime = 11; // of the fields behind the name in parentheses
    constexpr int systemTime = 12;
    ProgramTimes times;
    for (const QString &folder : files.entries(u"proc"_s, u"[0-9]*"_s)) {
        const QString stat = files.text(folder + u"/stat"_s); // "12 (a name) S 1 …"
        const qsizetype open = stat.indexOf(u'(');
        const qsizetype close = stat.lastIndexOf(u')');
        const QStringList fields = stat.mid(close + 2).split(u' ');
        if (open < 0 || close < open || fields.size() <= systemTime)
            continue; // ended meanwhile
        times.insert(folder.section(u'/', -1).toInt(),
                     {stat.mid(open + 1, close - open - 1),
                      fields[userTime].toLongLong() + fields[systemTime].toLongLong()});
    }
    return times;
}

qint64 timerResolutionNs()
{
    timespec resolution{};
    if (clock_getres(CLOCK_MONOTONIC, &resolution) != 0)
        return -1;
    return qint64(resolution.tv_sec) * 1'000'000'000 + resolution.tv_nsec;
}

DoctorCheck checkBusyPrograms(const std::pair<CpuTimes, CpuTimes> &cpu, const ProgramTimes &before,
                              const ProgramTimes &after)
{
    constexpr double leastShown = 1; // percent of a core
    constexpr qsizetype mostShown = 3;
    DoctorCheck check{
        u"busy-programs"_s,
        u"Programs at work now"_s,
        State::Unknown,
        u"not known"_s,
        u"What they use of the CPU is missing to server and load generator, at moments that nobody chooses."_s,
        u"End them, or wait until they have ended."_s};
    const qint64 passed = cpu.second.all - cpu.first.all;
    const int cores = std::max(cpu.first.cores, cpu.second.cores);
    if (passed <= 0 || cores == 0)
        return check;
    const double ticksOfACore = double(passed) / cores;
    QList<std::pair<double, QString>> busy;
    double percent = 0;
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        const auto known = before.constFind(it.key());
        const qint64 ticks = it->ticks - (known == before.cend() ? 0 : known->ticks);
        const double share = 100 * double(ticks) / ticksOfACore;
        percent += std::max(0.0, share);
        if (share >= leastShown)
            busy.append({share, it->name});
    }
    std::sort(busy.begin(), busy.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    QStringList shown;
    for (const auto &[share, name] : busy.first(std::min(mostShown, busy.size())))
        shown << u"%1 %2"_s.arg(name, formatPercent(share));
    check.found = shown.isEmpty() ? u"none"_s : shown.join(u", "_s) + u" of a core"_s;
    check.state = gradeBelow(percent / cores, 5, 25);
    return check;
}

DoctorCheck checkTimers(const KernelFiles &files, qint64 resolutionNs)
{
    constexpr double nsPerUs = 1'000;
    DoctorCheck check{
        u"timers"_s,
        u"Timers"_s,
        State::Unknown,
        u"not known"_s,
        u"Requests are sent when a timer wakes the load generator: coarse timers send them late and in "
        u"bunches."_s,
        u"Boot without highres=off and nohz=off; a timer slack of more than 50 µs comes from whoever started "
        u"Loadstone."_s};
    const std::optional<qint64> slack = files.number(u"proc/self/timerslack_ns"_s);
    if (resolutionNs < 0 || !slack)
        return check;
    check.found =
        u"resolution %1 ns, slack %2 µs"_s.arg(formatCount(resolutionNs)).arg(double(*slack) / nsPerUs);
    // Without high-resolution timers the resolution is a tick: 1 to 10 ms.
    check.state = std::max(gradeBelow(double(resolutionNs), 1'000, 100'000),
                           gradeBelow(double(*slack), 50'000, 1'000'000));
    return check;
}

DoctorCheck checkCoreMask(const MachineFacts &facts, const KernelFiles &files)
{
    DoctorCheck check{
        u"core-mask"_s,
        u"Cores that may be used"_s,
        State::Unknown,
        u"not known"_s,
        u"Loadstone and the servers it starts run on some of the machine's cores only, and other programs "
        u"have the rest: figures are those of a smaller machine."_s,
        u"Start Loadstone without taskset, or the container without --cpuset-cpus, unless that is meant."_s};
    const int online = sizeOfCpuList(files.text(u"sys/devices/system/cpu/online"_s));
    if (online <= 0 || facts.cores <= 0)
        return check;
    check.found = u"%1 of %2"_s.arg(facts.cores).arg(online);
    check.state = facts.cores >= online ? State::Good : State::Warning;
    return check;
}

DoctorCheck checkSwap(const KernelFiles &files)
{
    constexpr double mebibyte = 1'024 * 1'024;
    DoctorCheck check{
        u"swap"_s,
        u"Memory moved to disk"_s,
        State::Unknown,
        u"not known"_s,
        u"A server whose memory has been moved to disk waits for the disk at some requests: rare answers "
        u"that take very long."_s,
        u"Close other programs and bring it back: sudo swapoff -a && sudo swapon -a"_s};
    const auto kibibytes = [&files](const QString &key) {
        bool isNumber = false;
        const qint64 value = files.value(u"proc/meminfo"_s, key).section(u' ', 0, 0).toLongLong(&isNumber);
        return isNumber ? value : qint64(-1);
    };
    const qint64 total = kibibytes(u"SwapTotal"_s);
    const qint64 left = kibibytes(u"SwapFree"_s);
    if (total < 0 || left < 0)
        return check;
    const qint64 used = (total - left) * 1'024;
    check.found =
        total == 0 ? u"no swap"_s : u"%1 of %2"_s.arg(formatBytes(used), formatBytes(total * 1'024));
    check.state = gradeBelow(double(used), 64 * mebibyte, 1'024 * mebibyte);
    return check;
}

} // namespace loadstone
