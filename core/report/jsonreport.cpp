// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/jsonreport.h"

#include "core/profile/writer.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

template<typename T, typename Convert>
QJsonArray arrayOf(const T &items, Convert convert)
{
    QJsonArray array;
    for (const auto &item : items)
        array.append(convert(item));
    return array;
}

template<typename T>
void putKnown(QJsonObject &object, const QString &key, T value)
{
    if (value >= 0)
        object.insert(key, value);
}

QJsonObject countsOf(const std::array<qint64, outcomeClassCount> &counts)
{
    QJsonObject object;
    for (int outcome = 0; outcome < outcomeClassCount; ++outcome) {
        if (counts[std::size_t(outcome)] != 0)
            object.insert(outcomeClassId(OutcomeClass(outcome)), counts[std::size_t(outcome)]);
    }
    return object;
}

/// Durations in µs; buckets as pairs of the lowest value and the count.
QJsonObject histogramOf(const Histogram &histogram, JsonDetail detail)
{
    QJsonObject object{{u"count"_s, histogram.count()}};
    if (histogram.isEmpty())
        return object;
    object.insert(u"min_us"_s, histogram.min());
    object.insert(u"max_us"_s, histogram.max());
    object.insert(u"mean_us"_s, histogram.mean());
    object.insert(u"clamped"_s, histogram.clamped());
    for (const auto &[key, percent] : {std::pair(u"p50_us"_s, 50.0), std::pair(u"p90_us"_s, 90.0),
                                       std::pair(u"p99_us"_s, 99.0), std::pair(u"p999_us"_s, 99.9)})
        object.insert(key, histogram.percentile(percent));
    if (detail == JsonDetail::Full) {
        object.insert(u"buckets"_s, arrayOf(histogram.buckets(), [](const Histogram::Bucket &b) {
                          return QJsonValue(QJsonArray{b.lowestUs, b.count});
                      }));
    }
    return object;
}

QJsonObject endpointOf(const EndpointMetrics &e, JsonDetail detail)
{
    QJsonObject phases;
    for (int phase = 0; phase < requestPhaseCount; ++phase) {
        if (!e.phases[std::size_t(phase)].isEmpty())
            phases.insert(requestPhaseId(RequestPhase(phase)),
                          histogramOf(e.phases[std::size_t(phase)], detail));
    }
    return {{u"name"_s, e.name},
            {u"started"_s, e.started},
            {u"outcomes"_s, countsOf(e.counts)},
            {u"received_bytes"_s, e.bytesReceived},
            {u"connections_opened"_s, e.connectionsOpened},
            {u"service_time"_s, histogramOf(e.serviceTime, detail)},
            {u"phases"_s, phases}};
}

QJsonObject failureOf(const FailureRecord &f)
{
    return {{u"class"_s, outcomeClassId(f.outcomeClass)},
            {u"status"_s, f.status},
            {u"phase"_s, requestPhaseId(f.diedIn)},
            {u"endpoint"_s, f.endpoint},
            {u"count"_s, f.count},
            {u"first_at_s"_s, f.firstAtS},
            {u"last_at_s"_s, f.lastAtS},
            {u"example"_s, f.example}};
}

QJsonObject secondOf(const SecondBucket &b)
{
    QJsonObject object{{u"start_s"_s, b.startS},
                       {u"length_s"_s, b.lengthS},
                       {u"started"_s, b.started},
                       {u"outcomes"_s, countsOf(b.counts)},
                       {u"received_bytes"_s, b.bytesReceived},
                       {u"users"_s, b.users},
                       {u"in_flight"_s, b.inFlight}};
    putKnown(object, u"p50_us"_s, b.p50Us);
    putKnown(object, u"p90_us"_s, b.p90Us);
    putKnown(object, u"p99_us"_s, b.p99Us);
    putKnown(object, u"max_us"_s, b.maxUs);
    putKnown(object, u"client_cpu_percent"_s, b.clientCpuPercent);
    return object;
}

QJsonObject sampleOf(const ResourceSample &s)
{
    QJsonObject object{{u"at_s"_s, s.atS}, {u"processes"_s, s.processes}, {u"threads"_s, s.threads}};
    putKnown(object, u"cpu_user_percent"_s, s.cpuUserPercent);
    putKnown(object, u"cpu_system_percent"_s, s.cpuSystemPercent);
    putKnown(object, u"pss_bytes"_s, s.pssBytes);
    putKnown(object, u"uss_bytes"_s, s.ussBytes);
    putKnown(object, u"rss_bytes"_s, s.rssBytes);
    putKnown(object, u"fds"_s, s.fds);
    putKnown(object, u"context_switches"_s, s.contextSwitches);
    return object;
}

QString markId(MarkKind kind)
{
    static const QStringList ids{u"server-started"_s, u"server-ready"_s,  u"warm-up"_s,
                                 u"measure"_s,        u"drain"_s,         u"trial-change"_s,
                                 u"first-failure"_s,  u"server-exited"_s, u"stop-requested"_s,
                                 u"client-limited"_s};
    return ids[int(kind)];
}

QJsonObject markOf(const TimelineMark &m)
{
    QJsonObject object{{u"kind"_s, markId(m.kind)}, {u"at_s"_s, m.atS}, {u"text"_s, m.text}};
    putKnown(object, u"end_s"_s, m.endS);
    return object;
}

QJsonObject clientOf(const ClientHealth &c)
{
    QJsonObject object{
        {u"is_client_limited"_s, c.isClientLimited}, {u"reason"_s, c.reason}, {u"busy_share"_s, c.busyShare}};
    putKnown(object, u"cpu_percent"_s, c.cpuPercent);
    putKnown(object, u"cpu_us_per_request"_s, c.cpuUsPerRequest);
    putKnown(object, u"busiest_thread_percent"_s, c.busiestThreadPercent);
    putKnown(object, u"send_late_p50_us"_s, c.sendLateP50Us);
    putKnown(object, u"send_late_p99_us"_s, c.sendLateP99Us);
    return object;
}

QJsonObject trialOf(const TrialResult &t, JsonDetail detail)
{
    const LoadResult &l = t.load;
    QJsonObject object{
        {u"index"_s, t.planned.index},
        {u"variant"_s, t.planned.variant},
        {u"repeat"_s, t.planned.repeat},
        {u"end"_s, trialEndId(t.end)},
        {u"problem"_s, t.problem},
        {u"problem_detail"_s, t.problemDetail},
        {u"warnings"_s, QJsonArray::fromStringList(t.warnings)},
        {u"command_line"_s, QJsonArray::fromStringList(t.commandLine)},
        {u"pid"_s, t.pid},
        {u"port"_s, t.port},
        {u"started_at_s"_s, t.startedAtS},
        {u"measured_s"_s, l.measuredS},
        {u"requests_per_s"_s, t.rps()},
        {u"warm_up_requests"_s, l.warmUpRequests},
        {u"mean_in_flight"_s, l.meanInFlight},
        {u"mean_active_users"_s, l.meanUsersBusyOrThinking},
        {u"is_pacing_bound"_s, l.isPacingBound},
        {u"is_stopped"_s, l.isStopped},
        {u"client"_s, clientOf(l.client)},
        {u"endpoints"_s,
         arrayOf(l.measured.endpoints, [&](const EndpointMetrics &e) { return endpointOf(e, detail); })},
        {u"failures"_s, arrayOf(l.measured.failures, failureOf)},
        {u"other_failures"_s, l.measured.otherFailures},
        {u"last_log"_s, QJsonArray::fromStringList(t.lastLog)},
    };
    putKnown(object, u"backlog"_s, t.backlog);
    putKnown(object, u"ready_after_s"_s, t.readyAfterS);
    putKnown(object, u"measure_from_s"_s, t.measureFromS);
    putKnown(object, u"measure_to_s"_s, t.measureToS);
    putKnown(object, u"pacing_ceiling_per_s"_s, l.pacingCeilingRps);
    putKnown(object, u"littles_law_ratio"_s, l.littlesLawRatio);
    putKnown(object, u"cpu_user_s"_s, t.cpuUserS);
    putKnown(object, u"cpu_system_s"_s, t.cpuSystemS);
    putKnown(object, u"peak_pss_bytes"_s, t.peakPssBytes);
    putKnown(object, u"peak_rss_bytes"_s, t.peakRssBytes);
    if (detail == JsonDetail::Full) {
        object.insert(u"seconds"_s, arrayOf(t.seconds, secondOf));
        object.insert(u"resources"_s, arrayOf(t.resources, sampleOf));
    }
    return object;
}

QJsonObject variantOf(const ResolvedVariant &v)
{
    QJsonObject versions;
    for (auto it = v.versions.begin(); it != v.versions.end(); ++it)
        versions.insert(it.key(), it.value());
    return {{u"name"_s, v.name},
            {u"stack"_s, v.stack.id},
            {u"framework"_s, v.stack.framework},
            {u"server"_s, v.stack.server},
            {u"preset"_s, v.variant.preset},
            {u"parameters"_s, v.parameters},
            {u"interpreter"_s, v.interpreter},
            {u"versions"_s, versions},
            {u"unavailable"_s, v.unavailable}};
}

QJsonObject machineOf(const MachineFacts &m)
{
    QJsonObject object{{u"cpu_model"_s, m.cpuModel},  {u"cores"_s, m.cores},
                       {u"kernel"_s, m.kernel},       {u"distribution"_s, m.distribution},
                       {u"governor"_s, m.governor},   {u"loadstone_version"_s, m.loadstoneVersion},
                       {u"qt_version"_s, m.qtVersion}};
    putKnown(object, u"memory_bytes"_s, m.memoryBytes);
    putKnown(object, u"load_before"_s, m.loadBefore);
    putKnown(object, u"nofile"_s, m.nofile);
    putKnown(object, u"somaxconn"_s, m.somaxconn);
    putKnown(object, u"port_range_first"_s, m.portRangeFirst);
    putKnown(object, u"port_range_last"_s, m.portRangeLast);
    return object;
}

} // namespace

QJsonObject toJson(const RunResult &result, JsonDetail detail)
{
    const QByteArray profile =
        result.profileJson.isEmpty() ? writeProfile(result.profile) : result.profileJson;
    return {{u"loadstone_result"_s, 1},
            {u"detail"_s, detail == JsonDetail::Full ? u"full"_s : u"brief"_s},
            {u"id"_s, result.id},
            {u"started_at"_s, result.startedAt.toString(Qt::ISODateWithMs)},
            {u"length_s"_s, result.lengthS},
            {u"state"_s, runStateId(result.state)},
            {u"problem"_s, result.problem},
            {u"warnings"_s, QJsonArray::fromStringList(result.warnings)},
            {u"profile"_s, QJsonDocument::fromJson(profile).object()},
            {u"machine"_s, machineOf(result.machine)},
            {u"variants"_s, arrayOf(result.variants, variantOf)},
            {u"trials"_s, arrayOf(result.trials, [&](const TrialResult &t) { return trialOf(t, detail); })},
            {u"marks"_s, arrayOf(result.marks, markOf)}};
}

} // namespace loadstone
