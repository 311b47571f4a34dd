// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/statsjson.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <random>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

EndpointMetrics sampleEndpoint(const QString &name)
{
    EndpointMetrics metrics;
    metrics.name = name;
    metrics.started = 108;
    metrics.counts[std::size_t(OutcomeClass::Ok)] = 100;
    metrics.counts[std::size_t(OutcomeClass::HttpStatus)] = 4;
    metrics.counts[std::size_t(OutcomeClass::ClosedEarly)] = 1;
    metrics.counts[std::size_t(OutcomeClass::Cancelled)] = 3;
    metrics.okInWindow = 80; // 20 arrived during the drain
    metrics.bytesReceived = 5'000'000'000;
    metrics.connectionsOpened = 15;
    for (int i = 1; i <= 100; ++i)
        metrics.serviceTime.record(i * 10);
    metrics.phases[std::size_t(RequestPhase::Connect)].record(55, 15);
    return metrics;
}

LoadMetrics sampleLoad()
{
    LoadMetrics metrics;
    metrics.endpoints = {sampleEndpoint(u"one"_s), sampleEndpoint(u"two"_s)};
    metrics.failures = {
        {OutcomeClass::HttpStatus, 503, RequestPhase::Wait, 1, 8, 0.5, 9.25, u"Service Unavailable"_s},
        {OutcomeClass::ClosedEarly, 0, RequestPhase::Receive, -1, 2, 1, 2, u"7 of 25 bytes"_s}};
    metrics.otherFailures = 3;
    return metrics;
}

} // namespace

class StatsJsonTest : public QObject
{
    Q_OBJECT
private slots:
    void writesTheFiguresOfAHistogram();
    void writesNullForUnmeasuredValues();
    void writesBucketsThatGiveTheSameFigures();
    void writesAnEndpoint();
    void writesNoRateWithoutTime();
    void writesALoad();
};

void StatsJsonTest::writesTheFiguresOfAHistogram()
{
    Histogram histogram;
    for (int i = 1; i <= 1'000; ++i)
        histogram.record(i);
    histogram.record(5'000);
    histogram.record(0);
    const QJsonObject json = toJson(histogram);
    QCOMPARE(json.keys(),
             QStringList({u"buckets"_s, u"clamped"_s, u"count"_s, u"max_us"_s, u"mean_us"_s, u"min_us"_s,
                          u"p50_us"_s, u"p90_us"_s, u"p999_us"_s, u"p99_us"_s, u"stddev_us"_s}));
    QCOMPARE(json[u"count"_s].toInteger(), 1'002);
    QCOMPARE(json[u"clamped"_s].toInteger(), 1);
    QCOMPARE(json[u"min_us"_s].toInteger(), 1);
    QCOMPARE(json[u"max_us"_s].toInteger(), 5'000);
    QCOMPARE(json[u"p50_us"_s].toInteger(), 500);
    QCOMPARE(json[u"p90_us"_s].toInteger(), 901);
    QCOMPARE(json[u"p99_us"_s].toInteger(), 991);
    QCOMPARE(json[u"p999_us"_s].toInteger(), 1'000);
    QCOMPARE(json[u"mean_us"_s].toDouble(), (500'500.0 + 5'000 + 1) / 1'002);
    QCOMPARE(json[u"stddev_us"_s].toDouble(), histogram.stddev());
    QCOMPARE(json[u"buckets"_s].toArray().first().toArray(), (QJsonArray{1, 1, 2}));
    QCOMPARE(json[u"buckets"_s].toArray().last().toArray(), (QJsonArray{5'000, 5'003, 1}));
}

void StatsJsonTest::writesNullForUnmeasuredValues()
{
    const QJsonObject json = toJson(Histogram());
    QCOMPARE(json[u"count"_s].toInteger(-1), 0);
    QVERIFY(json[u"buckets"_s].isArray());
    QVERIFY(json[u"buckets"_s].toArray().isEmpty());
    for (const QString &key : {u"min_us"_s, u"max_us"_s, u"mean_us"_s, u"stddev_us"_s, u"p50_us"_s,
                               u"p90_us"_s, u"p99_us"_s, u"p999_us"_s})
        QVERIFY2(json.contains(key) && json[key].isNull(), qPrintable(key));
}

/// Readers of the file must be able to compute every percentile: Python does.
void StatsJsonTest::writesBucketsThatGiveTheSameFigures()
{
    const QString python = QStandardPaths::findExecutable(u"python3"_s);
    QVERIFY2(!python.isEmpty(), "python3 is not installed");
    std::mt19937_64 random(11);
    std::lognormal_distribution<double> times(9, 2);
    Histogram histogram;
    for (int i = 0; i < 20'000; ++i)
        histogram.record(qint64(times(random)));

    const QString program = uR"(
import json, sys
from fractions import Fraction
h = json.load(sys.stdin)
assert sum(b[2] for b in h["buckets"]) == h["count"]
def percentile(p):
    rank = -(-Fraction(p) * h["count"] // 100)
    seen = 0
    for lowest, highest, count in h["buckets"]:
        seen += count
        if seen >= rank:
            return min(highest, h["max_us"])
for key, p in ("p50_us", "50"), ("p90_us", "90"), ("p99_us", "99"), ("p999_us", "99.9"):
    assert h[key] == percentile(p), (key, h[key], percentile(p))
mean = sum((b[0] + b[1]) / 2 * b[2] for b in h["buckets"]) / h["count"]
assert abs(mean - h["mean_us"]) <= mean * 0.001
end = 0
for lowest, highest, count in h["buckets"]:
    assert end < lowest <= highest and count > 0
    end = highest
)"_s;
    QProcess process;
    process.start(python, {u"-c"_s, program});
    process.write(QJsonDocument(toJson(histogram)).toJson());
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

void StatsJsonTest::writesAnEndpoint()
{
    const QJsonObject json = toJson(RequestStats(sampleEndpoint(u"one"_s), 20));
    QCOMPARE(json.keys(),
             QStringList({u"bytes_received"_s, u"cancelled"_s, u"connections_opened"_s, u"failures"_s,
                          u"failures_by_class"_s, u"histogram"_s, u"max_us"_s, u"mean_us"_s, u"min_us"_s,
                          u"name"_s, u"ok"_s, u"p50_us"_s, u"p90_us"_s, u"p999_us"_s, u"p99_us"_s,
                          u"phases"_s, u"requests"_s, u"rps"_s, u"stddev_us"_s}));
    QCOMPARE(json[u"name"_s].toString(), u"one"_s);
    QCOMPARE(json[u"requests"_s].toInteger(), 108);
    QCOMPARE(json[u"ok"_s].toInteger(), 100);
    QCOMPARE(json[u"failures"_s].toInteger(), 5);
    QCOMPARE(json[u"cancelled"_s].toInteger(), 3);
    QCOMPARE(json[u"failures_by_class"_s].toObject(),
             (QJsonObject{{u"http-status"_s, 4}, {u"closed-early"_s, 1}}));
    QCOMPARE(json[u"rps"_s].toDouble(), 4.0);
    QCOMPARE(json[u"bytes_received"_s].toInteger(), 5'000'000'000);
    QCOMPARE(json[u"connections_opened"_s].toInteger(), 15);
    QCOMPARE(json[u"min_us"_s].toInteger(), 10);
    QCOMPARE(json[u"p50_us"_s].toInteger(), 500);
    QCOMPARE(json[u"max_us"_s].toInteger(), 1'000);
    QCOMPARE(json[u"histogram"_s].toObject()[u"count"_s].toInteger(), 100);
    const QJsonObject phases = json[u"phases"_s].toObject();
    QCOMPARE(phases.keys(), QStringList{u"connect"_s});
    QCOMPARE(phases[u"connect"_s].toObject()[u"p50_us"_s].toInteger(), 55);
}

void StatsJsonTest::writesNoRateWithoutTime()
{
    QCOMPARE(toJson(RequestStats(sampleEndpoint(u"one"_s), 0))[u"rps"_s], QJsonValue(0));
    QCOMPARE(toJson(LoadMetrics(), 0)[u"rps"_s], QJsonValue(0));
}

void StatsJsonTest::writesALoad()
{
    // Through the text, as readers parse it.
    const QByteArray text = QJsonDocument(toJson(sampleLoad(), 20)).toJson();
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    QCOMPARE(json[u"name"_s].toString(), u"All"_s);
    QCOMPARE(json[u"duration_s"_s].toDouble(), 20.0);
    QCOMPARE(json[u"requests"_s].toInteger(), 216);
    QCOMPARE(json[u"failures"_s].toInteger(), 10);
    QCOMPARE(json[u"rps"_s].toDouble(), 8.0);
    QCOMPARE(json[u"bytes_received"_s].toInteger(), 10'000'000'000);
    QCOMPARE(json[u"histogram"_s].toObject()[u"count"_s].toInteger(), 200);
    QCOMPARE(json[u"other_failures"_s].toInteger(), 3);

    const QJsonArray endpoints = json[u"endpoints"_s].toArray();
    QCOMPARE(endpoints.size(), 2);
    QCOMPARE(endpoints[1].toObject(), toJson(RequestStats(sampleLoad().endpoints[1], 20)));

    const QJsonArray failures = json[u"failure_records"_s].toArray();
    QCOMPARE(failures.size(), 2);
    QCOMPARE(failures[0].toObject(),
             (QJsonObject{{u"class"_s, u"http-status"_s},
                          {u"title"_s, u"Unexpected HTTP status"_s},
                          {u"status"_s, 503},
                          {u"phase"_s, u"wait"_s},
                          {u"endpoint"_s, u"two"_s},
                          {u"count"_s, 8},
                          {u"first_at_s"_s, 0.5},
                          {u"last_at_s"_s, 9.25},
                          {u"example"_s, u"Service Unavailable"_s}}));
    QVERIFY(failures[1].toObject()[u"status"_s].isNull());
    QVERIFY(failures[1].toObject()[u"endpoint"_s].isNull());
}

LOADSTONE_TEST(StatsJsonTest, QCoreApplication)
#include "tst_statsjson.moc"
