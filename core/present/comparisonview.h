// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/runcomparison.h"
#include "core/present/runview.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

/// A comparison in words: a table for each metric, with median and interval, ratio, verdict, p and the number of
/// repeats, and what has to be known of them; and the ratios as pictures.
struct ComparisonView {
    QString title;
    QList<ReportTable> tables;
    QList<ChartModel>
        charts;        ///< of the metrics that have ratios; "ratio-rps" is of the table "rps", in its order
    QStringList notes; ///< whole sentences

    // What a report has in addition.
    QString dateText;           ///< when the runs were made
    QString contextLine;        ///< how they were made; empty where they differ
    QString answer;             ///< the first metric in one sentence
    QString caveats;            ///< on which servers there is no verdict, and why; or empty
    QStringList notLikeForLike; ///< of the notes, those that forbid verdicts
    QList<ChartModel> overTime; ///< of all servers on one time axis
    ChartModel percentilePlot;
    ReportTable percentiles;
    QList<ChartModel> repeatCharts;
    ReportTable resources;
    ReportTable settings; ///< in which the servers differ
    ReportTable runs;
    QString footer;
};

/// @param perCoreHour price of an hour of one core; with one, or at an equal rate, the view has a table of prices
ComparisonView makeComparisonView(const RunComparison &comparison, std::optional<double> perCoreHour = {});

/// The charts that show something, in the order of a report.
QList<ChartModel> chartsOf(const ComparisonView &view);

/// The word for a pair by one metric: "faster", "same (within 2 %)", "client-limited".
QString verdictText(const RunComparison &comparison, const ComparedPair &pair, const ComparedMetric &metric,
                    const Comparison &compared);

/// The words that verdictText() has for a server that is better or worse than its baseline, and for no verdict at all.
struct VerdictWords {
    QStringList better;
    QStringList worse;
    QStringList obstacles;
};
VerdictWords verdictWords();

/// The word for a comparison by one metric, whatever forbids it: "faster", "same (within 2 %)"; "–" without a verdict.
QString verdictText(const Comparison &compared, Metric metric);
/// The interval in the unit of metricHeader(), marked where it is a range; empty where there is none.
QString estimateIntervalText(Metric metric, const Estimate &estimate);
QString rangeNote();                                ///< what the mark means
QString correctedPText(const Comparison &compared); ///< "0.012", "<0.001"; "–" where unknown
/// "/load/users: 10 → 20; kernel: …", the first ones of many.
QString settingDifferencesText(const QList<SettingDifference> &differences);

QString verdictObstacleText(VerdictObstacle obstacle); ///< "client-limited", translated
QString verdictObstacleId(VerdictObstacle obstacle);   ///< "client-limited"
QString verdictId(Verdict verdict);                    ///< "no-clear-difference"

} // namespace loadstone
