// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/jsonreport.h"

#include "core/analysis/findings.h"
#include "core/analysis/runprecision.h"
#include "core/base/jsonvalues.h"
#include "core/export/publishedjson.h"
#include "core/present/capacitytable.h"
#include "core/present/findingtext.h"
#include "core/present/thresholdverdicts.h"
#include "core/profile/writer.h"
#include "core/results/store/runarchive.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

template<typename T, typename Convert>
QJsonArray toJsonArray(const T &items, Convert convert)
{
    QJsonArray array;
    for (const auto &item : items)
        array.append(convert(item));
    return array;
}

QJsonObject countsToJson(const std::array<qint64, outcomeClassCount> &counts)
{
    QJsonObject object;
    for (int outcome = 0; outcome < outcomeClassCount; ++outcome) {
        if (counts[std::size_t(outcome)] != 0)
            object.insert(outcomeClassId(OutcomeClass(outcome)), counts[std::size_t(outcome)]);
    }
    return object;
}

QJsonObject secondToJson(const SecondBucket &b)
{
    QJsonObject object{{u"start_s"_s, b.startS},
                       {u"length_s"_s, b.lengthS},
                       {u"phase"_s, phaseId(b.phase)},
                       {u"started"_s, b.started},
                       {u"outcomes"_s, countsToJson(b.counts)},
                       {u"bytes_received"_s, b.bytesReceived},
                       {u"users"_s, b.users},
                       {u"in_flight"_s, b.inFlight}};
    putKnown(object, u"p50_us"_s, b.p50Us);
    putKnown(object, u"p90_us"_s, b.p90Us);
    putKnown(object, u"p99_us"_s, b.p99Us);
    putKnown(object, u"service_p99_us"_s, b.serviceP99Us);
    putKnown(object, u"late_p99_us"_s, b.lateP99Us);
    putKnown(object, u"target"_s, b.target);
    if (b.due > 0)
        object.insert(u"due"_s, b.due);
    if (b.dropped > 0)
        object.insert(u"dropped"_s, b.dropped);
    putKnown(object, u"max_us"_s, b.maxUs);
    putKnown(object, u"client_cpu_percent"_s, b.clientCpuPercent);
    return object;
}

QJsonObject sampleToJson(const ResourceSample &s)
{
    QJsonObject object{{u"at_s"_s, s.atS},
                       {u"phase"_s, phaseId(s.phase)},
                       {u"processes"_s, s.processes},
                       {u"threads"_s, s.threads}};
    putKnown(object, u"cpu_user_percent"_s, s.cpuUserPercent);
    putKnown(object, u"cpu_system_percent"_s, s.cpuSystemPercent);
    putKnown(object, u"pss_bytes"_s, s.pssBytes);
    putKnown(object, u"uss_bytes"_s, s.ussBytes);
    putKnown(object, u"rss_bytes"_s, s.rssBytes);
    putKnown(object, u"fds"_s, s.fds);
    putKnown(object, u"upstream_cpu_percent"_s, s.upstreamCpuPercent);
    putKnown(object, u"context_switches"_s, s.contextSwitches);
    return object;
}

QJsonObject markToJson(const TimelineMark &m)
{
    QJsonObject object{{u"kind"_s, markKindId(m.kind)}, {u"at_s"_s, m.atS}, {u"text"_s, m.text.english()}};
    putKnown(object, u"end_s"_s, m.endS);
    return object;
}

QJsonObject evidenceToJson(const Evidence &evidence)
{
    QJsonObject object{{u"id"_s, evidence.id}, {u"value"_s, evidence.value}};
    if (evidence.normal)
        object.insert(u"normal"_s, *evidence.normal);
    return object;
}

QJsonObject findingToJson(const Finding &finding)
{
    QJsonObject object{{u"kind"_s, findingInfo(finding.kind).id},
                       {u"severity"_s, severityId(finding.severity())},
                       {u"evidence"_s, toJsonArray(finding.evidence, evidenceToJson)}};
    if (finding.range) {
        object.insert(u"from_s"_s, finding.range->fromS);
        object.insert(u"to_s"_s, finding.range->toS);
    }
    if (!finding.detail.isEmpty())
        object.insert(u"detail"_s, finding.detail.english());
    return object;
}

QJsonObject upstreamToJson(const UpstreamRecord &u)
{
    QJsonObject object{{u"command_line"_s, QJsonArray::fromStringList(u.commandLine)},
                       {u"pid"_s, u.pid},
                       {u"port"_s, u.port},
                       {u"final_message"_s, u.finalMessage}};
    putKnown(object, u"cpu_user_s"_s, u.cpuUserS);
    putKnown(object, u"cpu_system_s"_s, u.cpuSystemS);
    return object;
}

QJsonObject probeToJson(const CapacityProbe &probe)
{
    return {{u"level"_s, probe.level},
            {u"confirmation"_s, probe.isConfirmation},
            {u"sustained"_s, probe.isSustained},
            {u"reason"_s, probe.why.english()},
            {u"at_s"_s, probe.atS},
            {u"rps"_s, probe.rps},
            {u"intended_rate"_s, jsonOrNull(probe.intendedRps)},
            {u"p50_us"_s, jsonOrNull(probe.p50Us)},
            {u"p99_us"_s, jsonOrNull(probe.p99Us)},
            {u"failed_percent"_s, jsonOrNull(probe.failedPercent)},
            {u"server_cpu_percent"_s, jsonOrNull(probe.serverCpuPercent)},
            {u"client_limited"_s, probe.isClientLimited}};
}

QJsonObject capacityToJson(const CapacityResult &capacity)
{
    QJsonArray probes;
    for (const CapacityProbe &probe : capacity.probes)
        probes.append(probeToJson(probe));
    return {{u"end"_s, capacityEndId(capacity.end)},
            {u"highest_sustained"_s, jsonOrNull(capacity.highestSustained)},
            {u"lowest_failed"_s, jsonOrNull(capacity.lowestFailed)},
            {u"probes"_s, probes}};
}

/// Of a sweep: setting → value.
QJsonObject cellToJson(const SweepCell &cell)
{
    QJsonObject object;
    for (const SweepValue &value : cell)
        object.insert(value.setting, value.value);
    return object;
}

QJsonObject trialToJson(const TrialRecord &t, const RunRecord &run, JsonDetail detail)
{
    const ResolvedServer &server = run.servers[t.planned.key.server];
    const Profile profile = serverProfile(run, t.planned.key.server);
    QJsonObject object = loadResultJson(t.load, profile.connection.engine, detail);
    object.insert(u"end"_s, trialEndId(t.end));
    object.insert(u"server"_s, server.name);
    object.insert(u"stack"_s, server.stack.id);
    object.insert(u"index"_s, t.planned.index);
    object.insert(u"server_index"_s, t.planned.key.server);
    object.insert(u"repeat"_s, t.planned.key.repeat);
    if (!server.cell.isEmpty())
        object.insert(u"sweep"_s, cellToJson(server.cell));
    object.insert(u"problem"_s, t.problem.english());
    object.insert(u"problem_detail"_s, t.problemDetail);
    const QList<Finding> findings = detectFindings(t, profile);
    object.insert(u"warnings"_s, QJsonArray::fromStringList(findingTexts(findings)));
    object.insert(u"findings"_s, toJsonArray(findings, findingToJson));
    object.insert(u"command_line"_s, QJsonArray::fromStringList(t.server.commandLine));
    object.insert(u"pid"_s, t.server.pid);
    object.insert(u"port"_s, t.server.port);
    object.insert(u"started_at_s"_s, t.timeline.startedAtS);
    object.insert(u"last_log"_s, QJsonArray::fromStringList(t.server.lastLog));
    putKnown(object, u"backlog"_s, t.server.backlog);
    putKnown(object, u"ready_after_s"_s, t.server.readyAfterS);
    putKnown(object, u"measure_from_s"_s, t.timeline.measureFromS);
    putKnown(object, u"measure_to_s"_s, t.timeline.measureToS);
    putKnown(object, u"cpu_user_s"_s, t.usage.cpuUserS);
    putKnown(object, u"cpu_system_s"_s, t.usage.cpuSystemS);
    putKnown(object, u"peak_pss_bytes"_s, t.usage.peakPssBytes);
    putKnown(object, u"peak_rss_bytes"_s, t.usage.peakRssBytes);
    object.insert(u"scheme"_s, t.server.tls ? u"https"_s : u"http"_s);
    if (t.server.tls)
        object.insert(u"tls"_s, tlsJson(*t.server.tls));
    if (t.capacity)
        object.insert(u"capacity"_s, capacityToJson(*t.capacity));
    if (t.upstream)
        object.insert(u"upstream"_s, upstreamToJson(*t.upstream));
    if (detail == JsonDetail::Full) {
        object.insert(u"seconds"_s, toJsonArray(t.timeline.seconds, secondToJson));
        object.insert(u"resources"_s, toJsonArray(t.timeline.resources, sampleToJson));
    }
    return object;
}

QJsonObject serverToJson(const ResolvedServer &v)
{
    QJsonObject versions;
    for (auto it = v.versions.begin(); it != v.versions.end(); ++it)
        versions.insert(it.key(), it.value());
    QJsonObject object{{u"name"_s, v.name},
                       {u"stack"_s, v.stack.id},
                       {u"framework"_s, v.stack.framework},
                       {u"server"_s, v.stack.server},
                       {u"preset"_s, v.entry.preset},
                       {u"parameters"_s, v.parameters},
                       {u"interpreter"_s, v.interpreter},
                       {u"versions"_s, versions},
                       {u"unavailable"_s, v.unavailable.english()}};
    if (!v.cell.isEmpty())
        object.insert(u"sweep"_s, cellToJson(v.cell));
    return object;
}

QJsonObject thresholdToJson(const ThresholdVerdict &verdict, const RunRecord &run)
{
    const Threshold &threshold = verdict.threshold;
    QJsonObject object{{u"threshold"_s, threshold.text},
                       {u"metric"_s, metricInfo(threshold.metric).id},
                       {u"server"_s, run.servers[verdict.server].name},
                       {u"server_index"_s, verdict.server},
                       {threshold.isOfBaseline ? u"baseline_ratio"_s : u"value"_s, jsonOrNull(verdict.value)},
                       {u"met"_s, verdict.isMet},
                       {u"reason"_s, verdict.reason.english()}};
    if (!threshold.scope.endpoint.isEmpty())
        object.insert(u"endpoint"_s, threshold.scope.endpoint);
    return object;
}

QJsonObject machineToJson(const MachineFacts &m)
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

QJsonObject precisionToJson(const RunPrecision &precision)
{
    const auto percent = [](std::optional<double> halfWidth) {
        return halfWidth ? std::optional(100 * *halfWidth) : std::nullopt;
    };
    const auto serverJson = [&percent](const ServerPrecision &server) {
        QJsonObject object{{u"server_index"_s, server.server}, {u"rounds"_s, server.rounds}};
        putKnown(object, u"rounds_needed"_s, server.roundsNeeded);
        putKnown(object, u"half_width_percent"_s, percent(server.reached));
        return object;
    };
    QJsonObject object{{u"metric"_s, metricInfo(precision.metric).id},
                       {u"servers"_s, toJsonArray(precision.servers, serverJson)}};
    putKnown(object, u"requested_percent"_s, percent(precision.wanted));
    putKnown(object, u"rounds_needed"_s, precision.roundsNeeded);
    putKnown(object, u"proposed_trial_s"_s, precision.proposedTrialS);
    return object;
}

constexpr qsizetype longestLine = 120;

QByteArray onOneLine(const QJsonValue &value)
{
    // QJsonDocument writes no lone values, so the brackets are taken off again.
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).mid(1).chopped(1);
}

bool isOfNumbers(const QJsonArray &array)
{
    return std::all_of(array.begin(), array.end(), [](const QJsonValue &item) {
        return item.isDouble() || (item.isArray() && isOfNumbers(item.toArray()));
    });
}

void write(QByteArray &text, const QJsonValue &value, int depth)
{
    const QByteArray line = onOneLine(value);
    const bool isBranch = value.isObject() || (value.isArray() && !isOfNumbers(value.toArray()));
    if (!isBranch || line.size() <= longestLine) {
        text += line;
        return;
    }
    const QByteArray indent = '\n' + QByteArray(2 * (depth + 1), ' ');
    const auto begin = [&](bool isFirst) { text += isFirst ? indent : ',' + indent; };
    if (value.isArray()) {
        text += '[';
        for (qsizetype i = 0; const auto &item : value.toArray()) {
            begin(i++ == 0);
            write(text, item, depth + 1);
        }
    } else {
        text += '{';
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            begin(it == object.begin());
            text += onOneLine(it.key()) + ": ";
            write(text, it.value(), depth + 1);
        }
    }
    text += '\n' + QByteArray(2 * depth, ' ') + (value.isArray() ? ']' : '}');
}

} // namespace

QByteArray readableJson(const QJsonObject &json)
{
    QByteArray text;
    write(text, json, 0);
    return text + '\n';
}

QByteArray jsonReport(const RunRecord &result) { return readableJson(toJson(result)); }

QJsonObject toJson(const RunRecord &result, JsonDetail detail)
{
    const QByteArray profile =
        result.profileJson.isEmpty() ? writeProfile(result.profile) : result.profileJson;
    QJsonObject json{
        {u"loadstone_result"_s, 1},
        {u"detail"_s, detail == JsonDetail::Full ? u"full"_s : u"brief"_s},
        {u"id"_s, result.id},
        {u"started_at"_s, result.startedAt.toString(Qt::ISODateWithMs)},
        {u"length_s"_s, result.lengthS},
        {u"state"_s, runStateId(result.state)},
        {u"problem"_s, result.problem.english()},
        {u"warnings"_s,
         toJsonArray(result.warnings, [](const Sentence &warning) { return warning.english(); })},
        {u"profile"_s, QJsonDocument::fromJson(profile).object()},
        {u"machine"_s, machineToJson(result.machine)},
        {u"servers"_s, toJsonArray(result.servers, serverToJson)},
        {u"trials"_s,
         toJsonArray(result.trials, [&](const TrialRecord &t) { return trialToJson(t, result, detail); })},
        {u"thresholds"_s,
         toJsonArray(thresholdVerdicts(result, analyseServers(result)),
                     [&](const ThresholdVerdict &verdict) { return thresholdToJson(verdict, result); })},
        {u"marks"_s, toJsonArray(result.marks, markToJson)}};
    if (const std::optional<RunPrecision> precision = analysePrecision(result))
        json.insert(u"precision"_s, precisionToJson(*precision));
    if (const QJsonValue published = publishedToJson(result); !published.isNull())
        json.insert(u"published"_s, published);
    if (detail == JsonDetail::Full) {
        if (const Result<QByteArray> archive = packArchive({result, {}, {}, {}, {}}); archive)
            json.insert(resultArchiveKey(), QString::fromLatin1(archive->toBase64()));
    }
    return json;
}

} // namespace loadstone
