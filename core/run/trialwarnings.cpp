// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/trialwarnings.h"

#include "core/base/format.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

constexpr double littlesLawTolerance = 0.05;
constexpr double steadyTolerance = 0.10;
constexpr double failurePercentToWarn = 1;
constexpr double cutOffShareToWarn = 0.01;
constexpr qint64 samplesForP99 = 100;
constexpr double busyUpstream = 0.8; // it has one thread

/// How the figure of a kind of finding is written; empty where it has none.
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
        return formatPercent(100 * value);
    case FindingKind::OwnLimits:
    case FindingKind::FewSamples:
    case FindingKind::Dropped:
        return formatCount(qint64(value));
    case FindingKind::Stale:
        return formatCounted(qint64(value), QStringLiteral("requests"));
    case FindingKind::ChangedByHand:
        return formatCounted(qint64(value), QStringLiteral("times"));
    case FindingKind::PacingBound:
        return formatRate(value);
    case FindingKind::StoodStill:
        return QStringLiteral("%1 s").arg(value, 0, 'f', 1);
    case FindingKind::ClientLimited:
    case FindingKind::NothingEnded:
    case FindingKind::Cold:
        return {};
    }
    Q_UNREACHABLE();
}

/// The sentence of a kind; %1 stands for its figure.
QString pattern(FindingKind kind)
{
    switch (kind) {
    case FindingKind::StoodStill:
        return QStringLiteral("Loadstone itself stood still for %1 of the measurement (stopped, suspended or "
                              "without a processor), so these figures are invalid. Measure again.");
    case FindingKind::ClientLimited:
        return QStringLiteral("Client-limited%1: ");
    case FindingKind::NothingEnded:
        return QStringLiteral("No request ended in the measure phase.");
    case FindingKind::Failures:
        return QStringLiteral("%1 of the requests failed; times are of successful requests only.");
    case FindingKind::CutOff:
        return QStringLiteral(
            "%1 of the requests were cut off at the end, without a response until then: what would have "
            "become of them is unknown, and times are of the others. Look whether the server hangs, or "
            "allow a longer \"drain_s\".");
    case FindingKind::Stale:
        return QStringLiteral("Sent twice: %1, because the server had closed their kept connection without "
                              "announcing it.");
    case FindingKind::Login:
        return QStringLiteral("%1 of the attempts to log in failed, and users send nothing else until one "
                              "succeeds: ");
    case FindingKind::OwnLimits:
        return QStringLiteral(
            "Connections not opened because of limits of this system, not of the server: %1. "
            "`loadstone doctor` says how to raise the limits.");
    case FindingKind::TargetMissed:
        return QStringLiteral(
            "Target rate missed: %1 of the requests that were due were answered rightly in time (%2). The "
            "server or this system could not keep up. Lower the rate to find what it can do.");
    case FindingKind::Dropped:
        return QStringLiteral(
            "%1 arrivals were dropped: they were due, and never started. Lower the rate, or "
            "raise \"connections\" or \"queue\" of the load.");
    case FindingKind::ChangedByHand:
        return QStringLiteral(
            "The load was changed by hand while it ran (%1), so the figures are of no single "
            "load and can hardly be repeated. Put the changes into stages to repeat them.");
    case FindingKind::UpstreamBusy:
        return QStringLiteral(
            "The slow API used %1 of a core, so it, and not the server, may have been what was "
            "slow. Use fewer users or calls.");
    case FindingKind::FewSamples:
        return QStringLiteral(
            "Few successful requests (%1): p99 is the slowest or nearly so. Measure longer.");
    case FindingKind::LittlesLaw:
        return QStringLiteral("Users in the system and rate × time differ by %1 (Little's law): some time "
                              "was spent where this measurement does not see it. Measure longer, or "
                              "distrust it.");
    case FindingKind::GotFaster:
        return QStringLiteral("Not steady: the second half of the measurement was %1 faster than the first.");
    case FindingKind::GotSlower:
        return QStringLiteral("Not steady: the second half of the measurement was %1 slower than the first.");
    case FindingKind::PacingBound:
        return QStringLiteral("The rate is the schedule's, not the server's: these users and waits allow at "
                              "most %1 requests/s. Compare response times, or use more users or shorter "
                              "waits.");
    case FindingKind::Cold:
        return QStringLiteral("Cold: there was no warm-up, so the first requests are counted.");
    }
    Q_UNREACHABLE();
}

void findFailures(QList<TrialFinding> &findings, const LoadMetrics &measured)
{
    const EndpointMetrics total = measured.total();
    if (total.ended() == 0) {
        findings.append({FindingKind::NothingEnded, 0, {}});
        return;
    }
    if (const double percent = total.failedPercent().value_or(0); percent > failurePercentToWarn)
        findings.append({FindingKind::Failures, percent / 100, {}});
    if (const double share = double(total.cutOff()) / double(total.ended()); share > cutOffShareToWarn)
        findings.append({FindingKind::CutOff, share, {}});
    if (total.stale > 0)
        findings.append({FindingKind::Stale, double(total.stale), {}});
    qint64 ownLimits = 0;
    for (int i = 0; i < outcomeClassCount; ++i) {
        if (isGeneratorLimit(OutcomeClass(i)))
            ownLimits += total.counts[size_t(i)];
    }
    if (ownLimits > 0)
        findings.append({FindingKind::OwnLimits, double(ownLimits), {}});
    if (total.ok() > 0 && total.ok() < samplesForP99)
        findings.append({FindingKind::FewSamples, double(total.ok()), {}});
}

/// What became of an open load's schedule, and of any load's plan.
void findSchedule(QList<TrialFinding> &findings, const LoadResult &load)
{
    if (load.isTargetMissed())
        findings.append({FindingKind::TargetMissed, load.rps() / load.intendedRps,
                         QStringLiteral("%1 of %2 requests/s")
                             .arg(formatRate(load.rps()), formatRate(load.intendedRps))});
    if (load.dropped > 0)
        findings.append({FindingKind::Dropped, double(load.dropped), {}});
    if (!load.targetChanges.isEmpty())
        findings.append({FindingKind::ChangedByHand, double(load.targetChanges.size()), {}});
}

QString rangeOf(const QString &low, const QString &high)
{
    return low == high ? low : QStringLiteral("%1 to %2").arg(low, high);
}

/// Of one core during the measure phase; 0 where there is none or it is not known.
double upstreamShare(const TrialResult &trial)
{
    if (!trial.upstream || trial.upstream->cpuUserS < 0 || trial.load.measuredS <= 0)
        return 0;
    return (trial.upstream->cpuUserS + trial.upstream->cpuSystemS) / trial.load.measuredS;
}

} // namespace

double halfToHalfChange(const TrialResult &trial)
{
    double ok[2] = {0, 0};
    double length[2] = {0, 0};
    const double middle = (trial.measureFromS + trial.measureToS) / 2;
    int whole = 0;
    for (const SecondBucket &second : trial.seconds) {
        if (second.phase != Phase::Measure)
            continue;
        const int half = second.startS + second.lengthS / 2 < middle ? 0 : 1;
        ok[half] += double(second.ok());
        length[half] += second.lengthS;
        whole += second.lengthS > 0.99 ? 1 : 0;
    }
    if (whole < 4 || length[0] <= 0 || length[1] <= 0 || ok[0] <= 0)
        return 0;
    return (ok[1] / length[1]) / (ok[0] / length[0]) - 1;
}

QString TrialFinding::sentence() const { return sentenceOf({*this}); }

QString sentenceOf(const QList<TrialFinding> &findings)
{
    Q_ASSERT(!findings.isEmpty());
    const FindingKind kind = findings.first().kind;
    if (kind == FindingKind::ClientLimited) {
        const bool isSame = std::all_of(findings.begin(), findings.end(), [&](const TrialFinding &f) {
            return f.reason == findings.first().reason;
        });
        return pattern(kind).arg(isSame ? QString() : QStringLiteral(", for example"))
            + findings.first().reason;
    }
    const auto [least, most] =
        std::minmax_element(findings.begin(), findings.end(),
                            [](const TrialFinding &a, const TrialFinding &b) { return a.value < b.value; });
    if (kind == FindingKind::TargetMissed) {
        const QString share = rangeOf(figureText(kind, least->value), figureText(kind, most->value));
        const bool isOne = findings.size() == 1;
        return pattern(kind).arg(share,
                                 isOne ? least->reason : QStringLiteral("at worst %1").arg(least->reason));
    }
    const QString low = figureText(kind, least->value);
    const QString high = figureText(kind, most->value);
    if (low.isEmpty())
        return pattern(kind);
    const QString reason = kind == FindingKind::Login ? findings.first().reason : QString();
    return pattern(kind).arg(rangeOf(low, high)) + reason;
}

QList<TrialFinding> findingsOf(const TrialResult &trial, const Profile &profile)
{
    QList<TrialFinding> findings;
    if (trial.end == TrialEnd::NotMeasured || trial.measureFromS < 0)
        return findings;
    const LoadResult &load = trial.load;
    if (load.isInvalid())
        findings.append({FindingKind::StoodStill, load.stoodStillS, {}});
    if (load.client.isClientLimited)
        findings.append({FindingKind::ClientLimited, 0, load.client.reason});
    if (const auto &login = load.measured.login; login && login->requests.failed() > 0)
        findings.append(
            {FindingKind::Login, login->requests.failedPercent().value_or(0) / 100, login->firstFailure});
    findFailures(findings, load.measured);
    findSchedule(findings, load);
    if (const double busy = upstreamShare(trial); busy > busyUpstream)
        findings.append({FindingKind::UpstreamBusy, busy, {}});
    if (load.isPacingBound)
        findings.append({FindingKind::PacingBound, load.pacingCeilingRps, {}});
    const double lawError = std::abs(load.littlesLawRatio - 1);
    if (load.littlesLawRatio >= 0 && lawError > littlesLawTolerance)
        findings.append({FindingKind::LittlesLaw, lawError, {}});
    const double change = halfToHalfChange(trial);
    // A load that was meant to change, or keeps to its schedule, says nothing about the server's steadiness.
    const bool isMeantToChange = !profile.load.stages.isEmpty() || !load.targetChanges.isEmpty();
    const bool isOnSchedule = load.isPacingBound || (load.isOpen && !load.isTargetMissed());
    if (std::abs(change) > steadyTolerance && !isMeantToChange && !isOnSchedule)
        findings.append({change > 0 ? FindingKind::GotFaster : FindingKind::GotSlower, std::abs(change), {}});
    if (profile.measurement.warmUp <= Milliseconds(0))
        findings.append({FindingKind::Cold, 0, {}});
    return findings;
}

QStringList trialWarnings(const TrialResult &trial, const Profile &profile)
{
    QStringList warnings;
    for (const TrialFinding &finding : findingsOf(trial, profile))
        warnings.append(finding.sentence());
    return warnings;
}

} // namespace loadstone
