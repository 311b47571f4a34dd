// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/logarithms.h"

#include <cmath>

namespace loadstone
{

std::optional<QList<double>> logarithms(std::span<const double> values)
{
    QList<double> logs;
    logs.reserve(qsizetype(values.size()));
    for (const double value : values) {
        if (!(value > 0) || !std::isfinite(value))
            return std::nullopt;
        logs.append(std::log(value));
    }
    return logs;
}

Estimate exponential(const Estimate &logRatio)
{
    const Interval &interval = logRatio.interval;
    return {std::exp(logRatio.value), {std::exp(interval.low), std::exp(interval.high), interval.level}};
}

} // namespace loadstone
