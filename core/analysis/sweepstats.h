// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/results/runrecord.h"

#include <QJsonValue>
#include <QList>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// Cells of a sweep that differ in one or two settings only: a curve, or a grid.
struct SweepPart {
    QString name;         ///< the server without these settings: "Sanic", "Sanic, users 10"
    QStringList settings; ///< one or two, in the order of the profile
    QList<int> servers;   ///< the cells: indices into RunRecord::servers
};

/// The parts of the sweep of a run: for each server one curve, one for each setting of a sweep of one at a
/// time, a grid of two settings, or with more settings a grid of the last two for each combination of the
/// others. Empty without a sweep.
QList<SweepPart> sweepParts(const RunRecord &run);

/// The curves among the parts, those of one setting together, in their order.
QList<QList<SweepPart>> curvesBySetting(const QList<SweepPart> &parts);

/// A cell's value of its nth-last setting.
/// @param server with a cell of at least that many settings
QJsonValue sweptValue(const RunRecord &run, int server, qsizetype fromEnd);
/// The different values of the nth-last setting of a part, in the order of the cells.
QList<QJsonValue> sweptValues(const RunRecord &run, const SweepPart &part, qsizetype fromEnd);
/// The cell of a grid with these values of its two settings; nothing where there is none.
std::optional<int> serverInGrid(const RunRecord &run, const SweepPart &grid, const QJsonValue &first,
                                const QJsonValue &second);

/// The server at the knee of the rates of a curve; nothing where a value is not a number, or a cell has no
/// valid figure.
/// @param servers analyseServers() of the run
std::optional<int> kneeOfCurve(const RunRecord &run, const QList<ServerStats> &servers,
                               const SweepPart &curve);

/// The median over the repeats of the highest level that a capacity search found; nothing without any.
std::optional<double> highestSustained(const RunRecord &run, int server);

/// The point behind which a growing curve flattens, by Kneedle (V. Satopää et al., Finding a "Kneedle" in a
/// Haystack, ICDCS Workshops 2011) without smoothing: x and y are scaled to 0…1; the knee is the inner point
/// with the largest y − x, provided that y − x falls behind it by more than the sensitivity 1 × the mean
/// distance of the scaled x. Nothing for less than three points, a curve that does not grow, or none that
/// flattens.
/// @param points ordered by x, each x once
std::optional<qsizetype> findKnee(const QList<QPointF> &points);

/// Where each value is between the lowest and the highest, 0…1, for a heat map; unknown ones stay unknown,
/// and all are 0 where they are alike.
QList<std::optional<double>> scaledValues(const QList<std::optional<double>> &values);

} // namespace loadstone
