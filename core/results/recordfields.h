// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/health.h"
#include "core/metrics/hdrcodec.h"
#include "core/results/fields.h"
#include "core/results/runrecord.h"

// The fields of records, for their codec and the store. Included by sources only.

namespace loadstone
{

using namespace Qt::StringLiterals;

template<>
struct EnumIds<Phase> {
    static QString id(Phase phase) { return phaseId(phase); }
    static constexpr int count = int(Phase::Done) + 1;
};
template<>
struct EnumIds<OutcomeClass> {
    static QString id(OutcomeClass outcome) { return outcomeClassId(outcome); }
    static constexpr int count = outcomeClassCount;
};
template<>
struct EnumIds<RequestPhase> {
    static QString id(RequestPhase phase) { return requestPhaseId(phase); }
    static constexpr int count = requestPhaseCount;
};
template<>
struct EnumIds<ClientLimit> {
    static QString id(ClientLimit limit) { return clientLimitId(limit); }
    static constexpr int count = int(ClientLimit::LateUsers) + 1;
};
template<>
struct EnumIds<FindingKind> {
    static QString id(FindingKind kind) { return findingInfo(kind).id; }
    static constexpr int count = int(FindingKind::ServerKilled) + 1;
};
template<>
struct EnumIds<MetricUnit> {
    static QString id(MetricUnit unit) { return metricUnitId(unit); }
    static constexpr int count = int(MetricUnit::TimeS) + 1;
};
template<>
struct EnumIds<TrialEnd> {
    static QString id(TrialEnd end) { return trialEndId(end); }
    static constexpr int count = int(TrialEnd::Running) + 1;
};
template<>
struct CustomJson<TrialEnd> {
    static QJsonValue encode(TrialEnd end) { return trialEndId(end); }
    static void decode(const QJsonValue &json, TrialEnd &end, const QString &place, ReadFault &fault)
    {
        if (json == u"server-died"_s) // its id until it was renamed
            end = TrialEnd::ServerExited;
        else
            detail::readEnum(json, end, place, fault);
    }
};
template<>
struct EnumIds<MarkKind> {
    static QString id(MarkKind kind) { return markKindId(kind); }
    static constexpr int count = int(MarkKind::Target) + 1;
};
template<>
struct EnumIds<RunState> {
    static QString id(RunState state) { return runStateId(state); }
    static constexpr int count = int(RunState::Interrupted) + 1;
};
template<>
struct EnumIds<CapacityEnd> {
    static QString id(CapacityEnd end) { return capacityEndId(end); }
    static constexpr int count = int(CapacityEnd::Stopped) + 1;
};

template<>
struct CustomJson<Sentence> {
    static bool isSentence(const QJsonValue &json)
    {
        const QJsonArray parts = json[u"parts"_s].toArray();
        return json.isString()
            || (json[u"source"_s].isString() && json[u"parts"_s].isArray()
                && std::all_of(parts.begin(), parts.end(), isSentence));
    }
    static QJsonValue encode(const Sentence &sentence) { return sentence.toJson(); }
    static void decode(const QJsonValue &json, Sentence &sentence, const QString &place, ReadFault &fault)
    {
        if (isSentence(json))
            sentence = Sentence::fromJson(json);
        else
            fault.set(place, u"is neither a text nor a sentence"_s);
    }
};

/// HdrHistogram's own form, with the exact figures that it does not keep.
template<>
struct CustomJson<Histogram> {
    static QJsonValue encode(const Histogram &histogram)
    {
        return QJsonObject{{u"hdr"_s, QString::fromLatin1(encodeHdr(histogram).toBase64())},
                           {u"min_us"_s, histogram.min()},
                           {u"max_us"_s, histogram.max()},
                           {u"sum_us"_s, histogram.sumUs()},
                           {u"clamped"_s, histogram.clamped()}};
    }
    static void decode(const QJsonValue &json, Histogram &histogram, const QString &place, ReadFault &fault)
    {
        const QByteArray bytes = QByteArray::fromBase64(json[u"hdr"_s].toString().toLatin1());
        const Result<Histogram> read = decodeHdr(bytes);
        if (!read) {
            fault.set(place, u"is no histogram (%1)"_s.arg(read.error().text()));
            return;
        }
        histogram = *read;
        if (!histogram.restore({json[u"min_us"_s].toInteger(), json[u"max_us"_s].toInteger(),
                                json[u"sum_us"_s].toDouble(), json[u"clamped"_s].toInteger()}))
            fault.set(place, u"contradicts its own buckets"_s);
    }
};

/// By their ids, so that a new class or phase moves nothing.
template<typename Id, typename T, std::size_t n>
QJsonObject arrayToJson(const std::array<T, n> &items)
{
    QJsonObject object;
    for (std::size_t i = 0; i < n; ++i) {
        if (items[i] != T{})
            object.insert(EnumIds<Id>::id(Id(i)), toJsonValue(items[i]));
    }
    return object;
}

template<typename Id, typename T, std::size_t n>
void arrayFromJson(const QJsonValue &json, std::array<T, n> &items, const QString &place, ReadFault &fault)
{
    const QJsonObject object = json.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        Id id{};
        fromJsonValue(QJsonValue(it.key()), id, place + u'/' + it.key(), fault);
        if (!fault.isSet())
            fromJsonValue(it.value(), items[std::size_t(id)], place + u'/' + it.key(), fault);
    }
}

template<>
struct CustomJson<std::array<qint64, outcomeClassCount>> {
    using Counts = std::array<qint64, outcomeClassCount>;
    static QJsonValue encode(const Counts &counts) { return arrayToJson<OutcomeClass>(counts); }
    static void decode(const QJsonValue &json, Counts &counts, const QString &place, ReadFault &fault)
    {
        arrayFromJson<OutcomeClass>(json, counts, place, fault);
    }
};
template<>
struct CustomJson<std::array<Histogram, requestPhaseCount>> {
    using Phases = std::array<Histogram, requestPhaseCount>;
    static QJsonValue encode(const Phases &phases) { return arrayToJson<RequestPhase>(phases); }
    static void decode(const QJsonValue &json, Phases &phases, const QString &place, ReadFault &fault)
    {
        arrayFromJson<RequestPhase>(json, phases, place, fault);
    }
};

template<>
struct Fields<SecondBucket> {
    static void each(auto &&visit)
    {
        visit(u"start_s", &SecondBucket::startS);
        visit(u"length_s", &SecondBucket::lengthS);
        visit(u"phase", &SecondBucket::phase);
        visit(u"started", &SecondBucket::started);
        visit(u"outcomes", &SecondBucket::counts);
        visit(u"bytes_received", &SecondBucket::bytesReceived);
        visit(u"due", &SecondBucket::due);
        visit(u"dropped", &SecondBucket::dropped);
        visit(u"p50_us", &SecondBucket::p50Us);
        visit(u"p90_us", &SecondBucket::p90Us);
        visit(u"p99_us", &SecondBucket::p99Us);
        visit(u"max_us", &SecondBucket::maxUs);
        visit(u"service_p99_us", &SecondBucket::serviceP99Us);
        visit(u"late_p99_us", &SecondBucket::lateP99Us);
        visit(u"target", &SecondBucket::target);
        visit(u"users", &SecondBucket::users);
        visit(u"in_flight", &SecondBucket::inFlight);
        visit(u"client_cpu_percent", &SecondBucket::clientCpuPercent);
    }
};
template<>
struct CustomJson<PackedTimes> {
    static QJsonValue encode(const PackedTimes &packed)
    {
        return QJsonObject{{u"hdr"_s, QString::fromLatin1(packed.hdr.toBase64())},
                           {u"max_us"_s, packed.maxUs}};
    }
    static void decode(const QJsonValue &json, PackedTimes &packed, const QString &place, ReadFault &fault)
    {
        packed = {QByteArray::fromBase64(json[u"hdr"_s].toString().toLatin1()),
                  json[u"max_us"_s].toInteger()};
        if (packed.hdr.isEmpty())
            fault.set(place, u"is no histogram"_s);
    }
};
template<>
struct Fields<IntervalTimes> {
    static void each(auto &&visit)
    {
        visit(u"start_s", &IntervalTimes::startS);
        visit(u"length_s", &IntervalTimes::lengthS);
        visit(u"phase", &IntervalTimes::phase);
        visit(u"probe", &IntervalTimes::probe);
        visit(u"service", &IntervalTimes::service);
        visit(u"response", &IntervalTimes::response);
    }
};
template<>
struct Fields<ResourceSample> {
    static void each(auto &&visit)
    {
        visit(u"at_s", &ResourceSample::atS);
        visit(u"phase", &ResourceSample::phase);
        visit(u"cpu_user_percent", &ResourceSample::cpuUserPercent);
        visit(u"cpu_system_percent", &ResourceSample::cpuSystemPercent);
        visit(u"pss_bytes", &ResourceSample::pssBytes);
        visit(u"uss_bytes", &ResourceSample::ussBytes);
        visit(u"rss_bytes", &ResourceSample::rssBytes);
        visit(u"processes", &ResourceSample::processes);
        visit(u"threads", &ResourceSample::threads);
        visit(u"fds", &ResourceSample::fds);
        visit(u"context_switches", &ResourceSample::contextSwitches);
        visit(u"upstream_cpu_percent", &ResourceSample::upstreamCpuPercent);
    }
};
template<>
struct Fields<FailureRecord> {
    static void each(auto &&visit)
    {
        visit(u"class", &FailureRecord::outcomeClass);
        visit(u"status", &FailureRecord::status);
        visit(u"phase", &FailureRecord::diedIn);
        visit(u"endpoint", &FailureRecord::endpoint);
        visit(u"count", &FailureRecord::count);
        visit(u"first_at_s", &FailureRecord::firstAtS);
        visit(u"last_at_s", &FailureRecord::lastAtS);
        visit(u"example", &FailureRecord::example);
    }
};
template<>
struct Fields<EndpointMetrics> {
    static void each(auto &&visit)
    {
        visit(u"name", &EndpointMetrics::name);
        visit(u"group", &EndpointMetrics::group);
        visit(u"started", &EndpointMetrics::started);
        visit(u"outcomes", &EndpointMetrics::counts);
        visit(u"bytes_received", &EndpointMetrics::bytesReceived);
        visit(u"ok_in_window", &EndpointMetrics::okInWindow);
        visit(u"connections_opened", &EndpointMetrics::connectionsOpened);
        visit(u"stale", &EndpointMetrics::stale);
        visit(u"service_time", &EndpointMetrics::serviceTime);
        visit(u"response_time", &EndpointMetrics::responseTime);
        visit(u"phases", &EndpointMetrics::phases);
    }
};
template<>
struct Fields<LoginMetrics> {
    static void each(auto &&visit)
    {
        visit(u"requests", &LoginMetrics::requests);
        visit(u"first_failure", &LoginMetrics::firstFailure);
    }
};
template<>
struct Fields<LoadMetrics> {
    static void each(auto &&visit)
    {
        visit(u"endpoints", &LoadMetrics::endpoints);
        visit(u"login", &LoadMetrics::login);
        visit(u"failures", &LoadMetrics::failures);
        visit(u"other_failures", &LoadMetrics::otherFailures);
    }
};
template<>
struct Fields<TargetChange> {
    static void each(auto &&visit)
    {
        visit(u"at_s", &TargetChange::atS);
        visit(u"target", &TargetChange::target);
    }
};
template<>
struct Fields<ClientHealth> {
    static void each(auto &&visit)
    {
        visit(u"cpu_percent", &ClientHealth::cpuPercent);
        visit(u"cpu_us_per_request", &ClientHealth::cpuUsPerRequest);
        visit(u"busiest_thread_percent", &ClientHealth::busiestThreadPercent);
        visit(u"busy_share", &ClientHealth::busyShare);
        visit(u"send_late_p50_us", &ClientHealth::sendLateP50Us);
        visit(u"send_late_p99_us", &ClientHealth::sendLateP99Us);
        visit(u"is_limited", &ClientHealth::isClientLimited);
        visit(u"limit", &ClientHealth::limit);
        visit(u"limit_figure", &ClientHealth::limitFigure);
        visit(u"reason", &ClientHealth::reason);
    }
};
template<>
struct Fields<LoadResult> {
    static void each(auto &&visit)
    {
        visit(u"measured", &LoadResult::measured);
        visit(u"measured_s", &LoadResult::measuredS);
        visit(u"warm_up_requests", &LoadResult::warmUpRequests);
        visit(u"mean_in_flight", &LoadResult::meanInFlight);
        visit(u"mean_active_users", &LoadResult::meanUsersBusyOrThinking);
        visit(u"pacing_ceiling_rps", &LoadResult::pacingCeilingRps);
        visit(u"littles_law_ratio", &LoadResult::littlesLawRatio);
        visit(u"is_open", &LoadResult::isOpen);
        visit(u"has_due_times", &LoadResult::hasDueTimes);
        visit(u"intended_rate", &LoadResult::intendedRps);
        visit(u"due", &LoadResult::due);
        visit(u"dropped", &LoadResult::dropped);
        visit(u"waited", &LoadResult::waited);
        visit(u"answered_in_time", &LoadResult::succeededInTime);
        visit(u"target_changes", &LoadResult::targetChanges);
        visit(u"stood_still_s", &LoadResult::stoodStillS);
        visit(u"longest_standstill_s", &LoadResult::longestStandstillS);
        visit(u"is_stopped", &LoadResult::isStopped);
        visit(u"error", &LoadResult::error);
        visit(u"client", &LoadResult::client);
    }
};
template<>
struct Fields<CapacityProbe> {
    static void each(auto &&visit)
    {
        visit(u"level", &CapacityProbe::level);
        visit(u"is_confirmation", &CapacityProbe::isConfirmation);
        visit(u"is_sustained", &CapacityProbe::isSustained);
        visit(u"why", &CapacityProbe::why);
        visit(u"at_s", &CapacityProbe::atS);
        visit(u"rps", &CapacityProbe::rps);
        visit(u"intended_rate", &CapacityProbe::intendedRps);
        visit(u"p50_us", &CapacityProbe::p50Us);
        visit(u"p99_us", &CapacityProbe::p99Us);
        visit(u"failed_percent", &CapacityProbe::failedPercent);
        visit(u"server_cpu_percent", &CapacityProbe::serverCpuPercent);
        visit(u"is_client_limited", &CapacityProbe::isClientLimited);
        visit(u"is_generators_limit", &CapacityProbe::isGeneratorsLimit);
    }
};
template<>
struct Fields<CapacityResult> {
    static void each(auto &&visit)
    {
        visit(u"highest_sustained", &CapacityResult::highestSustained);
        visit(u"lowest_failed", &CapacityResult::lowestFailed);
        visit(u"end", &CapacityResult::end);
        visit(u"probes", &CapacityResult::probes);
    }
};
template<>
struct Fields<TrialKey> {
    static void each(auto &&visit)
    {
        visit(u"server", &TrialKey::server);
        visit(u"level", &TrialKey::level);
        visit(u"repeat", &TrialKey::repeat);
    }
};
template<>
struct Fields<PlannedTrial> {
    static void each(auto &&visit)
    {
        visit(u"index", &PlannedTrial::index);
        visit(u"key", &PlannedTrial::key);
        visit(u"expected_s", &PlannedTrial::expectedS);
    }
};
template<>
struct Fields<Evidence> {
    static void each(auto &&visit)
    {
        visit(u"id", &Evidence::id);
        visit(u"value", &Evidence::value);
        visit(u"unit", &Evidence::unit);
        visit(u"normal", &Evidence::normal);
    }
};
template<>
struct Fields<TimeRange> {
    static void each(auto &&visit)
    {
        visit(u"from_s", &TimeRange::fromS);
        visit(u"to_s", &TimeRange::toS);
    }
};
template<>
struct Fields<Finding> {
    static void each(auto &&visit)
    {
        visit(u"kind", &Finding::kind);
        visit(u"trial", &Finding::trial);
        visit(u"range", &Finding::range);
        visit(u"evidence", &Finding::evidence);
        visit(u"detail", &Finding::detail);
    }
};
template<>
struct Fields<UpstreamRecord> {
    static void each(auto &&visit)
    {
        visit(u"command_line", &UpstreamRecord::commandLine);
        visit(u"pid", &UpstreamRecord::pid);
        visit(u"port", &UpstreamRecord::port);
        visit(u"cpu_user_s", &UpstreamRecord::cpuUserS);
        visit(u"cpu_system_s", &UpstreamRecord::cpuSystemS);
        visit(u"last_words", &UpstreamRecord::finalMessage);
    }
};
template<>
struct Fields<TlsFacts> {
    static void each(auto &&visit)
    {
        visit(u"version", &TlsFacts::version);
        visit(u"cipher", &TlsFacts::cipher);
    }
};
template<>
struct Fields<ServerFacts> {
    static constexpr bool isInline = true;
    static void each(auto &&visit)
    {
        visit(u"command_line", &ServerFacts::commandLine);
        visit(u"pid", &ServerFacts::pid);
        visit(u"port", &ServerFacts::port);
        visit(u"backlog", &ServerFacts::backlog);
        visit(u"tls", &ServerFacts::tls);
        visit(u"ready_after_s", &ServerFacts::readyAfterS);
        visit(u"last_log", &ServerFacts::lastLog);
        visit(u"log_file", &ServerFacts::logFile);
    }
};
template<>
struct Fields<ProcessUsage> {
    static constexpr bool isInline = true;
    static void each(auto &&visit)
    {
        visit(u"cpu_user_s", &ProcessUsage::cpuUserS);
        visit(u"cpu_system_s", &ProcessUsage::cpuSystemS);
        visit(u"peak_pss_bytes", &ProcessUsage::peakPssBytes);
        visit(u"peak_rss_bytes", &ProcessUsage::peakRssBytes);
    }
};
template<>
struct Fields<TrialTimeline> {
    static constexpr bool isInline = true;
    static void each(auto &&visit)
    {
        visit(u"started_at_s", &TrialTimeline::startedAtS);
        visit(u"measure_from_s", &TrialTimeline::measureFromS);
        visit(u"measure_to_s", &TrialTimeline::measureToS);
        visit(u"seconds", &TrialTimeline::seconds);
        visit(u"intervals", &TrialTimeline::intervals);
        visit(u"resources", &TrialTimeline::resources);
    }
};
template<>
struct Fields<TrialRecord> {
    static void each(auto &&visit)
    {
        visit(u"planned", &TrialRecord::planned);
        visit(u"end", &TrialRecord::end);
        visit(u"problem", &TrialRecord::problem);
        visit(u"problem_detail", &TrialRecord::problemDetail);
        visit(u"incidents", &TrialRecord::incidents);
        visit(u"server", &TrialRecord::server);
        visit(u"usage", &TrialRecord::usage);
        visit(u"timeline", &TrialRecord::timeline);
        visit(u"load", &TrialRecord::load);
        visit(u"capacity", &TrialRecord::capacity);
        visit(u"upstream", &TrialRecord::upstream);
    }
};
template<>
struct Fields<TimelineMark> {
    static void each(auto &&visit)
    {
        visit(u"kind", &TimelineMark::kind);
        visit(u"at_s", &TimelineMark::atS);
        visit(u"end_s", &TimelineMark::endS);
        visit(u"text", &TimelineMark::text);
    }
};
template<>
struct CustomJson<QJsonValue> {
    static QJsonValue encode(const QJsonValue &value) { return value; }
    static void decode(const QJsonValue &json, QJsonValue &value, const QString &, ReadFault &)
    {
        value = json;
    }
};
template<>
struct Fields<SweepValue> {
    static void each(auto &&visit)
    {
        visit(u"setting", &SweepValue::setting);
        visit(u"value", &SweepValue::value);
    }
};
template<>
struct Fields<ServerEntry> {
    static void each(auto &&visit)
    {
        visit(u"stack", &ServerEntry::stackId);
        visit(u"preset", &ServerEntry::preset);
        visit(u"parameters", &ServerEntry::parameters);
        visit(u"label", &ServerEntry::label);
        visit(u"is_enabled", &ServerEntry::isEnabled);
        visit(u"environment", &ServerEntry::environment);
    }
};
template<>
struct Fields<Trap> {
    static void each(auto &&visit)
    {
        visit(u"text", &Trap::text);
        visit(u"explains", &Trap::explains);
        visit(u"when", &Trap::when);
    }
};
/// What a result says of its stack; how to launch it is the catalogue's.
template<>
struct Fields<Stack> {
    static void each(auto &&visit)
    {
        visit(u"id", &Stack::id);
        visit(u"title", &Stack::title);
        visit(u"framework", &Stack::framework);
        visit(u"server", &Stack::server);
        visit(u"protocol", &Stack::protocol);
        visit(u"concurrency", &Stack::concurrency);
        visit(u"environment", &Stack::environment);
        visit(u"further_environments", &Stack::furtherEnvironments);
        visit(u"url", &Stack::url);
        visit(u"substitute", &Stack::substitute);
        visit(u"traps", &Stack::traps);
    }
};
template<>
struct Fields<ResolvedServer> {
    static void each(auto &&visit)
    {
        visit(u"server", &ResolvedServer::entry);
        visit(u"stack", &ResolvedServer::stack);
        visit(u"name", &ResolvedServer::name);
        visit(u"base_name", &ResolvedServer::baseName);
        visit(u"cell", &ResolvedServer::cell);
        visit(u"parameters", &ResolvedServer::parameters);
        visit(u"interpreter", &ResolvedServer::interpreter);
        visit(u"versions", &ResolvedServer::versions);
        visit(u"unavailable", &ResolvedServer::unavailable);
    }
};
template<>
struct Fields<MachineFacts> {
    static void each(auto &&visit)
    {
        visit(u"cpu_model", &MachineFacts::cpuModel);
        visit(u"cores", &MachineFacts::cores);
        visit(u"memory_bytes", &MachineFacts::memoryBytes);
        visit(u"kernel", &MachineFacts::kernel);
        visit(u"distribution", &MachineFacts::distribution);
        visit(u"governor", &MachineFacts::governor);
        visit(u"load_before", &MachineFacts::loadBefore);
        visit(u"nofile", &MachineFacts::nofile);
        visit(u"somaxconn", &MachineFacts::somaxconn);
        visit(u"port_range_first", &MachineFacts::portRangeFirst);
        visit(u"port_range_last", &MachineFacts::portRangeLast);
        visit(u"loadstone_version", &MachineFacts::loadstoneVersion);
        visit(u"qt_version", &MachineFacts::qtVersion);
    }
};
template<>
struct Fields<BaselineValues> {
    static void each(auto &&visit)
    {
        visit(u"metric", &BaselineValues::metric);
        visit(u"values", &BaselineValues::values);
    }
};
template<>
struct Fields<BaselineEndpoint> {
    static void each(auto &&visit)
    {
        visit(u"name", &BaselineEndpoint::name);
        visit(u"metrics", &BaselineEndpoint::metrics);
    }
};
template<>
struct Fields<BaselineServer> {
    static void each(auto &&visit)
    {
        visit(u"name", &BaselineServer::name);
        visit(u"stack", &BaselineServer::stack);
        visit(u"metrics", &BaselineServer::metrics);
        visit(u"endpoints", &BaselineServer::endpoints);
    }
};
template<>
struct Fields<BaselineRecord> {
    static void each(auto &&visit)
    {
        visit(u"run", &BaselineRecord::run);
        visit(u"servers", &BaselineRecord::servers);
    }
};
/// All but the trials, and the profile itself, which has a reader of its own.
template<>
struct Fields<RunRecord> {
    static void each(auto &&visit)
    {
        visit(u"id", &RunRecord::id);
        visit(u"profile", &RunRecord::profileJson);
        visit(u"started_at", &RunRecord::startedAt);
        visit(u"resumed_at", &RunRecord::resumedAt);
        visit(u"length_s", &RunRecord::lengthS);
        visit(u"state", &RunRecord::state);
        visit(u"problem", &RunRecord::problem);
        visit(u"machine", &RunRecord::machine);
        visit(u"servers", &RunRecord::servers);
        visit(u"plan", &RunRecord::plan);
        visit(u"marks", &RunRecord::marks);
        visit(u"warnings", &RunRecord::warnings);
        visit(u"baseline", &RunRecord::baseline);
    }
};

} // namespace loadstone
