// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/findingtext.h"

#include "core/text/format.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

/// How the figure of a kind is written; empty where its sentence has none.
QString figureText(FindingKind kind, double value)
{
    switch (kind) {
    case FindingKind::Failures:
    case FindingKind::CutOff:
    case FindingKind::Login:
    case FindingKind::LittlesLaw:
    case FindingKind::GotFaster:
    case FindingKind::GotSlower:
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
    case FindingKind::LogIncomplete:
        return {};
    }
    Q_UNREACHABLE();
}

/// The sentence of a kind; %1 stands for its figure.
QString pattern(FindingKind kind)
{
    switch (kind) {
    case FindingKind::StoodStill:
        return u"Loadstone itself stood still for %1 of the measurement (stopped, suspended or without a "
               "processor), so these figures are invalid. Measure again."_s;
    case FindingKind::ClientLimited:
        return u"Client-limited%1: "_s;
    case FindingKind::NothingEnded:
        return u"No request ended in the measure phase."_s;
    case FindingKind::Failures:
        return u"%1 of the requests failed; times are of successful requests only."_s;
    case FindingKind::CutOff:
        return u"%1 of the requests were cut off at the end of the drain without a response: their outcome "
               "is unknown, and times are of the others. Check whether the server hangs, or allow a longer "
               "\"drain_s\"."_s;
    case FindingKind::Stale:
        return u"Sent twice: %1, because the server had closed their persistent connection without "
               "announcing it."_s;
    case FindingKind::Login:
        return u"%1 of the login attempts failed, and users send nothing else until one succeeds: "_s;
    case FindingKind::OwnLimits:
        return u"Connections not opened because of limits of this system, not of the server: %1. "
               "`loadstone doctor` shows how to raise the limits."_s;
    case FindingKind::TargetMissed:
        return u"Target rate missed: %1 of the scheduled requests succeeded in time (%2). The server or this "
               "system could not keep up. Lower the rate to find what it sustains."_s;
    case FindingKind::Dropped:
        return u"%1 arrivals were dropped: due, and never started. Lower the rate, or raise \"connections\" "
               "or \"queue\" of the load."_s;
    case FindingKind::ChangedByHand:
        return u"The load was changed by hand while it ran (%1), so the figures belong to no single load and "
               "cannot be reproduced. Put the changes into stages to repeat them."_s;
    case FindingKind::UpstreamBusy:
        return u"The slow upstream used %1 of a core, so it may have been the bottleneck instead of the "
               "server. Use fewer users or calls."_s;
    case FindingKind::FewSamples:
        return u"Few successful requests (%1): p99 is about the slowest of them. Measure longer."_s;
    case FindingKind::LittlesLaw:
        return u"Users in the system and rate × time differ by %1 (Little's law): some time was spent where "
               "this measurement does not see it. Measure longer, or distrust it."_s;
    case FindingKind::GotFaster:
        return u"Not steady: the second half of the measurement was %1 faster than the first."_s;
    case FindingKind::GotSlower:
        return u"Not steady: the second half of the measurement was %1 slower than the first."_s;
    case FindingKind::ScheduleBound:
        return u"The schedule sets the rate, not the server: these users and waits allow at most %1 "
               "requests/s. Compare response times, or use more users or shorter waits."_s;
    case FindingKind::Cold:
        return u"Cold: there was no warm-up, so the first requests are counted."_s;
    case FindingKind::PortStillTaken:
        return u"Port %1 was still taken after the server had been stopped."_s;
    case FindingKind::ServerKilled:
        return u"Killed, because it did not stop when asked: %1."_s;
    case FindingKind::LogIncomplete:
        return {};
    }
    Q_UNREACHABLE();
}

QString rangeText(const QString &low, const QString &high)
{
    return low == high ? low : u"%1 to %2"_s.arg(low, high);
}

/// Of findings that carry a text of their own.
QString exampleText(const QList<Finding> &findings)
{
    const FindingKind kind = findings.first().kind;
    const bool isSame = std::all_of(findings.begin(), findings.end(),
                                    [&](const Finding &f) { return f.detail == findings.first().detail; });
    if (kind == FindingKind::LogIncomplete)
        return findings.first().detail;
    return pattern(kind).arg(isSame ? QString() : u", for example"_s) + findings.first().detail;
}

QString targetMissedText(const QList<Finding> &findings, const Finding &least, const Finding &most)
{
    const QString share =
        rangeText(figureText(least.kind, least.figure()), figureText(most.kind, most.figure()));
    const QString rates = u"%1 of %2 requests/s"_s.arg(formatRate(least.evidence.value(1).value),
                                                       formatRate(least.evidence.value(2).value));
    return pattern(least.kind).arg(share, findings.size() == 1 ? rates : u"at worst %1"_s.arg(rates));
}

} // namespace

QString findingTitle(FindingKind kind)
{
    switch (kind) {
    case FindingKind::StoodStill:
        return u"Invalid"_s;
    case FindingKind::ClientLimited:
        return u"Client-limited"_s;
    case FindingKind::NothingEnded:
        return u"No valid response"_s;
    case FindingKind::Failures:
        return u"Failures over 1 %"_s;
    case FindingKind::CutOff:
        return u"Requests cut off"_s;
    case FindingKind::Stale:
        return u"Requests sent twice"_s;
    case FindingKind::Login:
        return u"Login failed"_s;
    case FindingKind::OwnLimits:
        return u"Limits of this system"_s;
    case FindingKind::TargetMissed:
        return u"Target rate missed"_s;
    case FindingKind::Dropped:
        return u"Arrivals dropped"_s;
    case FindingKind::ChangedByHand:
        return u"Changed by hand"_s;
    case FindingKind::UpstreamBusy:
        return u"Upstream saturated"_s;
    case FindingKind::FewSamples:
        return u"Few samples"_s;
    case FindingKind::LittlesLaw:
        return u"Little's law violated"_s;
    case FindingKind::GotFaster:
    case FindingKind::GotSlower:
        return u"Not steady"_s;
    case FindingKind::ScheduleBound:
        return u"Rate set by the schedule"_s;
    case FindingKind::Cold:
        return u"Cold"_s;
    case FindingKind::PortStillTaken:
        return u"Port still taken"_s;
    case FindingKind::ServerKilled:
        return u"Killed"_s;
    case FindingKind::LogIncomplete:
        return u"Interval log incomplete"_s;
    }
    Q_UNREACHABLE();
}

QString findingText(const QList<Finding> &findings)
{
    Q_ASSERT(!findings.isEmpty());
    const FindingKind kind = findings.first().kind;
    if (kind == FindingKind::ClientLimited || kind == FindingKind::LogIncomplete)
        return exampleText(findings);
    const auto [least, most] =
        std::minmax_element(findings.begin(), findings.end(),
                            [](const Finding &a, const Finding &b) { return a.figure() < b.figure(); });
    if (kind == FindingKind::TargetMissed)
        return targetMissedText(findings, *least, *most);
    const QString low = figureText(kind, least->figure());
    const QString high = figureText(kind, most->figure());
    if (low.isEmpty())
        return pattern(kind);
    return pattern(kind).arg(rangeText(low, high))
        + (kind == FindingKind::Login ? findings.first().detail : QString());
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
