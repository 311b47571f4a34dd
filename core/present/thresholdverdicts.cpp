// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/thresholdverdicts.h"

#include "core/analysis/thresholdoutcome.h"

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

ThresholdOutcome judge(const Threshold &threshold, const ServerStats &server)
{
    if (!server.isMeasured())
        return {{}, false, u"%1 is unknown: not measured"_s.arg(metricInfo(threshold.metric).id)};
    return judgeThreshold(threshold, server.pooled, server.value(Metric::Rps));
}

} // namespace

QList<ThresholdVerdict> thresholdVerdicts(const Profile &profile, const QList<ServerStats> &servers)
{
    QList<ThresholdVerdict> verdicts;
    for (const ServerStats &server : servers) {
        for (const Threshold &threshold : profile.thresholds) {
            const ThresholdOutcome outcome = judge(threshold, server);
            verdicts.append(
                {threshold, server.server, outcome.value, outcome.isMet,
                 u"%1: %2 %3 (%4)"_s.arg(server.name, threshold.text,
                                         outcome.isMet ? u"met"_s : u"violated"_s, outcome.words)});
        }
    }
    return verdicts;
}

} // namespace loadstone
