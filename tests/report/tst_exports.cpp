// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonschema.h"
#include "core/report/htmlreport.h"
#include "core/report/jsonreport.h"
#include "core/report/svgwriter.h"
#include "core/report/textreport.h"
#include "tests/support/syntheticrun.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace loadstone;

class TestExports : public QObject
{
    Q_OBJECT

private slots:
    void answerComparesFastestAndSlowest();
    void answerAdmitsASingleRun();
    void answerSaysWhenTheScheduleSetTheRate();
    void percentilesArePooledNotAveraged();
    void stoppedRepeatsDoNotCountBesideFinishedOnes();
    void thresholdsAreJudged();
    void svgIsWellFormed();
    void htmlLoadsNothing();
    void htmlEscapesWhatServersSay();
    void htmlStaysSmall();
    void jsonHasTheSameNumbers();
    void jsonKeepsItsSchema();
    void textFitsTheTerminal();
};

void TestExports::answerComparesFastestAndSlowest()
{
    QCOMPARE(
        answerOf(summarize(test::syntheticRun(2, 2, 20))),
        u"Server 1 served 1.40× the requests of Server 2: 4,020 against 2,871 a second (medians of at least 2 repeats)."_s);
}

void TestExports::answerAdmitsASingleRun()
{
    QVERIFY(answerOf(summarize(test::syntheticRun(2, 1, 20))).contains(u"one run, no error estimate"));
    QVERIFY(answerOf(summarize(test::syntheticRun())).startsWith(u"With reservations"));
    QVERIFY(answerOf({}).startsWith(u"No server could be measured"));
}

void TestExports::answerSaysWhenTheScheduleSetTheRate()
{
    RunResult run = test::syntheticRun(2, 1, 20);
    for (TrialResult &trial : run.trials)
        trial.load.isPacingBound = true;
    const QString answer = answerOf(summarize(run));
    QVERIFY2(answer.startsWith(u"The schedule set the rate"), qPrintable(answer));
    QVERIFY(!answer.contains(u'×'));
}

void TestExports::percentilesArePooledNotAveraged()
{
    RunResult run = test::syntheticRun(1, 2, 20);
    for (TrialResult &trial : run.trials) {
        EndpointMetrics only;
        only.counts[0] = 100;
        only.serviceTime.record(trial.planned.repeat == 0 ? 1'000 : 100'000,
                                trial.planned.repeat == 0 ? 98 : 2);
        trial.load.measured.endpoints = {only};
    }
    QCOMPARE(summarize(run).first().percentileUs(90),
             run.trials[0].load.measured.total().serviceTime.percentile(90));
}

void TestExports::stoppedRepeatsDoNotCountBesideFinishedOnes()
{
    const VariantSummary stopped = summarize(test::syntheticRun())[3];
    QCOMPARE(stopped.trials, 1);
    QCOMPARE(stopped.rps, test::syntheticRun().trials[3].rps());
    QVERIFY(stopped.flags.contains(u"Client-limited"_s));
    QVERIFY(stopped.flags.contains(u"A repeat broke off"_s));
}

void TestExports::thresholdsAreJudged()
{
    const RunResult run = test::syntheticRun();
    const QList<ThresholdVerdict> verdicts = judge(run, summarize(run));
    QCOMPARE(verdicts.size(), 8);
    QVERIFY(verdicts[0].isKept);
    QVERIFY(verdicts[2].isKnown && !verdicts[2].isKept);
    QVERIFY(!verdicts[4].isKnown && !verdicts[4].isKept);
}

void TestExports::svgIsWellFormed()
{
    const ReportModel report = reportOf(test::syntheticRun());
    QStringList svgs{toSvg(report.bars), toSvg(report.percentilePlot)};
    for (const ChartModel &chart : report.charts)
        svgs += {toSvg(chart), toSvg(chart, {SvgTheme::Dark, 600, 40})};
    for (const ChartModel &chart : runCharts({}, {}))
        svgs.append(toSvg(chart));
    for (const QString &svg : svgs) {
        QXmlStreamReader reader(svg);
        while (!reader.atEnd())
            reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString() + svg));
        QVERIFY(!svg.contains(u"nan") && !svg.contains(u"inf\""));
        QVERIFY(svg.contains(u"<title") && svg.contains(u"<desc"));
    }
}

void TestExports::htmlLoadsNothing()
{
    const QString html = QString::fromUtf8(htmlReport(test::syntheticRun()));
    static const QRegularExpression link(u"(src|href)\\s*=\\s*[\"']?\\s*(https?:)?//|@import|url\\((?!#)"_s);
    QVERIFY(!html.contains(link));
    QVERIFY(html.contains(u"default-src 'none'"));
    for (const QString &section :
         {u"How to read this"_s, u"Over time"_s, u"Percentiles"_s, u"Failures by kind"_s, u"Resources"_s,
          u"Repeats"_s, u"Settings"_s, u"System"_s, u"Method"_s, u"Events"_s, u"Save data"_s})
        QVERIFY2(html.contains(section), qPrintable(section));
}

void TestExports::htmlEscapesWhatServersSay()
{
    const QString html = QString::fromUtf8(htmlReport(test::syntheticRun()));
    QCOMPARE(html.count(u"<script"), 1);
    QVERIFY(html.contains(u"&lt;script&gt;alert("));
    QVERIFY(!html.contains(u"<b>Service"));
    QVERIFY(!html.contains(u"Broken <server>"));
}

void TestExports::htmlStaysSmall()
{
    const qsizetype size = htmlReport(test::syntheticRun(8, 6, 30)).size();
    QVERIFY2(size <= 1024 * 1024, qPrintable(QString::number(size)));
}

void TestExports::jsonHasTheSameNumbers()
{
    const RunResult run = test::syntheticRun();
    const QJsonObject json = toJson(run);
    QCOMPARE(json[u"loadstone_result"].toInt(), 1);
    const QJsonArray trials = json[u"trials"].toArray();
    QCOMPARE(trials.size(), run.trials.size());
    QCOMPARE(trials[0][u"requests_per_s"].toDouble(), run.trials[0].rps());
    const QJsonObject service = trials[0][u"endpoints"][0][u"service_time"].toObject();
    const Histogram &histogram = run.trials[0].load.measured.endpoints[0].serviceTime;
    QCOMPARE(service[u"p99_us"].toInteger(), histogram.percentile(99));
    qint64 sum = 0;
    for (const QJsonValue &bucket : service[u"buckets"].toArray())
        sum += bucket[1].toInteger();
    QCOMPARE(sum, histogram.count());
}

void TestExports::jsonKeepsItsSchema()
{
    const auto schema = JsonSchema::load(u":/loadstone/schemas/result.schema.json"_s);
    QVERIFY(schema.isOk());
    const auto problems = [&](const QJsonObject &json) {
        return (*schema)->check(JsonDocument::parse(QJsonDocument(json).toJson()));
    };
    QJsonObject json = toJson(test::syntheticRun());
    const QList<JsonProblem> found = problems(json);
    QVERIFY2(found.isEmpty(), qPrintable(found.value(0).message));
    QVERIFY(problems(toJson(test::syntheticRun(), JsonDetail::Brief)).isEmpty());
    json.remove(u"trials"_s);
    QVERIFY(!problems(json).isEmpty());
}

void TestExports::textFitsTheTerminal()
{
    const ReportModel report = reportOf(test::syntheticRun());
    const QString text = toText(report);
    const QString tables = text.section(u"Limits"_s, 0, 0);
    for (const QString &line : tables.split(u'\n'))
        QVERIFY2(line.size() <= 100, qPrintable(line));
    QVERIFY(text.endsWith(report.answer + u'\n'));
    QVERIFY(toMarkdown(report).contains(u"| Sanic |"));
}

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
