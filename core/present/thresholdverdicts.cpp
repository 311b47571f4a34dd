// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/thresholdverdicts.h"

#include "core/analysis/baselinethreshold.h"
#include "core/analysis/thresholdoutcome.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class ThresholdVerdicts
{
    Q_DECLARE_TR_FUNCTIONS(ThresholdVerdicts)
};

ThresholdOutcome evaluate(const Threshold &threshold, const ServerStats &server, const RunRecord &run)
{
    if (!server.isMeasured())
        return {
            std::nullopt,
            false,
            {QT_TRANSLATE_NOOP("Sentence", "%1 is unknown: not measured"), metricInfo(threshold.metric).id}};
    if (threshold.isOfBaseline)
        return evaluateAgainstBaseline(threshold, server, run.servers[server.server].stack.id, run.baseline);
    return evaluateThreshold(threshold, server.pooled, server.value(Metric::Rps));
}

} // namespace

QList<ThresholdVerdict> thresholdVerdicts(const RunRecord &run, const QList<ServerStats> &servers)
{
    QList<ThresholdVerdict> verdicts;
    for (const ServerStats &server : servers) {
        for (const Threshold &threshold : run.profile.thresholds) {
            const ThresholdOutcome outcome = evaluate(threshold, server, run);
            verdicts.append({threshold, server.server, outcome.value, outcome.isMet,
                             (outcome.isMet ? ThresholdVerdicts::tr("%1: %2 met (%3)")
                                            : ThresholdVerdicts::tr("%1: %2 violated (%3)"))
                                 .arg(server.name, threshold.text, outcome.words.translated())});
        }
    }
    return verdicts;
}

} // namespace loadstone
