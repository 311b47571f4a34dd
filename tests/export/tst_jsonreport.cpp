// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonschema.h"
#include "core/export/jsonreport.h"
#include "core/present/runview.h"
#include "core/profile/threshold.h"
#include "core/text/format.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

class TestJsonReport : public QObject
{
    Q_OBJECT

private slots:
    void trialsHaveTheFiguresOfTheTables();
    void everyKeyHasItsOwnFigure();
    void marksHaveTheirKind();
    void briefOmitsLongParts();
    void bucketsAddUpToTheCount();
    void runsKeepTheirSchema();
    void loadsKeepTheirSchemaAndAreInTrials();
    void unknownIsNullAndNotZero();
    void thresholdsHaveTheirOutcomes();
    void readableTextIsTheSameValue();
};

void TestJsonReport::trialsHaveTheFiguresOfTheTables()
{
    const RunRecord run = test::syntheticRun();
    const RunView report = makeRunView(run);
    const QJsonArray trials = toJson(run)[u"trials"].toArray();
    QCOMPARE(trials.size(), run.trials.size());
    QCOMPARE(report.repeats.rows.size(), run.trials.size());
    for (qsizetype i = 0; i < trials.size(); ++i) {
        const QJsonObject trial = trials[i].toObject();
        const QList<ReportCell> &row = report.repeats.rows[i];
        QCOMPARE(trial[u"server"].toString(), row[1].text);
        QCOMPARE(trial[u"repeat"].toInt() + 1, int(row[2].value.value()));
        QCOMPARE(trial[u"end"].toString().replace(u'-', u' '), row[10].text);
        if (run.trials[i].end == TrialEnd::NotMeasured) {
            QVERIFY(trial[u"p50_us"].isNull());
            QCOMPARE(row[4].text, u"–"_s);
            continue;
        }
        QCOMPARE(formatRate(trial[u"rps"].toDouble()), row[4].text);
        QCOMPARE(trial[u"requests"].toDouble(), row[3].value.value());
        QCOMPARE(formatAsMilliseconds(qRound64(trial[u"mean_us"].toDouble())), row[5].text);
        QCOMPARE(formatAsMilliseconds(trial[u"p50_us"].toInteger()), row[6].text);
        QCOMPARE(formatAsMilliseconds(trial[u"p99_us"].toInteger()), row[7].text);
        const double failed = trial[u"failures"].toDouble();
        QCOMPARE(100 * failed / (failed + trial[u"ok"].toDouble()), row[8].value.value());
        QVERIFY(row[8].text.startsWith(formatCount(qint64(failed))));
    }
    QCOMPARE(trials[0][u"stack"].toString(), u"sanic"_s);
    QCOMPARE(trials[1][u"failures_by_class"].toObject(),
             (QJsonObject{{u"http-status"_s, 240}, {u"timeout"_s, 34}}));
}

void TestJsonReport::everyKeyHasItsOwnFigure()
{
    RunRecord run = test::syntheticRun(2, 2, 5);
    TrialRecord &trial = run.trials[3];
    trial.server.tls = TlsFacts{u"TLS 1.3"_s, u"TLS_AES_256_GCM_SHA384"_s};
    trial.timeline.resources[0].ussBytes = 40 << 20;
    trial.timeline.resources[0].contextSwitches = 77;
    trial.incidents = {{FindingKind::PortStillTaken,
                        trial.planned.key,
                        {},
                        {{u"port"_s, 43'121, MetricUnit::Count, {}}},
                        {}}};
    const QJsonObject json = toJson(run)[u"trials"][3].toObject();
    const QJsonObject expected{
        {u"server"_s, u"Server 2"_s},
        {u"stack"_s, u"server-1"_s},
        {u"index"_s, 3},
        {u"server_index"_s, 1},
        {u"repeat"_s, 1},
        {u"end"_s, u"finished"_s},
        {u"warnings"_s, QJsonArray{u"Port 43121 was still in use after the server had stopped."_s}},
        {u"findings"_s,
         QJsonArray{QJsonObject{
             {u"kind"_s, u"port-still-taken"_s},
             {u"severity"_s, u"note"_s},
             {u"evidence"_s, QJsonArray{QJsonObject{{u"id"_s, u"port"_s}, {u"value"_s, 43'121}}}}}}},
        {u"command_line"_s, QJsonArray::fromStringList(trial.server.commandLine)},
        {u"last_log"_s, QJsonArray::fromStringList(trial.server.lastLog)},
        {u"pid"_s, 4'242},
        {u"port"_s, 43'121},
        {u"backlog"_s, 100},
        {u"scheme"_s, u"https"_s},
        {u"tls"_s,
         QJsonObject{{u"version"_s, u"TLS 1.3"_s},
                     {u"cipher"_s, u"TLS_AES_256_GCM_SHA384"_s},
                     {u"certificate"_s, u"self-signed"_s}}},
        {u"started_at_s"_s, trial.timeline.startedAtS},
        {u"ready_after_s"_s, *trial.server.readyAfterS},
        {u"measure_from_s"_s, *trial.timeline.measureFromS},
        {u"measure_to_s"_s, *trial.timeline.measureToS},
        {u"cpu_user_s"_s, *trial.usage.cpuUserS},
        {u"cpu_system_s"_s, *trial.usage.cpuSystemS},
        {u"peak_pss_bytes"_s, *trial.usage.peakPssBytes},
        {u"peak_rss_bytes"_s, *trial.usage.peakRssBytes},
        {u"engine"_s, u"qnam"_s},
        {u"warm_up_requests"_s, trial.load.warmUpRequests},
        {u"mean_in_flight"_s, 14.2},
        {u"mean_active_users"_s, 15},
        {u"littles_law_ratio"_s, 1.003},
    };
    for (auto it = expected.begin(); it != expected.end(); ++it)
        QVERIFY2(json[it.key()] == it.value(), qPrintable(it.key()));

    const ResourceSample &sample = trial.timeline.resources[0];
    QCOMPARE(json[u"resources"][0].toObject(),
             (QJsonObject{{u"at_s"_s, sample.atS},
                          {u"phase"_s, u"warm-up"_s},
                          {u"processes"_s, 2},
                          {u"threads"_s, 5},
                          {u"fds"_s, 31},
                          {u"cpu_user_percent"_s, *sample.cpuUserPercent},
                          {u"cpu_system_percent"_s, *sample.cpuSystemPercent},
                          {u"pss_bytes"_s, *sample.pssBytes},
                          {u"uss_bytes"_s, *sample.ussBytes},
                          {u"rss_bytes"_s, *sample.rssBytes},
                          {u"context_switches"_s, 77}}));
    const SecondBucket &second = trial.timeline.seconds[4];
    QCOMPARE(json[u"seconds"][4].toObject(),
             (QJsonObject{{u"start_s"_s, second.startS},
                          {u"length_s"_s, 1},
                          {u"phase"_s, u"measure"_s},
                          {u"started"_s, second.started},
                          {u"outcomes"_s, QJsonObject{{u"ok"_s, second.ok()}}},
                          {u"bytes_received"_s, 0},
                          {u"users"_s, 15},
                          {u"in_flight"_s, 14},
                          {u"p50_us"_s, *second.p50Us},
                          {u"p90_us"_s, *second.p90Us},
                          {u"p99_us"_s, *second.p99Us},
                          {u"max_us"_s, *second.maxUs},
                          {u"client_cpu_percent"_s, *second.clientCpuPercent}}));
}

void TestJsonReport::marksHaveTheirKind()
{
    using enum MarkKind;
    const QList<QPair<MarkKind, QString>> kinds{{ServerStarted, u"server-started"_s},
                                                {ServerReady, u"server-ready"_s},
                                                {WarmUp, u"warm-up"_s},
                                                {Measure, u"measure"_s},
                                                {Drain, u"drain"_s},
                                                {TrialChange, u"trial-change"_s},
                                                {FirstFailure, u"first-failure"_s},
                                                {ServerExited, u"server-exited"_s},
                                                {StopRequested, u"stop-requested"_s},
                                                {ClientLimited, u"client-limited"_s}};
    RunRecord run;
    QJsonArray expected;
    for (const auto &[kind, id] : kinds) {
        run.marks.append({kind, double(run.marks.size()), {}, u"about "_s + id});
        expected.append(
            QJsonObject{{u"kind"_s, id}, {u"at_s"_s, expected.size()}, {u"text"_s, u"about "_s + id}});
    }
    QCOMPARE(toJson(run)[u"marks"].toArray(), expected);
}

void TestJsonReport::briefOmitsLongParts()
{
    const RunRecord run = test::syntheticRun(2, 2, 5);
    QJsonObject full = toJson(run)[u"trials"][0].toObject();
    const QJsonObject brief = toJson(run, JsonDetail::Brief)[u"trials"][0].toObject();
    for (const QString &key : {u"seconds"_s, u"resources"_s, u"histogram"_s}) {
        QVERIFY2(full.contains(key) && !brief.contains(key), qPrintable(key));
        full.remove(key);
    }
    QVERIFY(!brief[u"endpoints"][0].toObject().contains(u"histogram"_s));
    full.remove(u"endpoints"_s);
    QJsonObject figures = brief;
    figures.remove(u"endpoints"_s);
    QCOMPARE(figures, full);
}

void TestJsonReport::bucketsAddUpToTheCount()
{
    const RunRecord run = test::syntheticRun(1, 1, 20);
    const QJsonObject endpoint = toJson(run)[u"trials"][0][u"endpoints"][0].toObject();
    const Histogram &histogram = run.trials[0].load.measured.endpoints[0].serviceTime;
    QCOMPARE(endpoint[u"p99_us"].toInteger(), histogram.percentile(99));
    qint64 sum = 0;
    for (const auto &bucket : endpoint[u"histogram"][u"buckets"].toArray())
        sum += bucket.toArray()[2].toInteger();
    QCOMPARE(sum, histogram.count());
}

void TestJsonReport::runsKeepTheirSchema()
{
    const auto schema = JsonSchema::load(u":/loadstone/schemas/result.schema.json"_s);
    QVERIFY(schema.isOk());
    const auto problems = [&](const QJsonObject &json) {
        return (*schema)->check(JsonDocument::parse(readableJson(json)));
    };
    RunRecord empty;
    for (const RunRecord &run : {test::syntheticRun(), test::syntheticRun(2, 2, 5), empty}) {
        for (const JsonDetail detail : {JsonDetail::Full, JsonDetail::Brief}) {
            const QList<JsonProblem> found = problems(toJson(run, detail));
            QVERIFY2(found.isEmpty(), qPrintable(found.value(0).pointer + found.value(0).message));
        }
    }
    RunRecord withLogin = test::syntheticRun();
    LoadMetrics &measured = withLogin.trials[0].load.measured;
    measured.endpoints[0].group = u"browse"_s;
    measured.login.emplace();
    measured.login->requests.name = u"login"_s;
    const QJsonObject scenario = toJson(withLogin);
    QVERIFY2(problems(scenario).isEmpty(), qPrintable(problems(scenario).value(0).message));
    const QJsonObject first = scenario[u"trials"][0].toObject();
    QCOMPARE(first[u"endpoints"][0][u"group"].toString(), u"browse"_s);
    QCOMPARE(first[u"groups"][0][u"name"].toString(), u"browse"_s);
    QCOMPARE(first[u"groups"][0][u"requests"], first[u"endpoints"][0][u"requests"]);
    QCOMPARE(first[u"login"][u"name"].toString(), u"login"_s);
    QVERIFY(first[u"login"][u"p50_us"].isNull());

    RunRecord swept = test::syntheticRun(2, 1, 5);
    swept.servers[1].cell = {{u"workers"_s, 2}, {u"connection/engine"_s, u"native"_s}};
    const QJsonObject cells = toJson(swept);
    QVERIFY2(problems(cells).isEmpty(), qPrintable(problems(cells).value(0).message));
    const QJsonObject cell{{u"workers"_s, 2}, {u"connection/engine"_s, u"native"_s}};
    QCOMPARE(cells[u"servers"][1][u"sweep"].toObject(), cell);
    QCOMPARE(cells[u"trials"][1][u"sweep"].toObject(), cell);
    QCOMPARE(cells[u"trials"][1][u"engine"].toString(), u"native"_s);
    QVERIFY(cells[u"servers"][0][u"sweep"].isUndefined());
    QVERIFY(cells[u"trials"][0][u"sweep"].isUndefined());

    QJsonObject json = toJson(test::syntheticRun());
    QJsonArray trials = json[u"trials"].toArray();
    QJsonObject trial = trials[0].toObject();
    trial.insert(u"requests_per_s"_s, 1);
    trials[0] = trial;
    json[u"trials"_s] = trials;
    QVERIFY(!problems(json).isEmpty());
}

void TestJsonReport::loadsKeepTheirSchemaAndAreInTrials()
{
    const auto schema = JsonSchema::load(u":/loadstone/schemas/load.schema.json"_s);
    QVERIFY(schema.isOk());
    const auto problems = [&](QJsonObject json) {
        json.insert(u"url"_s, u"http://127.0.0.1:8000/"_s);
        json.insert(u"connections"_s, 10);
        return (*schema)->check(JsonDocument::parse(readableJson(json)));
    };
    const RunRecord run = test::syntheticRun();
    for (const LoadResult &load : {run.trials[1].load, LoadResult()}) {
        const QList<JsonProblem> found = problems(loadResultJson(load, u"qnam"_s));
        QVERIFY2(found.isEmpty(), qPrintable(found.value(0).pointer + found.value(0).message));
    }
    QJsonObject json = loadResultJson(run.trials[1].load, u"qnam"_s);
    const QJsonObject trial = toJson(run)[u"trials"][1].toObject();
    for (auto it = json.begin(); it != json.end(); ++it)
        QVERIFY2(trial[it.key()] == it.value(), qPrintable(it.key()));
    json.remove(u"failures_by_class"_s);
    QVERIFY(!problems(json).isEmpty());
}

void TestJsonReport::unknownIsNullAndNotZero()
{
    const QJsonObject json = loadResultJson(LoadResult(), u"qnam"_s);
    for (const QString &key :
         {u"p50_us"_s, u"max_us"_s, u"client_cpu_us_per_request"_s, u"pacing_ceiling_rps"_s})
        QVERIFY2(json[key].isNull(), qPrintable(key));
    QCOMPARE(json[u"requests"].toInt(-1), 0);
}

void TestJsonReport::thresholdsHaveTheirOutcomes()
{
    RunRecord run = test::syntheticRun();
    run.profile.thresholds.clear();
    for (const QString &text :
         {u"p99{endpoint:Process, server:flask}<1ms"_s, u"rps{server:sanic}>=baseline"_s,
          u"failures{server:broken}<=1%"_s, u"failures{server:sanic}<=1%"_s})
        run.profile.thresholds << parseThreshold(text).value();
    const QJsonArray thresholds = toJson(run)[u"thresholds"].toArray();
    QCOMPARE(thresholds.size(), 4);
    QCOMPARE(thresholds[0].toObject(),
             (QJsonObject{{u"threshold"_s, u"rps{server:sanic}>=baseline"_s},
                          {u"metric"_s, u"rps"_s},
                          {u"server"_s, u"Sanic"_s},
                          {u"server_index"_s, 0},
                          {u"baseline_ratio"_s, QJsonValue()},
                          {u"met"_s, false},
                          {u"reason"_s, u"rps is unknown: the run has no baseline"_s}}));
    QCOMPARE(thresholds[1][u"value"].toDouble(-1), 0.0);
    QCOMPARE(thresholds[1][u"met"].toBool(), true);
    QCOMPARE(thresholds[2][u"endpoint"].toString(), u"Process"_s);
    QCOMPARE(thresholds[2][u"server_index"].toInt(), 1);
    QCOMPARE(thresholds[2][u"value"].toDouble(),
             analyseServers(run)[1].endpoints[1].value(Metric::P99).value());
    QCOMPARE(thresholds[3][u"reason"].toString(), u"failures is unknown: not measured"_s);
    QVERIFY(thresholds[3][u"value"].isNull());
    const auto schema = JsonSchema::load(u":/loadstone/schemas/result.schema.json"_s);
    QVERIFY(schema.isOk());
    const QList<JsonProblem> found = (*schema)->check(JsonDocument::parse(jsonReport(run)));
    QVERIFY2(found.isEmpty(), qPrintable(found.value(0).pointer + found.value(0).message));
}

void TestJsonReport::readableTextIsTheSameValue()
{
    const QJsonObject json = toJson(test::syntheticRun());
    const QByteArray text = readableJson(json);
    QCOMPARE(QJsonDocument::fromJson(text).object(), json);
    QVERIFY(text.size() < QJsonDocument(json).toJson().size() / 2);
    QVERIFY(text.contains("\n  \"trials\": [\n    {\n"));
    QCOMPARE(readableJson({}), QByteArray("{}\n"));
}

LOADSTONE_TEST(TestJsonReport, QCoreApplication)
#include "tst_jsonreport.moc"
