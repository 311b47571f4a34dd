// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/doctorlimits.h"

#include "core/run/doctorgrade.h"
#include "core/run/doctortext.h"
#include "core/text/format.h"

#include <limits>

namespace loadstone
{

using namespace Qt::StringLiterals;
using State = DoctorCheck::State;

namespace
{

int portCount(const MachineFacts &facts)
{
    if (!facts.portRangeFirst || !facts.portRangeLast)
        return 0;
    return std::max(0, *facts.portRangeLast - *facts.portRangeFirst + 1);
}

} // namespace

DoctorCheck checkOpenFiles(const KernelFiles &files, std::optional<qint64> softBefore)
{
    DoctorCheck check{
        u"open-files"_s,
        DoctorText::tr("Open files"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Each connection is an open file in the server and one in the load generator: beyond the limit "
            "requests fail (fd-unavailable)."),
        DoctorText::tr(
            "Raise the hard limit, for example in /etc/security/limits.conf (* hard nofile 65536), and log "
            "in again. Loadstone raises the soft limit itself.")};
    const OpenFileLimit limit = readOpenFileLimit(files);
    if (!limit.soft || !limit.hard)
        return check;
    const auto words = [](qint64 number) {
        return number == std::numeric_limits<qint64>::max() ? DoctorText::tr("unlimited")
                                                            : formatCount(number);
    };
    const QString raised = softBefore && *softBefore < *limit.soft
        ? DoctorText::tr(" (raised by Loadstone from %1)").arg(words(*softBefore))
        : QString();
    check.found =
        DoctorText::tr("soft limit %1%2, hard limit %3").arg(words(*limit.soft), raised, words(*limit.hard));
    check.state = gradeAtLeast(double(*limit.hard), 10'000, 1'024);
    return check;
}

DoctorCheck checkLocalPorts(const MachineFacts &facts)
{
    DoctorCheck check{
        u"local-ports"_s,
        DoctorText::tr("Local ports"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Each new connection takes a local port for a minute after its end: with too few, requests on "
            "new connections fail (port-unavailable)."),
        u"sudo sysctl -w net.ipv4.ip_local_port_range=\"10240 65535\""_s};
    const int count = portCount(facts);
    if (count == 0)
        return check;
    check.found = DoctorText::tr("%1–%2: %3 ports")
                      .arg(*facts.portRangeFirst)
                      .arg(*facts.portRangeLast)
                      .arg(formatCount(count));
    check.state = gradeAtLeast(count, 20'000, 5'000);
    return check;
}

DoctorCheck checkTimeWait(const MachineFacts &facts, const KernelFiles &files)
{
    DoctorCheck check{
        u"time-wait"_s,
        DoctorText::tr("Ports in TIME_WAIT"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "Ports of connections that have ended stay taken for a minute (TIME_WAIT): a run begun "
            "meanwhile has fewer to use than the next."),
        DoctorText::tr("Wait a minute before the next run.")};
    const QStringList tcp = files.value(u"proc/net/sockstat"_s, u"TCP"_s).split(u' ', Qt::SkipEmptyParts);
    const qsizetype key = tcp.indexOf(u"tw"_s); // "inuse 1 orphan 0 tw 0 …"
    const int ports = portCount(facts);
    if (key < 0 || key + 1 >= tcp.size() || ports == 0)
        return check;
    const qint64 waiting = tcp[key + 1].toLongLong();
    check.found = DoctorText::tr("%1 of %2").arg(formatCount(waiting), formatCount(ports));
    check.state = gradeBelow(double(waiting) / ports, 0.1, 0.5);
    return check;
}

DoctorCheck checkBacklog(const MachineFacts &facts)
{
    DoctorCheck check{
        u"somaxconn"_s,
        DoctorText::tr("Maximum accept queue"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "The kernel cuts every server's backlog to this: when many users connect simultaneously, excess "
            "connections wait one second and longer."),
        u"sudo sysctl -w net.core.somaxconn=4096"_s};
    if (!facts.somaxconn)
        return check;
    check.found = formatCount(*facts.somaxconn);
    check.state = gradeAtLeast(double(*facts.somaxconn), 4'096, 128);
    return check;
}

DoctorCheck checkSynBacklog(const KernelFiles &files)
{
    DoctorCheck check{
        u"syn-backlog"_s,
        DoctorText::tr("SYN backlog"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "When more connections than this are being opened simultaneously, the kernel drops their SYNs, "
            "which are retransmitted after one second and longer."),
        u"sudo sysctl -w net.ipv4.tcp_max_syn_backlog=4096"_s};
    const std::optional<qint64> value = files.number(u"proc/sys/net/ipv4/tcp_max_syn_backlog"_s);
    if (!value)
        return check;
    check.found = formatCount(*value);
    check.state = gradeAtLeast(double(*value), 1'024, 128);
    return check;
}

DoctorCheck checkAbortOnOverflow(const KernelFiles &files)
{
    DoctorCheck check{
        u"abort-on-overflow"_s,
        DoctorText::tr("Full accept queues"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "When on, a full accept queue resets connections instead of letting them wait: servers with a "
            "short backlog then show failures that other machines do not show."),
        u"sudo sysctl -w net.ipv4.tcp_abort_on_overflow=0"_s};
    const std::optional<qint64> value = files.number(u"proc/sys/net/ipv4/tcp_abort_on_overflow"_s);
    if (!value)
        return check;
    check.found = *value == 0 ? DoctorText::tr("connections wait (tcp_abort_on_overflow is off)")
                              : DoctorText::tr("connections are reset (tcp_abort_on_overflow is on)");
    check.state = *value == 0 ? State::Good : State::Warning;
    return check;
}

DoctorCheck checkLoopback(const KernelFiles &files)
{
    constexpr qint64 smallestGoodMtu = 16'384; // the largest TCP sends at once is 64 KiB, the usual MTU
    DoctorCheck check{
        u"loopback"_s,
        DoctorText::tr("Loopback network"),
        State::Unknown,
        DoctorText::tr("not known"),
        DoctorText::tr(
            "All load goes over it: with a small packet size (MTU) large responses cost more CPU time than "
            "elsewhere, and without it no server can be reached."),
        u"sudo ip link set lo up mtu 65536"_s};
    const QString folder = u"sys/class/net/lo"_s;
    const std::optional<qint64> mtu = files.number(folder + u"/mtu"_s);
    if (!mtu)
        return check;
    constexpr uint isUpFlag = 1; // IFF_UP
    const QString flags = files.text(folder + u"/flags"_s);
    if (!flags.isEmpty() && !(flags.toUInt(nullptr, 16) & isUpFlag)) {
        check.found = DoctorText::tr("down");
        check.state = State::Bad;
        return check;
    }
    check.found = DoctorText::tr("MTU %1").arg(formatCount(*mtu));
    check.state = *mtu >= smallestGoodMtu ? State::Good : State::Warning;
    return check;
}

} // namespace loadstone
