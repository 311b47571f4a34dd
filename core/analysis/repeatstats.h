// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/analysis/statistics/interval.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// Whether charts may show figures of a server: its trials finished, it gave valid responses, and Loadstone
/// did not stand still meanwhile. What else limits them is in the notes of its table.
bool hasValidFigures(const ServerStats &server);

/// A metric of one server and of its repeats, in the unit of the metric. Empty without valid figures.
struct RepeatedMetric {
    std::optional<double> value; ///< as ServerStats::value()
    QList<double> repeats;       ///< the known ones, in the order they ran; none where PSS and RSS are mixed
    std::optional<Estimate> median; ///< of the repeats, by medianWithInterval(); nothing with fewer than two

    /// Around the median; nothing with fewer than two repeats.
    std::optional<Interval> interval() const;
};
RepeatedMetric repeatedMetric(const ServerStats &server, Metric metric);

} // namespace loadstone
