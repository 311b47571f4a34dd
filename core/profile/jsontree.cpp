// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/jsontree.h"

#include "core/base/json.h"
#include "core/profile/loadmodel.h"
#include "core/profile/reader.h"
#include "core/profile/scenariowords.h"
#include "core/profile/thinktime.h"
#include "core/profile/upstream.h"

#include <QJsonArray>
#include <QJsonValue>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

namespace loadstone
{

namespace
{

using Tree = rapidjson::Value;
using Allocator = rapidjson::Document::AllocatorType;

rapidjson::SizeType sizeOf(const QByteArray &text) { return static_cast<rapidjson::SizeType>(text.size()); }

// Builds one object key by key.
class ObjectBuilder
{
public:
    explicit ObjectBuilder(Allocator &allocator)
        : m_allocator(allocator), m_object(rapidjson::kObjectType) { }

    void add(const QByteArray &key, Tree value)
    {
        Tree name(key.constData(), sizeOf(key), m_allocator);
        m_object.AddMember(name, value, m_allocator);
    }
    void add(const QByteArray &key, const QByteArray &text) { add(key, textTree(text)); }
    void add(const QByteArray &key, const QString &text) { add(key, text.toUtf8()); }
    void add(const QByteArray &key, bool value) { add(key, Tree(value)); }
    void add(const QByteArray &key, int value) { add(key, Tree(value)); }
    void add(const QByteArray &key, qint64 value) { add(key, Tree(static_cast<int64_t>(value))); }
    void add(const QByteArray &key, quint64 value) { add(key, Tree(static_cast<uint64_t>(value))); }
    void add(const QByteArray &key, double value) { add(key, numberTree(value)); }
    void add(const QByteArray &key, Milliseconds time)
    {
        const bool isWhole = time.count() % 1000 == 0;
        add(key,
            isWhole ? Tree(static_cast<int64_t>(time.count() / 1000))
                    : Tree(static_cast<double>(time.count()) / 1000));
    }
    template<typename T>
    void addIfSet(const QByteArray &key, const std::optional<T> &value)
    {
        if (value)
            add(key, *value);
    }

    Tree textTree(const QByteArray &text) { return Tree(text.constData(), sizeOf(text), m_allocator); }
    // 15.0 would be right, but nobody writes it.
    static Tree numberTree(double value)
    {
        constexpr double exactlyWhole = 9007199254740992.0;
        if (std::floor(value) == value && std::abs(value) < exactlyWhole)
            return Tree(static_cast<int64_t>(value));
        return Tree(value);
    }
    Allocator &allocator() { return m_allocator; }
    Tree take() { return std::move(m_object); }

private:
    Allocator &m_allocator;
    Tree m_object;
};

Tree valueTree(const QJsonValue &value, ObjectBuilder &builder)
{
    if (value.isBool())
        return Tree(value.toBool());
    if (value.isString())
        return builder.textTree(value.toString().toUtf8());
    if (value.isNull() || value.isUndefined())
        return Tree(rapidjson::kNullType);
    if (value.isArray()) {
        Tree list(rapidjson::kArrayType);
        for (const QJsonValue item : value.toArray())
            list.PushBack(valueTree(item, builder), builder.allocator());
        return list;
    }
    if (value.isObject()) {
        ObjectBuilder object(builder.allocator());
        const QJsonObject members = value.toObject();
        for (auto member = members.begin(); member != members.end(); ++member)
            object.add(member.key().toUtf8(), valueTree(member.value(), builder));
        return object.take();
    }
    return value.toInteger(0) == value.toInteger(1) ? Tree(static_cast<int64_t>(value.toInteger()))
                                                    : ObjectBuilder::numberTree(value.toDouble());
}

// A body as the JSON value that is sent as exactly these bytes; as text when there is none.
Tree contentTree(const QByteArray &content, ObjectBuilder &builder)
{
    const bool looksLikeJson = content.startsWith('{') || content.startsWith('[');
    if (looksLikeJson) {
        // Wrapped as deep as it will stand in the profile, so that it can be read back.
        const JsonDocument wrapped = JsonDocument::parse("[[[[" + content + "]]]]");
        rapidjson::Document parsed(&builder.allocator());
        parsed.Parse<rapidjson::kParseFullPrecisionFlag>(content.constData(),
                                                         static_cast<size_t>(content.size()));
        if (!wrapped.syntaxError() && wrapped.duplicates().isEmpty() && !parsed.HasParseError()) {
            rapidjson::StringBuffer buffer;
            rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
            parsed.Accept(writer);
            if (content == QByteArrayView(buffer.GetString(), static_cast<qsizetype>(buffer.GetSize())))
                return Tree(parsed, builder.allocator());
        }
    }
    return builder.textTree(content);
}

Tree serverTree(const StackVariant &server, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("stack", server.stackId);
    builder.add("preset", server.preset);
    ObjectBuilder parameters(allocator);
    for (auto entry = server.parameters.begin(); entry != server.parameters.end(); ++entry)
        parameters.add(entry.key().toUtf8(), valueTree(entry.value(), builder));
    builder.add("parameters", parameters.take());
    builder.add("label", server.label);
    builder.add("enabled", server.isEnabled);
    return builder.take();
}

Tree headersTree(const QList<Header> &headers, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    QByteArrayList written;
    for (const Header &header : headers) {
        if (written.contains(header.name))
            continue;
        written.append(header.name);
        Tree values(rapidjson::kArrayType);
        for (const Header &same : headers) {
            if (same.name == header.name)
                values.PushBack(builder.textTree(same.value), allocator);
        }
        if (values.Size() == 1)
            builder.add(header.name, header.value);
        else
            builder.add(header.name, std::move(values));
    }
    return builder.take();
}

Tree expectationTree(const Expectation &expect, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    Tree statuses(rapidjson::kArrayType);
    for (const int status : expect.statuses)
        statuses.PushBack(status, allocator);
    builder.add("status", std::move(statuses));
    if (expect.body)
        builder.add("body", contentTree(*expect.body, builder));
    builder.addIfSet("body_bytes", expect.bodyLength);
    if (!expect.bodySha256.isEmpty())
        builder.add("body_sha256", builder.textTree(expect.bodySha256));
    ObjectBuilder headers(allocator);
    for (const ExpectedHeader &header : expect.headers)
        headers.add(header.name, header.value ? builder.textTree(*header.value) : Tree(true));
    builder.add("header", headers.take());
    ObjectBuilder json(allocator);
    for (const ExpectedJson &expected : expect.json)
        json.add(expected.pointer.toUtf8(), valueTree(expected.value, builder));
    builder.add("json", json.take());
    return builder.take();
}

Tree captureTree(const Capture &capture, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("variable", capture.variable);
    builder.add(captureKey(capture.from).toLatin1(), capture.where);
    return builder.take();
}

template<typename Item>
Tree listTree(const QList<Item> &items, Tree (*itemTree)(const Item &, Allocator &), Allocator &allocator)
{
    Tree list(rapidjson::kArrayType);
    for (const Item &item : items)
        list.PushBack(itemTree(item, allocator), allocator);
    return list;
}

void addRequest(ObjectBuilder &builder, const RequestTemplate &request)
{
    builder.add("name", request.name);
    builder.add("method", request.method);
    builder.add("path", request.path);
    builder.add("headers", headersTree(request.headers, builder.allocator()));
    builder.add("body", contentTree(request.body, builder));
    if (!request.bodyFile.isEmpty())
        builder.add("body_file", request.bodyFile);
}

void addAnswer(ObjectBuilder &builder, const RequestTemplate &request)
{
    builder.add("expect", expectationTree(request.expect, builder.allocator()));
    builder.add("capture", listTree(request.captures, captureTree, builder.allocator()));
}

Tree requestTree(const RequestTemplate &request, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    addRequest(builder, request);
    builder.add("weight", request.weight);
    addAnswer(builder, request);
    builder.add("group", request.group);
    return builder.take();
}

Tree loginTree(const RequestTemplate &login, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    addRequest(builder, login);
    addAnswer(builder, login);
    return builder.take();
}

Tree scenarioTree(const Scenario &scenario, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("order", requestOrderId(scenario.order));
    if (scenario.login)
        builder.add("login", loginTree(*scenario.login, allocator));
    return builder.take();
}

Tree variableTree(const Variable &variable, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("name", variable.name);
    builder.add("kind", variableKindId(variable.kind));
    if (variable.isNumber()) {
        builder.add("first", variable.first);
        builder.add("last", variable.last);
    } else {
        builder.add("file", variable.file);
        builder.add("column", variable.column);
        builder.add("rows", variableRowsId(variable.rows));
    }
    return builder.take();
}

Tree thinkTimeTree(const ThinkTime &thinkTime, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("kind", thinkTimeId(thinkTime.kind));
    if (thinkTime.kind == ThinkTime::Kind::Uniform) {
        builder.add("min_s", thinkTime.min);
        builder.add("max_s", thinkTime.max);
    } else if (thinkTime.kind != ThinkTime::Kind::None) {
        builder.add("mean_s", thinkTime.mean);
    }
    return builder.take();
}

Tree openStageTree(const Stage &stage, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("rate_per_s", stage.target);
    builder.add("duration_s", stage.duration);
    builder.add("ramp", stage.isRamp);
    return builder.take();
}

Tree closedStageTree(const Stage &stage, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("users", stage.target);
    builder.add("duration_s", stage.duration);
    builder.add("ramp", stage.isRamp);
    return builder.take();
}

// What has no meaning in its model is not written.
Tree loadTree(const Load &load, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("model", loadModelId(load.model));
    if (load.isOpen()) {
        builder.add("rate_per_s", load.rate);
        builder.add("arrivals", arrivalsId(load.arrivals));
        builder.add("connections", load.connections);
        builder.add("queue", load.queue);
    } else {
        builder.add("users", load.users);
        builder.add("spawn_rate_per_s", load.spawnRate);
        builder.add("think_time", thinkTimeTree(load.thinkTime, allocator));
        builder.add("pacing_s", load.pacing);
    }
    if (!load.stages.isEmpty())
        builder.add("stages",
                    listTree(load.stages, load.isOpen() ? openStageTree : closedStageTree, allocator));
    builder.addIfSet("duration_s", load.duration);
    builder.addIfSet("requests", load.requests);
    return builder.take();
}

Tree connectionTree(const Connection &connection, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("engine", connection.engine);
    builder.add("reuse", connection.reuse);
    builder.add("timeout_s", connection.timeout);
    builder.add("threads", connection.threads);
    builder.add("shared_channel", connection.sharesChannel);
    builder.add("requests_per_connection", connection.requestsPerConnection);
    builder.add("pipelining", connection.pipelining);
    return builder.take();
}

Tree limitsTree(const QList<Threshold> &limits, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    Tree list(rapidjson::kArrayType);
    for (const Threshold &limit : limits)
        list.PushBack(builder.textTree(limit.text.toUtf8()), allocator);
    return list;
}

Tree capacityTree(const Capacity &capacity, Allocator &allocator)
{
    const bool isByCpu = capacity.until == Capacity::Until::ServerCpu;
    ObjectBuilder builder(allocator);
    builder.add("until", QByteArray(isByCpu ? "server-cpu" : "objectives"));
    builder.add("objectives", limitsTree(capacity.objectives, allocator));
    if (isByCpu) // it has no meaning otherwise
        builder.add("cpu_percent", capacity.cpuPercent);
    builder.add("lowest", capacity.lowest);
    builder.add("highest", capacity.highest);
    builder.add("hold_s", capacity.hold);
    builder.add("settle_s", capacity.settle);
    builder.add("precision_percent", capacity.precisionPercent);
    return builder.take();
}

Tree serviceTree(const Service &service, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("process_delay_s", service.processDelay);
    builder.add("stream_file_mib", service.streamFileBytes >> 20);
    return builder.take();
}

Tree upstreamTree(const Upstream &upstream, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("api", upstreamApiId(upstream.api));
    builder.add("delay_s", upstream.delay);
    builder.add("calls", upstream.calls);
    builder.add("whole_seconds", upstream.truncatesSeconds);
    builder.add("port", upstream.port);
    return builder.take();
}

Tree affinityTree(const Affinity &affinity, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    const auto add = [&](const char *key, const QList<int> &cores) {
        Tree list(rapidjson::kArrayType);
        for (const int core : cores)
            list.PushBack(core, allocator);
        builder.add(key, std::move(list));
    };
    add("server", affinity.server);
    add("generator", affinity.generator);
    return builder.take();
}

Tree measurementTree(const Measurement &measurement, Allocator &allocator)
{
    ObjectBuilder builder(allocator);
    builder.add("warm_up_s", measurement.warmUp);
    builder.add("drain_s", measurement.drain);
    builder.add("pause_s", measurement.pause);
    builder.add("repeats", measurement.repeats);
    builder.add("shuffle", measurement.shuffle);
    builder.add("seed", measurement.seed);
    return builder.take();
}

rapidjson::Document documentOf(Tree (*build)(Allocator &))
{
    rapidjson::Document document;
    static_cast<Tree &>(document) = build(document.GetAllocator());
    return document;
}

} // namespace

rapidjson::Document profileTree(const Profile &profile)
{
    rapidjson::Document document;
    Allocator &allocator = document.GetAllocator();
    ObjectBuilder builder(allocator);
    builder.add("loadstone_profile", profileFormat);
    builder.add("name", profile.name);
    builder.add("description", profile.description);
    builder.add("source", profile.source);
    builder.add("servers", listTree(profile.stacks, serverTree, allocator));
    builder.add("requests", listTree(profile.requests, requestTree, allocator));
    builder.add("variables", listTree(profile.variables, variableTree, allocator));
    builder.add("scenario", scenarioTree(profile.scenario, allocator));
    builder.add("load", loadTree(profile.load, allocator));
    builder.add("connection", connectionTree(profile.connection, allocator));
    builder.add("service", serviceTree(profile.service, allocator));
    builder.add("upstream", upstreamTree(profile.upstream, allocator));
    builder.add("affinity", affinityTree(profile.affinity, allocator));
    builder.add("measurement", measurementTree(profile.measurement, allocator));
    if (profile.capacity)
        builder.add("capacity", capacityTree(*profile.capacity, allocator));
    builder.add("thresholds", limitsTree(profile.thresholds, allocator));
    builder.add("port", profile.port);
    builder.add("reference", profile.reference);
    static_cast<Tree &>(document) = builder.take();
    return document;
}

rapidjson::Document defaultItemTree(const QByteArray &list)
{
    if (list == "servers")
        return documentOf([](Allocator &allocator) { return serverTree({}, allocator); });
    if (list == "requests")
        return documentOf([](Allocator &allocator) { return requestTree({}, allocator); });
    if (list == "login")
        return documentOf([](Allocator &allocator) {
            RequestTemplate login;
            login.name = defaultLoginName();
            return loginTree(login, allocator);
        });
    if (list == "stages")
        return documentOf([](Allocator &allocator) { return closedStageTree({}, allocator); });
    return documentOf([](Allocator &allocator) { return variableTree({}, allocator); });
}

} // namespace loadstone
