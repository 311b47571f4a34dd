// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/runcomparison.h"
#include "core/analysis/statistics/serieschanges.h"

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// A run's figure of one server.
struct TrendPoint {
    QString run;
    QDateTime startedAt;
    Estimate median;       ///< of the repeats, in the unit of the metric
    qsizetype repeats = 0; ///< with a known value
    /// What a reader has to know of the figure, which counts nevertheless: client-limited, failures, target missed, or
    /// of rates set by the schedule.
    std::optional<VerdictObstacle> caveat;
    QList<SettingDifference> serverChanges; ///< in the server itself since the previous point
};

/// Runs of one server that are like for like, the oldest first.
struct TrendSeries {
    QString server;
    QString stack;
    bool isCurrent = false;          ///< it has the newest run of the server
    QList<SettingDifference> unlike; ///< from this series to the current one; empty for that
    QList<TrendPoint> points;        ///< at least one
    QList<SeriesChange> changes;     ///< indices are those of the points
};

/// Why a run, or a server of it, is in no series.
enum class TrendOmission {
    Unfinished, ///< stopped, failed, interrupted or in progress
    Unreadable,
    NotMeasured,   ///< the server has no value of the metric
    Invalid,       ///< Loadstone itself stood still
    ChangedByHand, ///< the load, while it ran
    Partial,       ///< no trial of the server came to its end
};
QString trendOmissionId(TrendOmission reason);

struct OmittedRun {
    QString run;
    QString server; ///< empty: the whole run
    TrendOmission reason = TrendOmission::Unfinished;
    bool operator==(const OmittedRun &) const = default;
};

/// A metric over the runs of a profile.
struct RunTrend {
    QString profileId;
    Metric metric = Metric::Rps;
    /// By server, in the order of the newest run; of each the current one first, then those with newer runs.
    QList<TrendSeries> series;
    QList<OmittedRun> omitted; ///< the oldest first
};

/// Makes a trend of runs that are read one after the other, and keeps none of their trials.
class TrendBuilder
{
public:
    TrendBuilder(const QString &profileId, Metric metric);

    /// Runs come in the order in which they were made. @param run finished; its seconds are not needed
    void add(const RunRecord &run);
    void omit(const QString &runId, TrendOmission reason);
    RunTrend finish() const;

private:
    /// Of the series' servers, what later ones are compared with.
    struct Head {
        RunRecord run; ///< the first one, without trials
        int server = 0;
        ResolvedServer latest;
    };

    void addServer(const RunRecord &run, const ServerStats &stats, const QByteArray &key);
    qsizetype seriesFor(const RunRecord &run, int server, const QByteArray &key);

    RunTrend m_trend; ///< series in the order in which they began
    QList<Head> m_heads;
    QHash<QByteArray, qsizetype> m_seriesByKey;
    QStringList m_servers; ///< in the order of the newest run
};

} // namespace loadstone
