// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctorbusy.h"

#include "core/run/doctorgrade.h"
#include "core/run/doctortext.h"
#include "core/run/machine.h"
#include "core/text/format.h"

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

DoctorCheck checkBusyPrograms(const std::pair<CpuTimes, CpuTimes> &cpu, const ProgramTimes &before,
                              const ProgramTimes &after)
{
    constexpr double leastShown = 1; // percent of a core
    constexpr qsizetype mostShown = 3;
    DoctorCheck check{
        u"busy-programs"_s,
        DoctorText::tr("Busy programs"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr("They take CPU time from server and load generator at unpredictable moments."),
        DoctorText::tr("End them, or wait until they have ended.")};
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
    check.found =
        shown.isEmpty() ? DoctorText::tr("none") : DoctorText::tr("%1 of a core").arg(shown.join(u", "_s));
    check.state = gradeBelow(percent / cores, 5, 25);
    return check;
}

DoctorCheck checkSteal(const CpuTimes &before, const CpuTimes &after)
{
    DoctorCheck check{
        u"steal"_s,
        DoctorText::tr("CPU time stolen by the host"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "The host of this virtual machine gives its CPU to others at times: everything stands still "
            "meanwhile, which shows as latency of the server."),
        DoctorText::tr("Use a machine with CPUs of its own, or repeat often and look at the spread.")};
    const auto all = double(after.all - before.all);
    if (!before.stolen || !after.stolen || all <= 0)
        return check;
    const double now = 100 * double(*after.stolen - *before.stolen) / all;
    const double everSince = 100 * double(*after.stolen) / double(after.all);
    check.found =
        DoctorText::tr("%1 now, %2 since the start").arg(formatPercent(now), formatPercent(everSince));
    // Ticks are 10 ms: a single one in the short look is 2 % on two cores and says nothing.
    check.state = std::max(gradeBelow(now, 4, 10), gradeBelow(everSince, 2, 10));
    return check;
}

} // namespace loadstone
