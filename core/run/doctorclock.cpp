// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctorclock.h"

#include "core/run/doctorgrade.h"
#include "core/run/doctortext.h"
#include "core/text/format.h"

#include <algorithm>
#include <ctime>

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

std::optional<qint64> timerResolutionNs()
{
    timespec resolution{};
    if (clock_getres(CLOCK_MONOTONIC, &resolution) != 0)
        return {};
    return qint64(resolution.tv_sec) * 1'000'000'000 + resolution.tv_nsec;
}

DoctorCheck checkTimers(const KernelFiles &files, std::optional<qint64> resolutionNs)
{
    constexpr double nsPerUs = 1'000;
    DoctorCheck check{
        u"timers"_s,
        DoctorText::tr("Timers"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Requests are sent when a timer wakes the load generator: coarse timers send them late and in "
            "bunches."),
        DoctorText::tr(
            "Boot without highres=off and nohz=off; a timer slack above 50 µs is inherited from the parent "
            "process.")};
    const std::optional<qint64> slack = files.number(u"proc/self/timerslack_ns"_s);
    if (!resolutionNs || !slack)
        return check;
    check.found = DoctorText::tr("resolution %1 ns, slack %2 µs")
                      .arg(formatCount(*resolutionNs))
                      .arg(double(*slack) / nsPerUs);
    // Without high-resolution timers the resolution is a tick: 1 to 10 ms.
    check.state = std::max(gradeBelow(double(*resolutionNs), 1'000, 100'000),
                           gradeBelow(double(*slack), 50'000, 1'000'000));
    return check;
}

DoctorCheck checkClockSource(const KernelFiles &files)
{
    DoctorCheck check{
        u"clock-source"_s,
        DoctorText::tr("Clock source"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Each reading of a slow clock is a system call, in servers and load generator, which reduces "
            "throughput."),
        DoctorText::tr("Boot with clocksource=tsc where the CPU has a stable one.")};
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

} // namespace loadstone
