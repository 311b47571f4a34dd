// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/format.h"
#include "core/base/jsonschema.h"
#include "core/report/jsonreport.h"
#include "core/report/reportmodel.h"
#include "tests/support/syntheticrun.h"

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
    void bucketsAddUpToTheCount();
    void runsKeepTheirSchema();
    void loadsKeepTheirSchemaAndAreInTrials();
    void unknownIsNullAndNotZero();
    void readableTextIsTheSameValue();
};

void TestJsonReport::trialsHaveTheFiguresOfTheTables()
{
    const RunResult run = test::syntheticRun();
    const ReportModel report = reportOf(run);
    const QJsonArray trials = toJson(run)[u"trials"].toArray();
    QCOMPARE(trials.size(), run.trials.size());
    QCOMPARE(report.repeats.rows.size(), run.trials.size());
    for (qsizetype i = 0; i < trials.size(); ++i) {
        const QJsonObject trial = trials[i].toObject();
        const QList<ReportCell> &row = report.repeats.rows[i];
        QCOMPARE(trial[u"server"].toString(), row[1].text);
        QCOMPARE(trial[u"repeat"].toInt() + 1, int(row[2].value));
        QCOMPARE(trial[u"end"].toString(), row[8].text);
        if (run.trials[i].end == TrialEnd::NotMeasured) {
            QVERIFY(trial[u"p50_us"].isNull());
            QCOMPARE(row[3].text, u"–"_s);
            continue;
        }
        QCOMPARE(formatRate(trial[u"rps"].toDouble()), row[3].text);
        QCOMPARE(formatAsMilliseconds(trial[u"p50_us"].toInteger()), row[4].text);
        QCOMPARE(formatAsMilliseconds(trial[u"p99_us"].toInteger()), row[5].text);
        QCOMPARE(trial[u"failures"].toDouble(), row[6].value);
    }
    QCOMPARE(trials[0][u"stack"].toString(), u"sanic"_s);
    QCOMPARE(trials[1][u"failures_by_class"].toObject(),
             (QJsonObject{{u"http-status"_s, 240}, {u"timeout"_s, 34}}));
}

void TestJsonReport::bucketsAddUpToTheCount()
{
    const RunResult run = test::syntheticRun(1, 1, 20);
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
    RunResult empty;
    for (const RunResult &run : {test::syntheticRun(), test::syntheticRun(2, 2, 5), empty}) {
        for (const JsonDetail detail : {JsonDetail::Full, JsonDetail::Brief}) {
            const QList<JsonProblem> found = problems(toJson(run, detail));
            QVERIFY2(found.isEmpty(), qPrintable(found.value(0).pointer + found.value(0).message));
        }
    }
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
    const RunResult run = test::syntheticRun();
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

void TestJsonReport::readableTextIsTheSameValue()
{
    const QJsonObject json = toJson(test::syntheticRun());
    const QByteArray text = readableJson(json);
    QCOMPARE(QJsonDocument::fromJson(text).object(), json);
    QVERIFY(text.size() < QJsonDocument(json).toJson().size() / 2);
    QVERIFY(text.contains("\n  \"trials\": [\n    {\n"));
    QCOMPARE(readableJson({}), QByteArray("{}\n"));
}

QTEST_GUILESS_MAIN(TestJsonReport)
#include "tst_jsonreport.moc"
