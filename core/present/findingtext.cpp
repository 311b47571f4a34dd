// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/findingtext.h"

#include "core/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class FindingText
{
    Q_DECLARE_TR_FUNCTIONS(FindingText)
};

/// How the figure of a kind is written; empty where its sentence has none.
QString figureText(FindingKind kind, double value)
{
    switch (kind) {
    case FindingKind::Failures:
    case FindingKind::CutOff:
    case FindingKind::Login:
    case FindingKind::LittlesLaw:
    case FindingKind::WarmUpNotOver:
    case FindingKind::Slowing:
    case FindingKind::NoSteadyState:
    case FindingKind::UpstreamBusy:
    case FindingKind::TargetMissed:
        return formatPercent(value);
    case FindingKind::OwnLimits:
    case FindingKind::FewSamples:
    case FindingKind::Dropped:
        return formatCount(std::llround(value));
    case FindingKind::Stale:
        return formatCounted(std::llround(value), u"requests"_s);
    case FindingKind::ChangedByHand:
        return formatCounted(std::llround(value), u"times"_s);
    case FindingKind::ServerKilled:
        return formatCounted(std::llround(value), u"processes"_s);
    case FindingKind::ScheduleBound:
        return formatRate(value);
    case FindingKind::StoodStill:
        return u"%1 s"_s.arg(value, 0, 'f', 1);
    case FindingKind::PortStillTaken:
        return QString::number(std::llround(value));
    case FindingKind::ClientLimited:
    case FindingKind::NothingEnded:
    case FindingKind::Cold:
        return {};
    }
    Q_UNREACHABLE();
}

/// The sentence of a kind; %1 stands for its figure, or for the detail where there is none. Those of an unsteady rate
/// have the change as %2, and a remedy with a figure as %3.
QString pattern(FindingKind kind)
{
    switch (kind) {
    case FindingKind::StoodStill:
        return FindingText::tr("Loadstone itself stood still for %1 of the measurement (stopped, suspended "
                               "or without a CPU), so these figures are invalid. Measure again.");
    case FindingKind::ClientLimited:
        return FindingText::tr("Client-limited: %1");
    case FindingKind::NothingEnded:
        return FindingText::tr("No request ended in the measure phase.");
    case FindingKind::Failures:
        return FindingText::tr("%1 of the requests failed; times are of successful requests only.");
    case FindingKind::CutOff:
        return FindingText::tr(
            "%1 of the requests were cut off at the end of the drain without a response: their outcome "
            "is unknown, and times are of the others. Check whether the server hangs, or allow a longer "
            "\"drain_s\".");
    case FindingKind::Stale:
        return FindingText::tr(
            "Sent twice: %1, because the server had closed their persistent connection without "
            "announcing it.");
    case FindingKind::Login:
        return FindingText::tr(
            "%1 of the login attempts failed, and users send nothing else until one succeeds: %2");
    case FindingKind::OwnLimits:
        return FindingText::tr(
            "Connections not opened because of limits of this system, not of the server: %1. "
            "`loadstone doctor` shows how to raise the limits.");
    case FindingKind::TargetMissed:
        return FindingText::tr(
            "Target rate missed: %1 of the scheduled requests succeeded in time (%2). The server or this "
            "system could not keep up. Lower the rate to find what it sustains.");
    case FindingKind::Dropped:
        return FindingText::tr(
            "%1 arrivals were dropped: due, and never started. Lower the rate, or raise \"connections\" "
            "or \"queue\" of the load.");
    case FindingKind::ChangedByHand:
        return FindingText::tr(
            "The load was changed by hand while it ran (%1), so the figures belong to no single load and "
            "cannot be reproduced. Put the changes into stages to repeat them.");
    case FindingKind::UpstreamBusy:
        return FindingText::tr(
            "The slow upstream used %1 of a core, so it may have been the bottleneck instead of the "
            "server. Use fewer users or calls.");
    case FindingKind::FewSamples:
        return FindingText::tr(
            "Few successful requests (%1): p99 is about the slowest of them. Measure longer.");
    case FindingKind::LittlesLaw:
        return FindingText::tr(
            "Users in the system and rate × time differ by %1 (Little's law): some time was spent where "
            "this measurement does not see it. Measure longer, or distrust it.");
    case FindingKind::WarmUpNotOver:
        return FindingText::tr(
            "Warm-up not over: at first the rate was %1 lower than at the end (%2), and the figures include "
            "that time. %3");
    case FindingKind::Slowing:
        return FindingText::tr(
            "Slowing: the rate fell by %1 while it was measured (%2). Look for memory, queues or temperature "
            "that rise and for other busy programs, and measure longer to see where it settles.");
    case FindingKind::NoSteadyState:
        return FindingText::tr(
            "No steady state: the rate varied by %1, and still changed in the last quarter of the "
            "measurement "
            "(%2). Measure longer, after a longer warm-up and with no other program busy.");
    case FindingKind::ScheduleBound:
        return FindingText::tr(
            "The schedule sets the rate, not the server: these users and waits allow at most %1 "
            "requests/s. Compare response times, or use more users or shorter waits.");
    case FindingKind::Cold:
        return FindingText::tr("Cold: there was no warm-up, so the first requests are counted.");
    case FindingKind::PortStillTaken:
        return FindingText::tr("Port %1 was still in use after the server had stopped.");
    case FindingKind::ServerKilled:
        return FindingText::tr("Killed, because it did not stop when asked: %1.");
    }
    Q_UNREACHABLE();
}

QString rangeText(const QString &low, const QString &high)
{
    return low == high ? low : FindingText::tr("%1 to %2").arg(low, high);
}

/// Of findings that carry a text of their own.
QString exampleText(const QList<Finding> &findings)
{
    const FindingKind kind = findings.first().kind;
    const bool isSame = std::all_of(findings.begin(), findings.end(),
                                    [&](const Finding &f) { return f.detail == findings.first().detail; });
    const QString sentence = isSame ? pattern(kind) : FindingText::tr("Client-limited, for example: %1");
    return sentence.arg(findings.first().detail.translated());
}

QString targetMissedText(const QList<Finding> &findings, const Finding &least, const Finding &most)
{
    const QString share =
        rangeText(figureText(least.kind, least.figure()), figureText(most.kind, most.figure()));
    const QString rates =
        FindingText::tr("%1 of %2 requests/s")
            .arg(formatRate(least.evidence.value(1).value), formatRate(least.evidence.value(2).value));
    return pattern(least.kind)
        .arg(share, findings.size() == 1 ? rates : FindingText::tr("at worst %1").arg(rates));
}

QList<double> evidenceValues(const Finding &finding, const QString &id)
{
    QList<double> values;
    for (const Evidence &each : finding.evidence) {
        if (each.id == id)
            values << each.value;
    }
    return values;
}

bool isByHalves(const Finding &finding) { return !evidenceValues(finding, u"seconds"_s).isEmpty(); }

QString shownSeconds(double seconds) { return u"%1 s"_s.arg(std::llround(seconds)); }

/// The rates before and after a change, and when it was.
QString rateChangeText(const Finding &finding)
{
    const QString before = formatRate(evidenceValues(finding, u"rps_before"_s).value(0));
    const QString after = formatRate(evidenceValues(finding, u"rps_after"_s).value(0));
    if (isByHalves(finding))
        return FindingText::tr(
                   "%1 requests/s in the first half, %2 in the second: under 20 s only halves are compared")
            .arg(before, after);
    const QList<double> changes = evidenceValues(finding, u"changed_after_s"_s);
    const QString last = shownSeconds(changes.isEmpty() ? 0 : changes.last());
    if (changes.size() > 1)
        return FindingText::tr("%1 requests/s, then %2 after the last of %3 changes, %4 into the measurement")
            .arg(before, after)
            .arg(changes.size())
            .arg(last);
    return FindingText::tr("%1 requests/s, then %2 from %3 into the measurement on").arg(before, after, last);
}

QString longerWarmUpText(const QList<Finding> &findings)
{
    std::optional<double> longest;
    for (const Finding &finding : findings) {
        const QList<double> changes = evidenceValues(finding, u"changed_after_s"_s);
        if (!isByHalves(finding) && !changes.isEmpty())
            longest = std::max(longest.value_or(0), changes.last());
    }
    return longest
        ? FindingText::tr("Lengthen the warm-up, \"warm_up_s\", by %1 or more.").arg(shownSeconds(*longest))
        : FindingText::tr(
            "Lengthen the warm-up, \"warm_up_s\"; 20 s or more of measurement show by how much.");
}

QString unsteadyText(const QList<Finding> &findings, const Finding &least, const Finding &most)
{
    const QString share =
        rangeText(figureText(least.kind, least.figure()), figureText(most.kind, most.figure()));
    const QString change = rateChangeText(most);
    const QString text = pattern(most.kind).arg(
        share, findings.size() == 1 ? change : FindingText::tr("at worst %1").arg(change));
    return most.kind == FindingKind::WarmUpNotOver ? text.arg(longerWarmUpText(findings)) : text;
}

bool isUnsteady(FindingKind kind)
{
    return kind == FindingKind::WarmUpNotOver || kind == FindingKind::Slowing
        || kind == FindingKind::NoSteadyState;
}

} // namespace

QString findingTitle(FindingKind kind)
{
    switch (kind) {
    case FindingKind::StoodStill:
        return FindingText::tr("Invalid");
    case FindingKind::ClientLimited:
        return FindingText::tr("Client-limited");
    case FindingKind::NothingEnded:
        return FindingText::tr("No valid response");
    case FindingKind::Failures:
        return FindingText::tr("Failures over 1 %");
    case FindingKind::CutOff:
        return FindingText::tr("Requests cut off");
    case FindingKind::Stale:
        return FindingText::tr("Requests sent twice");
    case FindingKind::Login:
        return FindingText::tr("Login failed");
    case FindingKind::OwnLimits:
        return FindingText::tr("Limits of this system");
    case FindingKind::TargetMissed:
        return FindingText::tr("Target rate missed");
    case FindingKind::Dropped:
        return FindingText::tr("Arrivals dropped");
    case FindingKind::ChangedByHand:
        return FindingText::tr("Changed by hand");
    case FindingKind::UpstreamBusy:
        return FindingText::tr("Upstream saturated");
    case FindingKind::FewSamples:
        return FindingText::tr("Few samples");
    case FindingKind::LittlesLaw:
        return FindingText::tr("Little's law violated");
    case FindingKind::WarmUpNotOver:
        return FindingText::tr("Warm-up not over");
    case FindingKind::Slowing:
        return FindingText::tr("Slowing");
    case FindingKind::NoSteadyState:
        return FindingText::tr("No steady state");
    case FindingKind::ScheduleBound:
        return FindingText::tr("Rate set by the schedule");
    case FindingKind::Cold:
        return FindingText::tr("Cold");
    case FindingKind::PortStillTaken:
        return FindingText::tr("Port still taken");
    case FindingKind::ServerKilled:
        return FindingText::tr("Killed");
    }
    Q_UNREACHABLE();
}

QString findingText(const QList<Finding> &findings)
{
    Q_ASSERT(!findings.isEmpty());
    const FindingKind kind = findings.first().kind;
    if (kind == FindingKind::ClientLimited)
        return exampleText(findings);
    const auto [least, most] =
        std::minmax_element(findings.begin(), findings.end(),
                            [](const Finding &a, const Finding &b) { return a.figure() < b.figure(); });
    if (kind == FindingKind::TargetMissed)
        return targetMissedText(findings, *least, *most);
    if (isUnsteady(kind))
        return unsteadyText(findings, *least, *most);
    const QString low = figureText(kind, least->figure());
    const QString high = figureText(kind, most->figure());
    if (low.isEmpty())
        return pattern(kind);
    return kind == FindingKind::Login
        ? pattern(kind).arg(rangeText(low, high), findings.first().detail.translated())
        : pattern(kind).arg(rangeText(low, high));
}

QString findingText(const Finding &finding) { return findingText(QList<Finding>{finding}); }

QStringList findingTexts(const QList<Finding> &findings)
{
    QStringList texts;
    for (const Finding &finding : findings)
        texts.append(findingText(finding));
    return texts;
}

} // namespace loadstone
