// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/runview.h"

#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "core/present/charts/percentileplot.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

QStringList makeTexts(const QList<ReportCell> &row)
{
    QStringList texts;
    for (const ReportCell &cell : row)
        texts.append(cell.text);
    return texts;
}

QString findValue(const ReportTable &table, const QString &name)
{
    const auto row = std::find_if(table.rows.begin(), table.rows.end(),
                                  [&](const auto &cells) { return cells[0].text == name; });
    return row == table.rows.end() ? QString() : row->at(1).text;
}

/// One server, one repeat of 10 s, with an endpoint that took each of 1 to 1,000 µs ten times.
RunRecord evenRun()
{
    RunRecord run = test::syntheticRun(1, 1, 10);
    EndpointMetrics only;
    only.name = u"Only"_s;
    for (int us = 1; us <= 1'000; ++us)
        only.serviceTime.record(us, 10);
    only.counts[0] = 10'000;
    only.okInWindow = 9'000;
    only.counts[std::size_t(OutcomeClass::Reset)] = 500;
    run.trials[0].load.measured.endpoints = {only};
    return run;
}

} // namespace

class TestRunView : public QObject
{
    Q_OBJECT

private slots:
    void comparisonHasOneFigureInEachColumn();
    void resourcesAreMediansOfTheRepeats();
    void pacingCeilingIsShownWithTheRate();
    void endpointsAreCountedForThemselves();
    void cutOffRequestsAreShownWithTheFailures();
    void aFailureRateIsTheSameEverywhere();
    void methodAndGlossaryAreOfTheLoad_data();
    void methodAndGlossaryAreOfTheLoad();
    void stepsOfConnectingAreSeen();
    void groupsAndLoginHaveSeparateRows();
    void percentilePlotRunsThroughThePercentiles();
    void percentilePlotShowsServiceAndResponse();
    void settingsAndSystemAreThoseOfTheRun();
    void oneItemIsInTheSingular();
    void reportsTlsUse();
    void failedServersHaveTheirLastLogLines();
};

void TestRunView::comparisonHasOneFigureInEachColumn()
{
    RunRecord run = evenRun();
    run.trials[0].usage.cpuUserS = 6;
    run.trials[0].usage.cpuSystemS = 3;
    run.trials[0].usage.peakPssBytes = 64 << 20;
    run.trials[0].server.readyAfterS = 0.75;
    const ReportTable table = makeRunView(run).comparison;
    QCOMPARE(table.rows.size(), 1);
    QCOMPARE(makeTexts(table.rows[0]),
             QStringList({u"Server 1"_s, u"10,500"_s, u"900"_s, u"0.501"_s, u"0.500"_s, u"0.900"_s,
                          u"0.990"_s, u"1.00"_s, u"500 (4.76 %)"_s, u"90.0"_s, u"0.900"_s, u"64.0"_s,
                          u"0.750"_s, u"1.00×"_s, u"Failures over 1 %"_s}));
    QCOMPARE(makeTexts(makeRunView(run).resources.rows[0]),
             QStringList({u"Server 1"_s, u"90.0"_s, u"0.900"_s, u"1,111"_s, u"64.0"_s, u"0.750"_s}));
    QCOMPARE(makeTexts(makeRunView(run).percentiles.rows[0]),
             QStringList({u"Server 1"_s, u"0.500"_s, u"0.750"_s, u"0.900"_s, u"0.950"_s, u"0.990"_s,
                          u"0.999"_s, u"1.00"_s, u"10,000"_s}));
}

void TestRunView::resourcesAreMediansOfTheRepeats()
{
    RunRecord run = test::syntheticRun(1, 3, 10);
    for (qsizetype i = 0; i < 3; ++i) {
        TrialRecord &trial = run.trials[i];
        const double figure = QList{7.0, 1.0, 3.0}[i];
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints) {
            endpoint.counts[0] = 500;
            endpoint.okInWindow = 500 + qint64(figure) * 10;
        }
        trial.usage.cpuUserS = figure;
        trial.usage.cpuSystemS = 0;
        trial.usage.peakPssBytes = qint64(figure);
        trial.server.readyAfterS = figure;
    }
    const ServerStats server = analyseServers(run).first();
    QCOMPARE(server.value(Metric::Rps), std::optional(106.0));
    QCOMPARE(server.interval(Metric::Rps)->low, 102.0);
    QCOMPARE(server.interval(Metric::Rps)->high, 114.0);
    QCOMPARE(server.value(Metric::ServerCpu), std::optional(30.0));
    QCOMPARE(server.value(Metric::CpuMsPerRequest), std::optional(3.0));
    QCOMPARE(server.value(Metric::RpsPerCpuSecond), std::optional(1'000.0 / 3));
    QCOMPARE(server.value(Metric::PeakMemory), std::optional(3.0));
    QCOMPARE(server.value(Metric::ReadyAfter), std::optional(3.0));
    QCOMPARE(makeRunView(run).comparison.rows[0][2].text, u"106 (102–114)"_s);
}

void TestRunView::pacingCeilingIsShownWithTheRate()
{
    RunRecord run = test::syntheticRun(2, 1, 20);
    QVERIFY(!makeRunView(run).comparison.headers.contains(u"at most"_s));
    run.trials[1].load.pacingCeilingRps = 400;
    const ReportTable table = makeRunView(run).comparison;
    QCOMPARE(table.headers.mid(2, 2), (QStringList{u"RPS"_s, u"at most"_s}));
    QCOMPARE(table.rows[0][3].text, u"–"_s);
    QCOMPARE(table.rows[1][3].text, u"400"_s);
    for (const auto &row : table.rows)
        QCOMPARE(row.size(), table.headers.size());
    QVERIFY(table.note.contains(u"set by the schedule, not the server"_s));
}

void TestRunView::endpointsAreCountedForThemselves()
{
    RunRecord run = evenRun();
    EndpointMetrics slow;
    slow.name = u"Slow"_s;
    slow.serviceTime.record(2'000'000, 40);
    slow.counts[0] = slow.okInWindow = 40;
    run.trials[0].load.measured.endpoints.append(slow);
    const ReportTable table = makeRunView(run).endpoints;
    QCOMPARE(table.rows.size(), 2);
    QCOMPARE(makeTexts(table.rows[0]),
             QStringList({u"Server 1"_s, u"Only"_s, u"10,500"_s, u"900"_s, u"0.501"_s, u"0.500"_s, u"0.900"_s,
                          u"0.990"_s, u"1.00"_s, u"500 (4.76 %)"_s}));
    QCOMPARE(makeTexts(table.rows[1]),
             QStringList({u"Server 1"_s, u"Slow"_s, u"40"_s, u"4.00"_s, u"2,000"_s, u"2,000"_s, u"2,000"_s,
                          u"2,000"_s, u"2,000"_s, u"0"_s}));
}

// 100 requests, all cut off: was reported as "100 requests, 0 failed".
void TestRunView::cutOffRequestsAreShownWithTheFailures()
{
    RunRecord run = evenRun();
    for (const ReportTable &table :
         {makeRunView(run).comparison, makeRunView(run).endpoints, makeRunView(run).repeats}) {
        QVERIFY(!table.headers.contains(u"Cut off"_s));
        QVERIFY(!table.headers.contains(u"Sent twice"_s));
    }
    EndpointMetrics hung;
    hung.name = u"Hung"_s;
    hung.counts[std::size_t(OutcomeClass::Cancelled)] = 100;
    run.trials[0].load.measured.endpoints.append(hung);
    run.trials[0].load.measured.endpoints[0].stale = 499;
    const RunView report = makeRunView(run);
    const auto textsAt = [](const ReportTable &table, qsizetype row) {
        const qsizetype failures = table.headers.indexOf(u"Failures"_s);
        return makeTexts(table.rows[row].mid(failures, 3));
    };
    const QStringList all{u"500 (4.76 %)"_s, u"100"_s, u"499"_s};
    for (const ReportTable &table : {report.comparison, report.endpoints, report.repeats}) {
        const qsizetype failures = table.headers.indexOf(u"Failures"_s);
        QCOMPARE(table.headers.mid(failures, 3), (QStringList{u"Failures"_s, u"Cut off"_s, u"Sent twice"_s}));
        for (const auto &row : table.rows)
            QCOMPARE(row.size(), table.headers.size());
    }
    QCOMPARE(textsAt(report.comparison, 0), all);
    QCOMPARE(textsAt(report.repeats, 0), all);
    QCOMPARE(textsAt(report.endpoints, 0), (QStringList{u"500 (4.76 %)"_s, u"0"_s, u"499"_s}));
    QCOMPARE(textsAt(report.endpoints, 1), (QStringList{u"–"_s, u"100"_s, u"0"_s}));
    QVERIFY(toText(report, 80).contains(u"Cut off"_s));
    QVERIFY(toMarkdown(report).contains(u"| Failures | Cut off | Sent twice |"_s));
    const QByteArray html = htmlReport(run);
    QVERIFY(html.contains("Cut off</th>"));
    QVERIFY(html.contains("<dt>Cut off</dt>") && html.contains("<dt>Sent twice</dt>"));
}

// The report showed two percentages for one rate: 38.4 % and 38.9 % failed.
void TestRunView::aFailureRateIsTheSameEverywhere()
{
    RunRecord run = evenRun();
    run.trials[0].load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Reset)] = 6'234;
    run.trials[0].load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Cancelled)] = 210;
    const RunView report = makeRunView(run);
    const QString text =
        toText(report) + toMarkdown(report) + QString::fromUtf8(toHtml(makeDocument(report), {}));
    static const QRegularExpression percentage(u"(3[0-9](\\.[0-9]+)?) %"_s);
    QStringList percentages;
    for (auto matches = percentage.globalMatch(text); matches.hasNext();)
        percentages.append(matches.next().captured(1));
    QVERIFY(percentages.size() > 5);
    percentages.removeDuplicates();
    QCOMPARE(percentages, QStringList{u"38.4"_s});
}

void TestRunView::methodAndGlossaryAreOfTheLoad_data()
{
    QTest::addColumn<bool>("isOpen");
    QTest::addColumn<bool>("isPaced");
    QTest::addColumn<QString>("workload");
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("word");
    QTest::newRow("closed") << false << false << u"Closed: "_s << u"From sending a request"_s
                            << u"service time"_s;
    QTest::newRow("paced") << false << true << u"Closed, with pacing: "_s
                           << u"Response time: from the moment"_s << u"response time"_s;
    QTest::newRow("open") << true << false << u"Open: requests are due"_s
                          << u"Response time: from the moment"_s << u"response time"_s;
}

void TestRunView::methodAndGlossaryAreOfTheLoad()
{
    QFETCH(bool, isOpen);
    QFETCH(bool, isPaced);
    QFETCH(QString, workload);
    QFETCH(QString, time);
    QFETCH(QString, word);
    RunRecord run = evenRun();
    run.profile.load.model = isOpen ? LoadModel::Open : LoadModel::Closed;
    run.profile.load.pacing = Milliseconds(isPaced ? 100 : 0);
    const RunView report = makeRunView(run);
    const auto makeText = [](const ReportNotes &notes, const QString &name) {
        for (const auto &[title, text] : notes) {
            if (title == name)
                return text;
        }
        return QString();
    };
    QVERIFY2(makeText(report.method, u"Workload"_s).startsWith(workload),
             qPrintable(makeText(report.method, u"Workload"_s)));
    QVERIFY2(makeText(report.method, u"Time"_s).startsWith(time),
             qPrintable(makeText(report.method, u"Time"_s)));
    QVERIFY(makeText(report.glossary, u"p50, p90, p99"_s).contains(word));
    QCOMPARE(makeText(report.glossary, u"Rate set by the schedule"_s).contains(u"arrivals"_s), isOpen);
    const QString html = QString::fromUtf8(toHtml(makeDocument(report), {}));
    QVERIFY(html.contains(workload) && html.contains(time));
    QCOMPARE(html.contains(u"Closed: each virtual user"_s), !isOpen && !isPaced);
}

void TestRunView::stepsOfConnectingAreSeen()
{
    RunRecord run = evenRun();
    EndpointMetrics &only = run.trials[0].load.measured.endpoints[0];
    only.phases[size_t(RequestPhase::Connect)].record(400, 6);
    only.phases[size_t(RequestPhase::Connect)].record(1'000'000, 50);
    only.phases[size_t(RequestPhase::Connect)].record(3'000'000, 4);
    only.phases[size_t(RequestPhase::Wait)].record(20'000, 100);
    const RunView report = makeRunView(run);
    QCOMPARE(report.phases.rows.size(), 2);
    QCOMPARE(
        makeTexts(report.phases.rows[0]),
        QStringList({u"Server 1"_s, u"connect"_s, u"60"_s, u"1,000"_s, u"1,000"_s, u"3,000"_s, u"3,000"_s}));
    QCOMPARE(makeTexts(report.phases.rows[1]).mid(1, 3), QStringList({u"wait"_s, u"100"_s, u"20.0"_s}));
    QVERIFY(toMarkdown(report).contains(u"| Server 1 | connect | 60 | 1,000 |"_s));
    QVERIFY(htmlReport(run).contains("id=\"phases\""));
}

void TestRunView::groupsAndLoginHaveSeparateRows()
{
    RunRecord run = evenRun();
    LoadMetrics &measured = run.trials[0].load.measured;
    EndpointMetrics slow;
    slow.name = u"Slow"_s;
    slow.group = u"browse"_s;
    slow.serviceTime.record(2'000'000, 40);
    slow.counts[0] = slow.okInWindow = 40;
    measured.endpoints.append(slow);
    slow.name = u"Slower"_s;
    measured.endpoints.append(slow);
    LoginMetrics login;
    login.requests.name = u"enter"_s;
    login.requests.serviceTime.record(3'000'000, 3);
    login.requests.counts[0] = 3;
    login.requests.counts[size_t(OutcomeClass::HttpStatus)] = 1;
    login.firstFailure = u"403 Forbidden"_s;
    measured.login = login;

    const RunView report = makeRunView(run);
    const ReportTable &table = report.endpoints;
    QCOMPARE(table.rows.size(), 5);
    QCOMPARE(table.rows[1][1].text, u"browse: Slow"_s);
    QCOMPARE(makeTexts(table.rows[3]),
             QStringList({u"Server 1"_s, u"browse (group)"_s, u"80"_s, u"8.00"_s, u"2,000"_s, u"2,000"_s,
                          u"2,000"_s, u"2,000"_s, u"2,000"_s, u"0"_s}));
    QCOMPARE(makeTexts(table.rows[4]),
             QStringList({u"Server 1"_s, u"enter (not measured)"_s, u"4"_s, u"–"_s, u"3,000"_s, u"3,000"_s,
                          u"3,000"_s, u"3,000"_s, u"3,000"_s, u"1 (25 %)"_s}));
    QCOMPARE(report.servers.first().pooled.metrics().ended(), 10'580);
}

void TestRunView::percentilePlotRunsThroughThePercentiles()
{
    const ChartModel plot = percentilePlot(analyseServers(evenRun()));
    QCOMPARE(plot.x.labels.join(u' '), u"0 % 50 % 90 % 99 % 99.9 %"_s);
    const QList<double> ticks{0, std::log10(2.0), 1, 2, 3};
    QCOMPARE(plot.x.ticks.size(), ticks.size());
    for (qsizetype i = 0; i < ticks.size(); ++i)
        QVERIFY2(qAbs(plot.x.ticks[i] - ticks[i]) < 1e-9, qPrintable(plot.x.labels[i]));
    QCOMPARE(plot.y.title, u"ms"_s);
    // Ten of 10,000 are slower than 99.9 %, where the line ends.
    const QList<QPointF> line = plot.series[0].segments[0];
    QVERIFY(qAbs(line.last().x() - 3) < 1e-9);
    for (const QPointF &point : line) {
        const double ms = 1 - std::pow(10.0, -point.x());
        QVERIFY2(qAbs(point.y() - ms) < 0.0011, qPrintable(QString::number(point.x())));
    }
}

void TestRunView::percentilePlotShowsServiceAndResponse()
{
    RunRecord run = evenRun();
    QCOMPARE(percentilePlot(analyseServers(run)).series.size(), 1);
    for (TrialRecord &trial : run.trials) {
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints) {
            endpoint.responseTime = endpoint.serviceTime;
            endpoint.responseTime.record(9'000, 1'000);
        }
    }
    const ChartModel plot = percentilePlot(analyseServers(run));
    QCOMPARE(plot.series.size(), 2);
    QCOMPARE(plot.series[0].id, u"server-0"_s);
    QCOMPARE(plot.series[1].id, u"service-0"_s);
    QCOMPARE(plot.series[0].color, plot.series[1].color);
    QVERIFY(plot.series[0].width > plot.series[1].width);
    QVERIFY(plot.series[0].segments[0].last().y() > 8.9);
    QVERIFY(plot.series[1].segments[0].last().y() < 1.01);
    QVERIFY(plot.explanation.contains(u"Thin: service time"_s));
}

void TestRunView::settingsAndSystemAreThoseOfTheRun()
{
    RunRecord run = test::syntheticRun(1, 2, 20);
    run.profile.load.requests = 5'000;
    run.profile.connection.timeout = Milliseconds(7'000);
    run.profile.connection.threads = 2;
    run.profile.affinity = {{0, 1}, {}};
    const RunView report = makeRunView(run);
    const QList<QPair<QString, QString>> settings{
        {u"Profile"_s, u"Mixed requests"_s},
        {u"Load"_s, u"15 users"_s},
        {u"Spawn rate"_s, u"all users immediately"_s},
        {u"Duration"_s, u"20 s or 5,000 requests"_s},
        {u"Warm-up"_s, u"3 s"_s},
        {u"Repeats"_s, u"2"_s},
        {u"Seed"_s, u"7"_s},
        {u"Engine"_s, u"qnam"_s},
        {u"Cores of server and generator"_s, u"server 0–1; load threads all"_s},
        {u"Connections"_s, u"persistent"_s},
        {u"Request timeout"_s, u"7 s"_s},
        {u"Load threads"_s, u"2"_s}};
    for (const auto &[name, value] : settings)
        QVERIFY2(findValue(report.settings, name) == value, qPrintable(findValue(report.settings, name)));
    run.profile.load.spawnRate = 2.5;
    QCOMPARE(findValue(makeRunView(run).settings, u"Spawn rate"_s), u"2.50 users/s"_s);
    run.profile.load.model = LoadModel::Open;
    QCOMPARE(findValue(makeRunView(run).settings, u"Spawn rate"_s), QString());
    QCOMPARE(findValue(report.settings, u"Requests"_s),
             u"Simple response: GET /simple-response, weight 3; Process: POST /process-jwe, weight 1"_s);
    QCOMPARE(findValue(report.system, u"CPU"_s), u"Example CPU @ 3.0 GHz"_s);
    QCOMPARE(findValue(report.system, u"Memory"_s), u"8 GiB"_s);
    QCOMPARE(findValue(report.system, u"Port range"_s), u"32768–60999"_s);
    QCOMPARE(findValue(report.system, u"Load average before"_s), u"0.12"_s);
}

void TestRunView::oneItemIsInTheSingular()
{
    RunRecord run = test::syntheticRun(1, 1, 20);
    QCOMPARE(makeRunView(run).contextLine,
             u"15 users · 20 s · 1 × each · CPython 3.11.2 · 2 cores · loopback"_s);
    run.profile.load.users = 1;
    run.profile.load.duration.reset();
    run.profile.load.requests = 1;
    run.machine.cores = 1;
    QCOMPARE(makeRunView(run).contextLine,
             u"1 user · 1 request · 1 × each · CPython 3.11.2 · 1 core · loopback"_s);
}

void TestRunView::reportsTlsUse()
{
    RunRecord run = test::syntheticRun(2, 2, 20);
    QCOMPARE(findValue(makeRunView(run).settings, u"Encryption"_s), QString());
    const TlsFacts tls{u"TLS 1.3"_s, u"TLS_AES_256_GCM_SHA384"_s};
    for (TrialRecord &trial : run.trials)
        trial.server.tls = tls;
    QCOMPARE(findValue(makeRunView(run).settings, u"Encryption"_s), u"TLS 1.3, self-signed"_s);
    QVERIFY(makeRunView(run).contextLine.endsWith(u" · loopback over TLS 1.3, self-signed"_s));
    for (TrialRecord &trial : run.trials) {
        if (trial.planned.key.server == 0)
            trial.server.tls.reset();
    }
    QCOMPARE(findValue(makeRunView(run).settings, u"Encryption"_s),
             u"Server 2: TLS 1.3, self-signed; Server 1: none"_s);
    QVERIFY(makeRunView(run).contextLine.endsWith(u" · loopback, some servers over TLS"_s));
}

void TestRunView::failedServersHaveTheirLastLogLines()
{
    RunRecord run = test::syntheticRun(2, 1, 5);
    QVERIFY(makeRunView(run).logs.isEmpty());
    TrialRecord &trial = run.trials[1];
    trial.end = TrialEnd::ServerExited;
    trial.problem = u"It ended."_s;
    trial.server.lastLog.clear();
    for (int i = 1; i <= 60; ++i)
        trial.server.lastLog.append(u"line %1"_s.arg(i));
    trial.server.lastLog.append(QString(600, u'x'));
    const QList<LogExcerpt> logs = makeRunView(run).logs;
    QCOMPARE(logs.size(), 1);
    QCOMPARE(logs[0].title, u"Server 2, repeat 1"_s);
    QCOMPARE(logs[0].problem, u"It ended."_s);
    const QStringList lines = logs[0].text.split(u'\n');
    QCOMPARE(lines.size(), 50);
    QCOMPARE(lines.first(), u"line 12"_s);
    QCOMPARE(lines.last(), QString(500, u'x'));
}

LOADSTONE_TEST(TestRunView, QCoreApplication)
#include "tst_runview.moc"
