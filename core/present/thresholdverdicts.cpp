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
        return unknownOutcome(threshold.metric, {QT_TRANSLATE_NOOP("Sentence", "not measured")});
    if (threshold.isOfBaseline)
        return evaluateAgainstBaseline(threshold, server, run.servers[server.server].stack.id, run.baseline);
    return evaluateThreshold(threshold, server);
}

} // namespace

QList<ThresholdVerdict> thresholdVerdicts(const RunRecord &run, const QList<ServerStats> &servers)
{
    QList<ThresholdVerdict> verdicts;
    for (const ServerStats &server : servers) {
        for (const Threshold &threshold : run.profile.thresholds) {
            if (!appliesTo(threshold, run.servers[server.server]))
                continue;
            const ThresholdOutcome outcome = evaluate(threshold, server, run);
            verdicts.append({threshold, server.server, outcome.value, outcome.isMet,
                             (outcome.isMet ? ThresholdVerdicts::tr("%1: %2 met (%3)")
                                            : ThresholdVerdicts::tr("%1: %2 violated (%3)"))
                                 .arg(server.name, threshold.text, outcome.words.translated()),
                             outcome.words});
        }
    }
    return verdicts;
}

} // namespace loadstone
