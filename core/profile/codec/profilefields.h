// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/enumids.h"
#include "core/profile/limits.h"
#include "core/profile/profile.h"
#include "core/profile/reader.h"
#include "core/profile/requesttemplates.h"

#include <concepts>
#include <iterator>
#include <span>
#include <type_traits>

namespace loadstone
{

// The field table of profiles: each key once, with its member, its range and when it is written, in canonical
// order. A visitor walks it for each use: FieldDecoder reads, FieldEncoder writes, FieldValidator validates
// values, FieldLister lists keys.
//
// visitFields(fields, value) calls one function of the visitor for each field:
//   text, hexadecimal, word, flag, number, wholeNumber, mebibytes, content (any JSON value as bytes),
//   map (keys are free), values (numbers), scalars (numbers, texts, flags), thresholds, object, list, alternative, and for keys without a
//   member constant and external. A new field needs its member, its row here, and its part of
// resources/schemas/profile.schema.json.

/// When a key is read and written.
struct FieldUse {
    bool isEssential = false; ///< written even at its default, for readers of the file
    bool applies = true;      ///< false: without effect given the fields before it; neither read nor written
    bool isOmittedIfEmpty = false; ///< an empty value equals an absent one
};

struct TextRule {
    Limits<qsizetype> length{0, limits::anyLength}; ///< in characters
    const char *pattern = nullptr;                  ///< a regular expression, as in the schema
    std::span<const char *const> words = {};        ///< allowed values; empty: any
};

struct ListRule {
    Limits<qsizetype> length{0, limits::anyLength};
    bool isSet = false; ///< no duplicates
};

namespace fieldrules
{

inline constexpr FieldUse essential{.isEssential = true};
inline constexpr FieldUse omittedIfEmpty{.isOmittedIfEmpty = true};
constexpr FieldUse onlyIf(bool applies) { return {.applies = applies}; }
constexpr FieldUse essentialIf(bool applies) { return {.isEssential = true, .applies = applies}; }

inline constexpr TextRule anyText{};
inline constexpr TextRule optionalName{{0, limits::longestName}};
inline constexpr TextRule name{{1, limits::longestName}};
inline constexpr TextRule fileName{{1, limits::longestFileName}};
inline constexpr TextRule variableName{.pattern = "^[A-Za-z_][A-Za-z0-9_]{0,63}$"};
inline constexpr TextRule path{{0, limits::longestPath}, "^/"};
inline constexpr TextRule jsonPointer{{0, limits::longestJsonPointer}};
inline constexpr TextRule sha256{.pattern = "^[0-9A-Fa-f]{64}$"};

inline constexpr const char *methods[]{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
inline constexpr const char *engines[]{"qnam", "native", "grpc"};

inline constexpr ListRule longList{{1, limits::longestList}};
inline constexpr ListRule optionalLongList{{0, limits::longestList}};
inline constexpr ListRule shortList{{0, limits::longestShortList}};
inline constexpr ListRule sweepDimensions{{0, limits::mostSweepDimensions}};
inline constexpr ListRule sweepValues{{1, limits::longestShortList}, true};
inline constexpr ListRule cores{{0, limits::mostCores}, true};

} // namespace fieldrules

template<typename T, typename Value>
concept Either = std::same_as<std::remove_const_t<T>, Value>;

/// Walks the fields of an object's type.
struct VisitFields {
    void operator()(auto &fields, auto &value) const { visitFields(fields, value); }
};

void visitFields(auto &fields, Either<ServerEntry> auto &server)
{
    using namespace fieldrules;
    fields.text("stack", server.stackId, {{1, limits::anyLength}}, essential);
    fields.text("preset", server.preset, {{1, limits::anyLength}}, essential);
    fields.text("environment", server.environment, optionalName);
    fields.map("parameters", server.parameters);
    fields.text("label", server.label, optionalName);
    fields.flag("enabled", server.isEnabled);
}

void visitFields(auto &fields, Either<Expectation> auto &expect)
{
    using namespace fieldrules;
    fields.values("status", expect.statuses, limits::status, shortList);
    fields.content("body", expect.body);
    fields.number("body_bytes", expect.bodyLength, limits::bodyBytes);
    fields.hexadecimal("body_sha256", expect.bodySha256, sha256, omittedIfEmpty);
    fields.map("header", expect.headers);
    fields.map("json", expect.json);
}

void visitFields(auto &fields, Either<Capture> auto &capture)
{
    using namespace fieldrules;
    fields.text("variable", capture.variable, variableName, essential);
    for (const auto &[from, key] : EnumIds<Capture::From>::all)
        fields.alternative(key, capture.from, from, capture.where,
                           from == Capture::From::Json ? jsonPointer : name);
}

/// A login has neither weight nor group, and its name is optional.
enum class RequestRole { Measured, Login };

void visitRequest(auto &fields, Either<RequestTemplate> auto &request, RequestRole role)
{
    using namespace fieldrules;
    const bool isMeasured = role == RequestRole::Measured;
    fields.text("name", request.name, name, {.isEssential = isMeasured});
    fields.text("method", request.method, {.words = methods}, {.isEssential = isMeasured});
    fields.text("path", request.path, path, essential);
    fields.map("headers", request.headers);
    fields.content("body", request.body);
    fields.text("body_file", request.bodyFile, fileName, omittedIfEmpty);
    if (isMeasured)
        fields.number("weight", request.weight, limits::weight);
    fields.object("expect", request.expect);
    fields.list("capture", request.captures, shortList);
    if (isMeasured)
        fields.text("group", request.group, optionalName);
}

void visitFields(auto &fields, Either<RequestTemplate> auto &request)
{
    visitRequest(fields, request, RequestRole::Measured);
}

struct VisitLogin {
    void operator()(auto &fields, auto &login) const { visitRequest(fields, login, RequestRole::Login); }
};

inline RequestTemplate defaultLogin()
{
    RequestTemplate login;
    login.name = defaultLoginName();
    return login;
}

void visitFields(auto &fields, Either<Scenario> auto &scenario)
{
    fields.word("order", scenario.order);
    fields.object("login", scenario.login, VisitLogin(), defaultLogin());
}

void visitFields(auto &fields, Either<Variable> auto &variable)
{
    using namespace fieldrules;
    fields.text("name", variable.name, variableName, essential);
    fields.word("kind", variable.kind);
    fields.number("first", variable.first, limits::variable, essentialIf(variable.isNumber()));
    fields.number("last", variable.last, limits::variable, essentialIf(variable.isNumber()));
    const FieldUse ofCsv{.applies = !variable.isNumber(), .isOmittedIfEmpty = true};
    fields.text("file", variable.file, fileName, ofCsv);
    fields.text("column", variable.column, name, ofCsv);
    fields.word("rows", variable.rows, onlyIf(!variable.isNumber()));
}

void visitFields(auto &fields, Either<ThinkTime> auto &think)
{
    using namespace fieldrules;
    fields.word("kind", think.kind, essential);
    const bool isUniform = think.kind == ThinkTime::Kind::Uniform;
    const bool hasMean = !isUniform && think.kind != ThinkTime::Kind::None;
    fields.number("min_s", think.min, limits::time, essentialIf(isUniform));
    fields.number("max_s", think.max, limits::time, essentialIf(isUniform));
    fields.number("mean_s", think.mean, limits::time, essentialIf(hasMean));
}

/// The key of a stage's target depends on the load model.
struct VisitStage {
    bool isOpen;

    void operator()(auto &fields, auto &stage) const
    {
        using namespace fieldrules;
        fields.wholeNumber("users", stage.target, {0, double(limits::users.most)}, essentialIf(!isOpen));
        fields.number("rate_per_s", stage.target, limits::rate, essentialIf(isOpen));
        fields.number("duration_s", stage.duration, limits::time.above(), essential);
        fields.flag("ramp", stage.isRamp);
    }
};

void visitFields(auto &fields, Either<Load> auto &load)
{
    using namespace fieldrules;
    fields.word("model", load.model);
    const bool isOpen = load.isOpen();
    fields.number("users", load.users, limits::users, essentialIf(!isOpen));
    fields.number("spawn_rate_per_s", load.spawnRate, limits::spawnRate, onlyIf(!isOpen));
    fields.object("think_time", load.thinkTime, VisitFields(), onlyIf(!isOpen));
    fields.number("pacing_s", load.pacing, limits::time, onlyIf(!isOpen));
    fields.number("rate_per_s", load.rate, limits::rate, essentialIf(isOpen));
    fields.word("arrivals", load.arrivals, onlyIf(isOpen));
    fields.number("connections", load.connections, limits::connections, onlyIf(isOpen));
    fields.number("queue", load.queue, limits::queue, onlyIf(isOpen));
    fields.list("stages", load.stages, optionalLongList, VisitStage{isOpen}, omittedIfEmpty);
    fields.number("duration_s", load.duration, limits::time.above(), essential);
    fields.number("requests", load.requests, limits::requests, essential);
}

void visitFields(auto &fields, Either<Connection> auto &connection)
{
    fields.text("engine", connection.engine, {.words = fieldrules::engines});
    fields.flag("reuse", connection.reuse);
    fields.number("timeout_s", connection.timeout, limits::time.above());
    fields.number("threads", connection.threads, limits::threads);
    fields.flag("shared_channel", connection.sharesChannel);
    fields.number("requests_per_connection", connection.requestsPerConnection, limits::requestsPerConnection);
    fields.number("pipelining", connection.pipelining, limits::pipelining);
}

void visitFields(auto &fields, Either<Service> auto &service)
{
    fields.number("process_delay_s", service.processDelay, limits::time);
    fields.mebibytes("stream_file_mib", service.streamFileBytes, limits::streamFileMib);
}

void visitFields(auto &fields, Either<Upstream> auto &upstream)
{
    fields.word("api", upstream.api);
    fields.number("delay_s", upstream.delay, limits::upstreamDelay);
    fields.number("calls", upstream.calls, limits::upstreamCalls);
    fields.flag("whole_seconds", upstream.truncatesSeconds);
    fields.number("port", upstream.port, limits::port);
}

void visitFields(auto &fields, Either<Affinity> auto &affinity)
{
    fields.values("server", affinity.server, limits::core, fieldrules::cores);
    fields.values("generator", affinity.generator, limits::core, fieldrules::cores);
}

void visitFields(auto &fields, Either<Measurement> auto &measurement)
{
    fields.number("warm_up_s", measurement.warmUp, limits::time);
    fields.number("drain_s", measurement.drain, limits::time);
    fields.number("pause_s", measurement.pause, limits::time);
    fields.number("precision_percent", measurement.precisionPercent, limits::precisionPercent);
    fields.number("at_most_s", measurement.atMost, limits::time.above());
    const bool isFixed = measurement.hasFixedRounds();
    fields.word("precision_metric", measurement.precisionMetric, fieldrules::onlyIf(!isFixed));
    fields.number("repeats", measurement.repeats, limits::repeats, fieldrules::onlyIf(isFixed));
    fields.flag("shuffle", measurement.shuffle);
    fields.number("seed", measurement.seed, limits::seed);
}

void visitFields(auto &fields, Either<SweepDimension> auto &dimension)
{
    using namespace fieldrules;
    fields.text("setting", dimension.setting, name, essential);
    fields.scalars("values", dimension.values, sweepValues, essential);
}

void visitFields(auto &fields, Either<Sweep> auto &sweep)
{
    fields.word("mode", sweep.mode);
    fields.list("dimensions", sweep.dimensions, fieldrules::sweepDimensions);
}

void visitFields(auto &fields, Either<Capacity> auto &capacity)
{
    using namespace fieldrules;
    fields.word("until", capacity.until);
    fields.thresholds("objectives", capacity.objectives, shortList);
    fields.number("cpu_percent", capacity.cpuPercent, limits::capacityCpuPercent,
                  onlyIf(capacity.until == Capacity::Until::ServerCpu));
    fields.number("lowest", capacity.lowest, limits::capacityLevel);
    fields.number("highest", capacity.highest, limits::capacityLevel);
    fields.number("hold_s", capacity.hold, limits::time.above());
    fields.number("settle_s", capacity.settle, limits::time);
    fields.number("precision_percent", capacity.precisionPercent, limits::capacityPrecisionPercent);
}

void visitFields(auto &fields, Either<Profile> auto &profile)
{
    using namespace fieldrules;
    fields.external("$schema"); // for editors; writer.h writes it
    fields.constant("loadstone_profile", profileFormat);
    fields.text("name", profile.name, name, essential);
    fields.text("description", profile.description, anyText);
    fields.text("source", profile.source, anyText);
    fields.list("servers", profile.servers, longList, VisitFields(), essential);
    fields.list("requests", profile.requests, longList, VisitFields(), essential);
    fields.list("variables", profile.variables, shortList);
    fields.object("scenario", profile.scenario);
    fields.object("load", profile.load, VisitFields(), essential);
    fields.object("connection", profile.connection);
    fields.object("service", profile.service);
    fields.object("upstream", profile.upstream);
    fields.object("affinity", profile.affinity);
    fields.object("measurement", profile.measurement);
    fields.object("sweep", profile.sweep);
    fields.object("capacity", profile.capacity, VisitFields(), Capacity());
    fields.thresholds("thresholds", profile.thresholds, shortList);
    fields.number("port", profile.port, limits::port);
    fields.text("reference", profile.reference, anyText);
}

} // namespace loadstone
