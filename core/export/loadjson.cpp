// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/loadjson.h"

#include "core/analysis/trialstats.h"
#include "core/base/jsonvalues.h"
#include "core/export/statsjson.h"
#include "core/load/health.h"
#include "core/profile/loadmodel.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

QJsonObject clientToJson(const ClientHealth &client)
{
    return {
        {u"reason"_s, client.reason.english()},
        {u"limit"_s,
         client.limit == ClientLimit::None ? QJsonValue(QJsonValue::Null)
                                           : QJsonValue(clientLimitId(client.limit))},
        {u"limit_figure"_s,
         client.limit == ClientLimit::None ? QJsonValue(QJsonValue::Null) : QJsonValue(client.limitFigure)},
        {u"busy_share"_s, client.busyShare},
        {u"cpu_percent"_s, jsonOrNull(client.cpuPercent)},
        {u"busiest_thread_percent"_s, jsonOrNull(client.busiestThreadPercent)},
        {u"send_late_p50_us"_s, jsonOrNull(client.sendLateP50Us)},
        {u"send_late_p99_us"_s, jsonOrNull(client.sendLateP99Us)}};
}

QJsonArray changesToJson(const QList<TargetChange> &changes)
{
    QJsonArray json;
    for (const TargetChange &change : changes)
        json.append(QJsonObject{{u"at_s"_s, change.atS}, {u"target"_s, change.target}});
    return json;
}

/// The figures stay, what they were computed from goes.
void removeHistograms(QJsonObject &metrics)
{
    metrics.remove(u"histogram"_s);
    metrics.remove(u"phases"_s);
    metrics.remove(u"service_histogram"_s);
}

} // namespace

QJsonObject loadResultJson(const LoadResult &result, const QString &engine, JsonDetail detail)
{
    const LoadStats stats = analyseLoad(result);
    QJsonObject json = toJson(result.measured, result.measuredS);
    json.remove(u"name"_s);   // that of all endpoints together, which nobody gave
    json.remove(u"phases"_s); // the endpoints have theirs, and their sum says little
    if (detail == JsonDetail::Brief) {
        json.remove(u"histogram"_s);
        json.remove(u"service_histogram"_s);
        QJsonArray endpoints;
        for (const auto &endpoint : json[u"endpoints"_s].toArray()) {
            QJsonObject brief = endpoint.toObject();
            removeHistograms(brief);
            endpoints.append(brief);
        }
        json[u"endpoints"_s] = endpoints;
    }
    json[u"engine"_s] = engine;
    json[u"end"_s] = result.isStopped ? u"stopped"_s : u"finished"_s;
    json[u"client_limited"_s] = result.client.isClientLimited;
    json[u"client_cpu_us_per_request"_s] = jsonOrNull(result.client.cpuUsPerRequest);
    json[u"client"_s] = clientToJson(result.client);
    json[u"warm_up_requests"_s] = result.warmUpRequests;
    json[u"mean_in_flight"_s] = result.meanInFlight;
    json[u"mean_active_users"_s] = result.meanUsersBusyOrThinking;
    json[u"pacing_bound"_s] = stats.isPacingBound;
    json[u"pacing_ceiling_rps"_s] = jsonOrNull(result.pacingCeilingRps);
    json[u"littles_law_ratio"_s] = jsonOrNull(result.littlesLawRatio);
    json[u"stood_still_s"_s] = result.stoodStillS;
    json[u"longest_standstill_s"_s] = result.longestStandstillS;
    json[u"load_model"_s] = loadModelId(result.isOpen ? LoadModel::Open : LoadModel::Closed);
    if (result.isOpen) {
        json[u"intended_rate"_s] = jsonOrNull(result.intendedRps);
        json[u"due"_s] = result.due;
        json[u"dropped"_s] = result.dropped;
        json[u"waited"_s] = result.waited;
        json[u"succeeded_in_time"_s] = result.succeededInTime;
        json[u"target_missed"_s] = stats.isTargetMissed;
        json[u"late_p99_us"_s] = jsonOrNull(result.client.sendLateP99Us);
    }
    if (!result.targetChanges.isEmpty())
        json[u"target_changes"_s] = changesToJson(result.targetChanges);
    return json;
}

} // namespace loadstone
