// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"
#include "core/profile/threshold.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>

namespace loadstone::test
{

/// Random valid profiles, with each field at its default or not.
class ProfileMaker
{
public:
    explicit ProfileMaker(quint32 seed) : m_random(seed) { }

    Profile make()
    {
        Profile profile;
        profile.id = text("t");
        profile.name = word();
        if (coin())
            profile.description = word();
        if (coin())
            profile.source = word();
        if (coin())
            profile.variables.append(variable(text("v")));
        const bool hasVariable = !profile.variables.isEmpty();
        if (coin())
            profile.variables.append(variable(text("w")));
        profile.scenario.order = Scenario::Order(below(2));
        if (coin()) {
            profile.scenario.login = request(0, false);
            profile.scenario.login->name = coin() ? text("login") : text("enter");
            profile.scenario.login->weight = 1;
            profile.scenario.login->group.clear();
        }
        for (int i = 0; i < 1 + below(4); ++i)
            profile.servers.append(server(i));
        profile.servers.first().isEnabled = true;
        for (int i = 0; i < 1 + below(4); ++i)
            profile.requests.append(request(i, hasVariable));
        profile.load = load();
        profile.connection.reuse = coin();
        profile.connection.sharesChannel = coin();
        profile.connection.threads = 1 + below(2);
        profile.connection.timeout = Milliseconds(1 + below(50'000));
        if (coin())
            profile.service = {Milliseconds(below(3000)), static_cast<qint64>(1 + below(4096)) << 20};
        if (coin()) {
            const auto api = Upstream::Api(below(3));
            profile.upstream = {api, Milliseconds(below(3000)), 1 + below(100),
                                api == Upstream::Api::Gosleep && coin(), coin() ? 0 : 62'000};
        }
        if (coin())
            profile.affinity = {{below(4)}, coin() ? QList<int>{4, 5} : QList<int>{}};
        profile.measurement = {Milliseconds(below(20) * 500),
                               Milliseconds(below(9000)),
                               Milliseconds(below(3000)),
                               1 + below(9),
                               coin(),
                               m_random.generate64() >> 1};
        if (coin()) {
            profile.measurement.precisionPercent = 0.5 * (1 + below(20));
            profile.measurement.precisionMetric = coin() ? Metric::P99 : Metric::CpuMsPerRequest;
        }
        if (coin())
            profile.measurement.atMost = Milliseconds(1 + below(9000));
        if (!profile.measurement.hasFixedRounds())
            profile.measurement.repeats = 1; // not written then
        if (coin())
            profile.thresholds.append(parseThreshold(text("p99<200ms")).value());
        if (coin())
            profile.thresholds.append(parseThreshold(text("rps{endpoint:\"") + profile.requests.first().name
                                                     + text("\"}>=0.9*baseline"))
                                          .value());
        if (coin() && profile.load.stages.isEmpty())
            profile.capacity = capacity();
        if (profile.capacity) // has a precision of its own
            profile.measurement.precisionPercent.reset();
        if (profile.measurement.hasFixedRounds())
            profile.measurement.precisionMetric = Metric::Rps;
        if (coin())
            profile.port = 1024 + below(60'000);
        if (coin())
            profile.reference = coin() ? text("fan-out") : text("microframeworks/local-text");
        return profile;
    }

private:
    static QString text(const char *latin) { return QString::fromLatin1(latin); }
    Capacity capacity()
    {
        Capacity capacity;
        capacity.until = coin() ? Capacity::Until::Objectives : Capacity::Until::ServerCpu;
        if (capacity.until == Capacity::Until::ServerCpu)
            capacity.cpuPercent = 1 + below(400);
        else if (coin())
            capacity.objectives.append(parseThreshold(text("p99<200ms")).value());
        capacity.lowest = 1 + below(100);
        capacity.highest = capacity.lowest + below(1000);
        capacity.hold = Milliseconds(1 + below(10'000));
        capacity.settle = Milliseconds(below(2'000));
        capacity.precisionPercent = 0.5 + below(10);
        return capacity;
    }
    int below(int bound) { return m_random.bounded(bound); }
    bool coin() { return below(2) == 1; }
    QString word()
    {
        static const QStringList words{QStringLiteral("plain"), QStringLiteral("\"quoted\" \\ / "),
                                       QStringLiteral("größe 😀"), QStringLiteral("line\nbreak\ttab"),
                                       QStringLiteral("{v}")};
        return words.at(below(static_cast<int>(words.size())));
    }
    ServerEntry server(int index)
    {
        ServerEntry server;
        server.stackId = text("stack%1").arg(index);
        if (coin())
            server.preset = text("as-published");
        if (coin())
            server.parameters = {{text("workers"), below(9)},
                                 {text("debug"), coin()},
                                 {text("rate"), 0.5},
                                 {text("mode"), word()}};
        if (coin())
            server.label = text("label%1").arg(index);
        server.isEnabled = coin();
        return server;
    }
    QByteArray content()
    {
        static const QByteArrayList contents{"",
                                             "text",
                                             "{\"z\":1,\"a\":[true,null,\"\\n\"]}",
                                             "[1,2]",
                                             "{\"a\": 1}",
                                             "{\"a\":1.50}",
                                             "{\"a\":1,\"a\":2}",
                                             "{broken",
                                             "17",
                                             "\"quoted\"",
                                             QByteArray(62, '[') + QByteArray(62, ']'),
                                             "ü"};
        return contents.at(below(static_cast<int>(contents.size())));
    }
    Variable variable(const QString &name)
    {
        Variable variable{name};
        variable.kind = Variable::Kind(below(4));
        if (variable.isNumber()) {
            variable.first = below(10);
            variable.last = 10 + below(100);
        } else {
            variable.file = text("users.csv");
            variable.column = word();
            variable.rows = Variable::Rows(below(3));
        }
        return variable;
    }
    QJsonValue json()
    {
        static const QJsonArray values{
            QJsonValue(QJsonValue::Null),
            true,
            1.5,
            qint64(9007199254740993),
            QStringLiteral("ü"),
            QJsonArray{1, QJsonArray{}},
            QJsonObject{{QStringLiteral("b"), 1}, {QStringLiteral("a"), QJsonObject{}}}};
        return values.at(below(static_cast<int>(values.size())));
    }
    RequestTemplate request(int index, bool hasVariable)
    {
        RequestTemplate request;
        request.name = text("request%1").arg(index);
        request.path = hasVariable && coin() ? "/a?n={v}" : "/b";
        request.method = coin() ? "GET" : "POST";
        if (coin())
            request.headers = {{"X-Z", "1"}, {"X-A", "2"}, {"X-A", "3"}};
        if (coin())
            request.body = content();
        else if (coin())
            request.bodyFile = text("folder/body.bin");
        if (coin())
            request.group = word();
        if (coin())
            request.captures = {{text("token"), Capture::From(below(3)), text("x")},
                                {text("empty"), Capture::From::Json, {}}};
        for (Capture &capture : request.captures)
            capture.where = capture.from == Capture::From::Json ? text("/a~1b/0") : capture.where;
        if (coin())
            request.expect.headers = {{"X-Z", "1"}, {"X-A", {}}};
        if (coin())
            request.expect.json = {{text("/z"), json()}, {{}, json()}, {text("/a~0"), json()}};
        request.weight = coin() ? 1 : 0.1 + below(10);
        if (coin())
            request.expect.statuses = {200, 404};
        if (coin())
            request.expect.body = content();
        else if (coin())
            request.expect.bodySha256 = QByteArray(64, char('a' + below(6)));
        if (coin())
            request.expect.bodyLength = request.expect.body ? request.expect.body->size() : 5'000'000'000;
        return request;
    }
    Load load()
    {
        Load load;
        load.users = 1 + below(1000);
        load.spawnRate = coin() ? 0 : 0.25 * below(100);
        const int kind = below(4);
        load.thinkTime.kind = static_cast<ThinkTime::Kind>(kind);
        if (load.thinkTime.kind == ThinkTime::Kind::Uniform) {
            load.thinkTime.min = Milliseconds(below(100));
            load.thinkTime.max = Milliseconds(100 + below(5000));
        } else if (load.thinkTime.kind != ThinkTime::Kind::None) {
            load.thinkTime.mean = Milliseconds(1 + below(5000));
        }
        load.duration.reset();
        if (coin())
            load.duration = Milliseconds(1 + below(100'000));
        if (!load.duration || coin())
            load.requests = 1 + below(1'000'000);
        return load;
    }

    QRandomGenerator m_random;
};

} // namespace loadstone::test
