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
constexpr double failureShareToWarn = 0.01;
constexpr qint64 samplesForP99 = 100;

void warnOfPacing(QStringList &warnings, const LoadResult &load)
{
    if (!load.isPacingBound)
        return;
    warnings << QStringLiteral(
                    "The rate is the schedule's, not the server's: these users and waits allow at most "
                    "%1 requests/s. Compare response times, or use more users or shorter waits.")
                    .arg(formatRate(load.pacingCeilingRps));
}

void warnOfLittlesLaw(QStringList &warnings, const LoadResult &load)
{
    if (load.littlesLawRatio < 0 || std::abs(load.littlesLawRatio - 1) <= littlesLawTolerance)
        return;
    warnings << QStringLiteral(
                    "Users in the system and rate × time differ by %1 (Little's law): some time was "
                    "spent where this measurement does not see it. Measure longer, or distrust it.")
                    .arg(formatPercent(100 * std::abs(load.littlesLawRatio - 1)));
}

void warnOfFailures(QStringList &warnings, const LoadMetrics &measured)
{
    const EndpointMetrics total = measured.total();
    if (total.ended() == 0) {
        warnings << QStringLiteral("No request ended in the measure phase.");
        return;
    }
    const double share = double(total.failed()) / double(total.ended());
    if (share > failureShareToWarn) {
        warnings << QStringLiteral("%1 of the requests failed; times are of successful requests only.")
                        .arg(formatPercent(100 * share));
    }
    qint64 ownLimits = 0;
    for (int i = 0; i < outcomeClassCount; ++i) {
        if (isGeneratorLimit(OutcomeClass(i)))
            ownLimits += total.counts[size_t(i)];
    }
    if (ownLimits > 0) {
        warnings << QStringLiteral(
                        "%1 connections could not be opened because of limits of this system, not of the "
                        "server; `loadstone doctor` says how to raise them.")
                        .arg(formatCount(ownLimits));
    }
    if (total.ok() > 0 && total.ok() < samplesForP99) {
        warnings << QStringLiteral(
                        "Only %1 successful requests: p99 is the slowest or nearly so. Measure longer.")
                        .arg(formatCount(total.ok()));
    }
}

} // namespace

double halfToHalfChange(const TrialResult &trial)
{
    double ok[2] = {0, 0};
    double length[2] = {0, 0};
    const double middle = (trial.measureFromS + trial.measureToS) / 2;
    int whole = 0;
    for (const SecondBucket &second : trial.seconds) {
        const double centre = second.startS + second.lengthS / 2;
        if (centre < trial.measureFromS || centre > trial.measureToS)
            continue;
        const int half = centre < middle ? 0 : 1;
        ok[half] += double(second.ok());
        length[half] += second.lengthS;
        whole += second.lengthS > 0.99 ? 1 : 0;
    }
    if (whole < 4 || length[0] <= 0 || length[1] <= 0 || ok[0] <= 0)
        return 0;
    return (ok[1] / length[1]) / (ok[0] / length[0]) - 1;
}

QStringList trialWarnings(const TrialResult &trial, const Profile &profile)
{
    QStringList warnings;
    if (trial.end == TrialEnd::NotMeasured || trial.measureFromS < 0)
        return warnings;
    if (trial.load.client.isClientLimited)
        warnings << QStringLiteral("Client-limited: %1").arg(trial.load.client.reason);
    warnOfFailures(warnings, trial.load.measured);
    warnOfPacing(warnings, trial.load);
    warnOfLittlesLaw(warnings, trial.load);
    const double change = halfToHalfChange(trial);
    if (std::abs(change) > steadyTolerance && !trial.load.isPacingBound) {
        warnings << QStringLiteral("Not steady: the second half of the measurement was %1 %2 than the first.")
                        .arg(formatPercent(100 * std::abs(change)),
                             change > 0 ? QStringLiteral("faster") : QStringLiteral("slower"));
    }
    if (profile.measurement.warmUp <= Milliseconds(0))
        warnings << QStringLiteral("Cold: there was no warm-up, so the first requests are counted.");
    return warnings;
}

} // namespace loadstone
