// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/analysis/statistics/rankcorrelation.h"
#include "core/profile/reference/publishedfigures.h"
#include "core/results/runrecord.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace loadstone
{

/// One row of a published table alongside the server of the run that corresponds to it. Places and ratios are among
/// the rows with both figures, so that the two sides compare the same servers.
struct PublishedBesideMeasured {
    int row = 0;                       ///< index into PublishedTable::rows
    std::optional<int> server;         ///< index into RunRecord::servers; absent: not in this run
    std::optional<double> published;   ///< in the unit of the column
    std::optional<double> measured;    ///< in the unit of the metric; a count is the median of the repeats
    std::optional<int> publishedPlace; ///< 1 is the best; equal figures share a place
    std::optional<int> measuredPlace;
    std::optional<double> publishedRatio; ///< to the row that was the best in the text, within the text
    std::optional<double> measuredRatio;  ///< to the same row, within this run
};

/// A published column alongside the metric measured. A column without an order, for example of the connections
/// used, has neither places nor ratios, base or correlation.
struct ComparedColumn {
    QString table;  ///< id
    int column = 0; ///< index into PublishedTable::columns
    QList<PublishedBesideMeasured> rows;
    int pairs = 0;                              ///< rows with both figures
    std::optional<int> base;                    ///< index into `rows`, of the ratios
    std::optional<RankCorrelation> correlation; ///< of the pairs; absent for fewer than four
};

/// The fewest pairs with a rank correlation: fewer have no interval, and a value that says little.
inline constexpr int fewestCorrelatedPairs = 4;

/// The published figures that a run's profile refers to, alongside those measured.
struct PublishedComparison {
    std::shared_ptr<const PublishedFigures> figures; ///< null: none that suit the run
    QStringList tables;                              ///< ids of those that the run has servers of
    QList<ComparedColumn> columns;                   ///< those with figures, in the order of the text
    QStringList otherServers;                        ///< of the run without a row, by name
};

/// Matches servers with rows by stack and parameters. Where several servers match a row, the first one with the preset
/// "as-published" is compared, or else the first one. A reference without a table selects the tables whose endpoints
/// include all that the profile requests.
/// @param servers of the run, analysed
PublishedComparison compareWithPublished(const RunRecord &run, const QList<ServerStats> &servers);

/// The server that corresponds to a row; absent if there is none.
std::optional<int> findPublishedServer(const RunRecord &run, const PublishedRow &row);

} // namespace loadstone
