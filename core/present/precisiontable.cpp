// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/precisiontable.h"

#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class PrecisionTable
{
    Q_DECLARE_TR_FUNCTIONS(PrecisionTable)
};

/// The larger side of the interval, which is not symmetrical: e^h − 1.
ReportCell halfWidthCell(std::optional<double> halfWidth)
{
    if (!halfWidth)
        return unknownCell();
    const double percent = 100 * std::expm1(*halfWidth);
    return numberCell(u"±"_s + formatPercent(percent), percent);
}

QString precisionNote(const RunPrecision &precision, const Measurement &measurement)
{
    QStringList sentences;
    if (precision.wanted)
        sentences << PrecisionTable::tr("Requested: ±%1 of %2.")
                         .arg(formatPercent(*measurement.precisionPercent), metricTitle(precision.metric));
    if (measurement.atMost)
        sentences << PrecisionTable::tr("Time limit: %1.").arg(formatDuration(*measurement.atMost));
    sentences << PrecisionTable::tr(
                     "Half-width of the 95 % interval of the mean logarithm, with the variance of the "
                     "first %1 rounds (Stein 1945).")
                     .arg(pilotRounds);
    if (precision.proposedTrialS)
        sentences << PrecisionTable::tr(
                         "Trials of %1 would give the narrowest interval in the same time (Kalibera "
                         "and Jones 2013).")
                         .arg(formatDuration(Seconds(*precision.proposedTrialS)));
    return sentences.join(u' ');
}

} // namespace

ReportTable precisionTable(const RunRecord &result)
{
    ReportTable table{u"precision"_s, PrecisionTable::tr("Precision"), {}, {}, {}};
    const std::optional<RunPrecision> precision = analysePrecision(result);
    if (!precision)
        return table;
    table.headers = {PrecisionTable::tr("Server"), PrecisionTable::tr("Rounds"),
                     PrecisionTable::tr("Rounds needed"), PrecisionTable::tr("Reached")};
    for (const ServerPrecision &server : precision->servers)
        table.rows.append({textCell(result.servers.at(server.server).name), countCell(server.rounds),
                           server.roundsNeeded ? countCell(*server.roundsNeeded) : unknownCell(),
                           halfWidthCell(server.reached)});
    table.note = precisionNote(*precision, result.profile.measurement);
    return table;
}

QString describeRounds(const Measurement &measurement)
{
    if (measurement.hasFixedRounds())
        return {};
    const QString atMost = measurement.atMost ? formatDuration(*measurement.atMost) : QString();
    if (!measurement.precisionPercent)
        return PrecisionTable::tr("as many rounds as fit into %1").arg(atMost);
    const QString wanted =
        PrecisionTable::tr("%1 pilot rounds, then as many as ±%2 of %3 needs")
            .arg(QString::number(pilotRounds), formatPercent(*measurement.precisionPercent),
                 metricTitle(measurement.precisionMetric));
    return atMost.isEmpty() ? wanted : PrecisionTable::tr("%1, %2 at most").arg(wanted, atMost);
}

} // namespace loadstone
