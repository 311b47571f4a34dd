// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/sparkline.h"

#include "core/analysis/livestats.h"
#include "core/present/charts/drawnseconds.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

constexpr qsizetype mostCharacters = 40;
constexpr qsizetype mostMissing = 600; ///< of the seconds that are missing in one place
constexpr QChar missingSecond(0x00a0);

/// A second, or one in which nothing was measured.
using MeasuredSecond = std::optional<SecondBucket>;

void addMeasuredSeconds(QList<MeasuredSecond> &seconds, const TrialRecord &trial, const RunRecord &run)
{
    const SecondBucket *previous = nullptr;
    const QList<SecondBucket> drawn = drawnSeconds(RunSeries::of(trial, run));
    for (const SecondBucket &second : drawn) {
        if (second.phase != Phase::Measure)
            continue;
        const double missingS = previous ? second.startS - (previous->startS + previous->lengthS) : 0;
        const auto missing = std::min(mostMissing, qsizetype(std::lround(std::max(0.0, missingS))));
        // Between repeats one is enough, however long the others took.
        seconds.resize(seconds.size() + (previous ? missing : seconds.isEmpty() ? 0 : 1));
        seconds.append(second);
        previous = &second;
    }
}

std::optional<double> jointRate(const QList<MeasuredSecond> &seconds)
{
    SecondBucket all;
    all.lengthS = 0;
    for (const MeasuredSecond &second : seconds) {
        if (second) {
            all.counts[0] += second->ok();
            all.lengthS += second->lengthS;
        }
    }
    return all.lengthS > 0 ? std::optional(perSecond(all.ok(), all)) : std::nullopt;
}

} // namespace

QString sparkline(const QList<std::optional<double>> &values)
{
    static const QString blocks = u"▁▂▃▄▅▆▇█"_s;
    double highest = 0;
    for (const std::optional<double> &value : values)
        highest = std::max(highest, value.value_or(0));
    QString line;
    for (const std::optional<double> &value : values) {
        const double share = value && highest > 0 ? *value / highest : 0;
        const auto block = qsizetype(std::ceil(share * double(blocks.size()))) - 1;
        line += value ? blocks[std::clamp<qsizetype>(block, 0, blocks.size() - 1)] : missingSecond;
    }
    return line;
}

QString rateSparkline(const RunRecord &run, int server)
{
    QList<MeasuredSecond> seconds;
    for (const TrialRecord &trial : run.trials) {
        if (trial.planned.key.server == server)
            addMeasuredSeconds(seconds, trial, run);
    }
    const qsizetype each = (seconds.size() + mostCharacters - 1) / mostCharacters;
    QList<std::optional<double>> rates;
    for (qsizetype first = 0; first < seconds.size(); first += each)
        rates << jointRate(seconds.mid(first, each));
    return sparkline(rates);
}

} // namespace loadstone
