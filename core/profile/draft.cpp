// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/draft.h"

#include "core/profile/loadmodel.h"
#include "core/profile/scenariowords.h"
#include "core/profile/thinktime.h"
#include "core/profile/threshold.h"
#include "core/profile/upstream.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>
#include <limits>

namespace loadstone
{

namespace
{

// One object of the document. Each member function leaves its target alone when the key is not
// there or holds something else.
class Fields
{
public:
    Fields(const JsonDocument &document, const QString &pointer, const QJsonValue &value)
        : m_document(&document), m_pointer(pointer), m_object(value.toObject())
    {
    }

    Fields child(QStringView key) const
    {
        return {*m_document, childPointer(m_pointer, key.toString()), m_object.value(key)};
    }
    QList<Fields> items(QStringView key) const
    {
        const QString pointer = childPointer(m_pointer, key.toString());
        const QJsonArray array = m_object.value(key).toArray();
        QList<Fields> fields;
        for (qsizetype i = 0; i < array.size(); ++i)
            fields.append(Fields(*m_document, childPointer(pointer, i), array.at(i)));
        return fields;
    }

    QJsonValue value(QStringView key) const { return m_object.value(key); }
    QStringList keys() const { return m_document->keys(m_pointer); }

    void read(QStringView key, QString &target) const { target = m_object.value(key).toString(target); }
    void read(QStringView key, QByteArray &target) const
    {
        if (m_object.value(key).isString())
            target = m_object.value(key).toString().toUtf8();
    }
    void read(QStringView key, bool &target) const { target = m_object.value(key).toBool(target); }
    void read(QStringView key, double &target) const { target = m_object.value(key).toDouble(target); }
    void read(QStringView key, qint64 &target) const { target = m_object.value(key).toInteger(target); }
    void read(QStringView key, int &target) const
    {
        const qint64 number = m_object.value(key).toInteger(target);
        if (number >= std::numeric_limits<int>::min() && number <= std::numeric_limits<int>::max())
            target = static_cast<int>(number);
    }
    void read(QStringView key, std::optional<qint64> &target) const
    {
        // A fraction gives either default, so two defaults tell it from a whole number.
        const QJsonValue number = m_object.value(key);
        if (number.isDouble() && number.toInteger(0) == number.toInteger(1))
            target = number.toInteger();
    }
    void read(QStringView key, Milliseconds &target) const
    {
        constexpr double longestS = 1e9;
        const double seconds = m_object.value(key).toDouble(-1);
        if (seconds >= 0 && seconds <= longestS)
            target = Milliseconds(std::llround(seconds * 1000));
    }
    /// Text as it is, any other value as compact JSON in the order of the file.
    std::optional<QByteArray> content(QStringView key) const
    {
        const QJsonValue value = m_object.value(key);
        if (value.isUndefined())
            return {};
        if (value.isString())
            return value.toString().toUtf8();
        return compactJson(m_document->valueText(childPointer(m_pointer, key.toString())));
    }

private:
    const JsonDocument *m_document;
    QString m_pointer;
    QJsonObject m_object;
};

StackVariant readServer(const Fields &fields)
{
    StackVariant server;
    fields.read(u"stack", server.stackId);
    fields.read(u"preset", server.preset);
    server.parameters = fields.value(u"parameters").toObject();
    fields.read(u"label", server.label);
    fields.read(u"enabled", server.isEnabled);
    return server;
}

QList<Header> readHeaders(const Fields &fields)
{
    QList<Header> headers;
    for (const QString &name : fields.keys()) {
        const QJsonValue value = fields.value(name);
        if (value.isString())
            headers.append({name.toUtf8(), value.toString().toUtf8()});
        for (const QJsonValue one : value.toArray())
            headers.append({name.toUtf8(), one.toString().toUtf8()});
    }
    return headers;
}

Expectation readExpectation(const Fields &fields)
{
    Expectation expect;
    for (const QJsonValue status : fields.value(u"status").toArray())
        expect.statuses.append(status.toInt());
    expect.body = fields.content(u"body");
    fields.read(u"body_bytes", expect.bodyLength);
    expect.bodySha256 = fields.value(u"body_sha256").toString().toLower().toUtf8();
    const Fields headers = fields.child(u"header");
    for (const QString &name : headers.keys()) {
        const QJsonValue value = headers.value(name);
        if (value.isString())
            expect.headers.append({name.toUtf8(), value.toString().toUtf8()});
        else if (value.toBool())
            expect.headers.append({name.toUtf8(), {}});
    }
    const Fields json = fields.child(u"json");
    for (const QString &pointer : json.keys())
        expect.json.append({pointer, json.value(pointer)});
    return expect;
}

Capture readCapture(const Fields &fields)
{
    Capture capture;
    fields.read(u"variable", capture.variable);
    for (const Capture::From from : {Capture::From::Header, Capture::From::Json, Capture::From::Cookie}) {
        const QString key = captureKey(from);
        if (!fields.value(key).isString())
            continue;
        capture.from = from;
        fields.read(key, capture.where);
    }
    return capture;
}

RequestTemplate readRequest(const Fields &fields)
{
    RequestTemplate request;
    fields.read(u"name", request.name);
    fields.read(u"method", request.method);
    fields.read(u"path", request.path);
    request.headers = readHeaders(fields.child(u"headers"));
    request.body = fields.content(u"body").value_or(QByteArray());
    fields.read(u"body_file", request.bodyFile);
    fields.read(u"weight", request.weight);
    request.expect = readExpectation(fields.child(u"expect"));
    for (const Fields &capture : fields.items(u"capture"))
        request.captures.append(readCapture(capture));
    fields.read(u"group", request.group);
    return request;
}

Variable readVariable(const Fields &fields)
{
    Variable variable;
    fields.read(u"name", variable.name);
    variable.kind = variableKindFromId(fields.value(u"kind").toString()).value_or(Variable::Kind::Counter);
    if (variable.isNumber()) {
        fields.read(u"first", variable.first);
        fields.read(u"last", variable.last);
    } else {
        fields.read(u"file", variable.file);
        fields.read(u"column", variable.column);
        variable.rows =
            variableRowsFromId(fields.value(u"rows").toString()).value_or(Variable::Rows::PerUser);
    }
    return variable;
}

Scenario readScenario(const Fields &fields)
{
    Scenario scenario;
    scenario.order = requestOrderFromId(fields.value(u"order").toString()).value_or(Scenario::Order::Mix);
    if (fields.value(u"login").isObject()) {
        scenario.login = readRequest(fields.child(u"login"));
        if (scenario.login->name.isEmpty())
            scenario.login->name = defaultLoginName();
    }
    return scenario;
}

ThinkTime readThinkTime(const Fields &fields)
{
    ThinkTime thinkTime;
    thinkTime.kind = thinkTimeFromId(fields.value(u"kind").toString()).value_or(ThinkTime::Kind::None);
    switch (thinkTime.kind) {
    case ThinkTime::Kind::None:
        break;
    case ThinkTime::Kind::Uniform:
        fields.read(u"min_s", thinkTime.min);
        fields.read(u"max_s", thinkTime.max);
        break;
    case ThinkTime::Kind::Constant:
    case ThinkTime::Kind::Exponential:
        fields.read(u"mean_s", thinkTime.mean);
        break;
    }
    return thinkTime;
}

Stage readStage(const Fields &fields, LoadModel model)
{
    Stage stage;
    fields.read(model == LoadModel::Open ? u"rate_per_s" : u"users", stage.target);
    fields.read(u"duration_s", stage.duration);
    fields.read(u"ramp", stage.isRamp);
    return stage;
}

Load readLoad(const Fields &fields)
{
    Load load;
    load.model = loadModelFromId(fields.value(u"model").toString()).value_or(LoadModel::Closed);
    // What has no meaning in its model is left alone, as it is when a load is written.
    if (load.isOpen()) {
        fields.read(u"rate_per_s", load.rate);
        load.arrivals = arrivalsFromId(fields.value(u"arrivals").toString()).value_or(Arrivals::Constant);
        fields.read(u"connections", load.connections);
        fields.read(u"queue", load.queue);
    } else {
        fields.read(u"users", load.users);
        fields.read(u"spawn_rate_per_s", load.spawnRate);
        load.thinkTime = readThinkTime(fields.child(u"think_time"));
        fields.read(u"pacing_s", load.pacing);
    }
    for (const Fields &stage : fields.items(u"stages"))
        load.stages.append(readStage(stage, load.model));
    // Unlike elsewhere, a key that is not there has a meaning: this does not end the load.
    load.duration.reset();
    if (fields.value(u"duration_s").isDouble()) {
        load.duration = Milliseconds(0);
        fields.read(u"duration_s", *load.duration);
    }
    fields.read(u"requests", load.requests);
    return load;
}

/// One that cannot be read is kept as it was written, to be seen and corrected.
QList<Threshold> readLimits(const QJsonArray &texts)
{
    QList<Threshold> limits;
    for (const QJsonValue text : texts) {
        Threshold unread;
        unread.text = text.toString();
        const Result<Threshold> limit = parseThreshold(unread.text);
        limits << (limit ? *limit : unread);
    }
    return limits;
}

std::optional<Capacity> readCapacity(const Fields &profile)
{
    if (!profile.value(u"capacity").isObject())
        return {};
    const Fields fields = profile.child(u"capacity");
    Capacity capacity;
    if (fields.value(u"until").toString() == QStringLiteral("server-cpu"))
        capacity.until = Capacity::Until::ServerCpu;
    capacity.objectives = readLimits(fields.value(u"objectives").toArray());
    fields.read(u"cpu_percent", capacity.cpuPercent);
    fields.read(u"lowest", capacity.lowest);
    fields.read(u"highest", capacity.highest);
    fields.read(u"hold_s", capacity.hold);
    fields.read(u"settle_s", capacity.settle);
    fields.read(u"precision_percent", capacity.precisionPercent);
    return capacity;
}

Connection readConnection(const Fields &fields)
{
    Connection connection;
    fields.read(u"engine", connection.engine);
    fields.read(u"reuse", connection.reuse);
    fields.read(u"timeout_s", connection.timeout);
    fields.read(u"threads", connection.threads);
    fields.read(u"shared_channel", connection.sharesChannel);
    fields.read(u"requests_per_connection", connection.requestsPerConnection);
    fields.read(u"pipelining", connection.pipelining);
    return connection;
}

Service readService(const Fields &fields)
{
    constexpr qint64 bytesInMib = 1LL << 20;
    constexpr qint64 mostMib = 1LL << 40;
    Service service;
    fields.read(u"process_delay_s", service.processDelay);
    qint64 mib = service.streamFileBytes / bytesInMib;
    fields.read(u"stream_file_mib", mib);
    if (mib >= 0 && mib <= mostMib)
        service.streamFileBytes = mib * bytesInMib;
    return service;
}

Upstream readUpstream(const Fields &fields)
{
    Upstream upstream;
    upstream.api = upstreamApiFromId(fields.value(u"api").toString()).value_or(Upstream::Api::None);
    fields.read(u"delay_s", upstream.delay);
    fields.read(u"calls", upstream.calls);
    fields.read(u"whole_seconds", upstream.truncatesSeconds);
    fields.read(u"port", upstream.port);
    return upstream;
}

Affinity readAffinity(const Fields &fields)
{
    const auto cores = [&fields](QStringView key) {
        QList<int> list;
        for (const QJsonValue core : fields.value(key).toArray())
            list.append(core.toInt());
        return list;
    };
    return {cores(u"server"), cores(u"generator")};
}

Measurement readMeasurement(const Fields &fields)
{
    Measurement measurement;
    fields.read(u"warm_up_s", measurement.warmUp);
    fields.read(u"drain_s", measurement.drain);
    fields.read(u"pause_s", measurement.pause);
    fields.read(u"repeats", measurement.repeats);
    fields.read(u"shuffle", measurement.shuffle);
    auto seed = static_cast<qint64>(measurement.seed);
    fields.read(u"seed", seed);
    if (seed >= 0)
        measurement.seed = static_cast<quint64>(seed);
    return measurement;
}

} // namespace

Profile draftProfile(const JsonDocument &document, const QString &id)
{
    const Fields fields(document, QString(), document.root());
    Profile profile;
    profile.id = id;
    fields.read(u"name", profile.name);
    fields.read(u"description", profile.description);
    fields.read(u"source", profile.source);
    for (const Fields &server : fields.items(u"servers"))
        profile.stacks.append(readServer(server));
    for (const Fields &request : fields.items(u"requests"))
        profile.requests.append(readRequest(request));
    for (const Fields &variable : fields.items(u"variables"))
        profile.variables.append(readVariable(variable));
    profile.scenario = readScenario(fields.child(u"scenario"));
    profile.load = readLoad(fields.child(u"load"));
    profile.connection = readConnection(fields.child(u"connection"));
    profile.service = readService(fields.child(u"service"));
    profile.upstream = readUpstream(fields.child(u"upstream"));
    profile.affinity = readAffinity(fields.child(u"affinity"));
    profile.measurement = readMeasurement(fields.child(u"measurement"));
    profile.capacity = readCapacity(fields);
    profile.thresholds = readLimits(fields.value(u"thresholds").toArray());
    fields.read(u"port", profile.port);
    fields.read(u"reference", profile.reference);
    return profile;
}

} // namespace loadstone
