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
};

ComparisonView makeComparisonView(const RunComparison &comparison);

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

QString verdictObstacleText(VerdictObstacle obstacle); ///< "client-limited", translated
QString verdictObstacleId(VerdictObstacle obstacle);   ///< "client-limited"
QString verdictId(Verdict verdict);                    ///< "no-clear-difference"

} // namespace loadstone
