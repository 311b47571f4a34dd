// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exportformats.h"
#include "core/export/tools/abtext.h"
#include "core/export/tools/httperftext.h"
#include "core/export/tools/wrktext.h"
#include "tests/support/openrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

const QString sources = QStringLiteral(TEST_SOURCE_DIR);
const QStringList tools{u"ab"_s, u"httperf"_s, u"wrk"_s};

QByteArray textOf(const QString &tool, const TrialRecord &trial, const RunRecord &run)
{
    return tool == u"ab" ? abText(trial, run)
        : tool == u"wrk" ? wrkText(trial, run)
                         : httperfText(trial, run);
}

/// The figures that toolparsers.py reads; an error message if a line does not match.
QJsonObject parsed(const QString &tool, const QByteArray &text)
{
    QProcess process;
    process.start(QStandardPaths::findExecutable(u"python3"_s), {sources + u"/toolparsers.py"_s, tool});
    process.write(text);
    process.closeWriteChannel();
    if (!process.waitForFinished() || process.exitCode() != 0)
        return {{u"error"_s, QString::fromUtf8(process.readAllStandardError())}};
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

/// What the programs really printed.
QByteArray original(const QString &name)
{
    QFile file(sources + u"/original/"_s + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A line without its values: numbers, their units, paths and addresses.
QString shapeOf(QString line)
{
    line.replace(QRegularExpression(u"http://\\S+"_s), u"URL"_s);
    line.replace(QRegularExpression(u"^(Server Hostname|Document Path|Server Software):.*"_s),
                 u"\\1: TEXT"_s);
    line.replace(QRegularExpression(u"-?(\\d+(\\.\\d+)?|nan)(us|ms|s|m|h|k|[KMG]?B|k|[KMG])?\\b"_s), u"#"_s);
    line.replace(u"Document Length: # bytes"_s, u"Document Length: #"_s);
    return line.replace(QRegularExpression(u"[ ]+"_s), u" "_s);
}

QStringList shapesOf(const QByteArray &text)
{
    QStringList shapes;
    for (const QString &line : QString::fromUtf8(text).split(u'\n', Qt::SkipEmptyParts)) {
        if (!line.startsWith(u"# "))
            shapes << shapeOf(line);
    }
    return shapes;
}

QSet<QString> originalShapes(const QString &tool)
{
    QSet<QString> shapes;
    for (const QString &file : QDir(sources + u"/original"_s).entryList({u"*."_s + tool}))
        for (const QString &shape : shapesOf(original(file)))
            shapes << shape;
    return shapes;
}

Histogram &phaseOf(EndpointMetrics &metrics, RequestPhase phase)
{
    return metrics.phases[std::size_t(phase)];
}

/// 1,000 requests in 10 s: 990 successful ones of 10, 20 or 60 ms, each over its own connection, and 10 failures.
RunRecord smallRun()
{
    RunRecord run = test::syntheticRun(1, 1, 10);
    run.profile.requests = {run.profile.requests.first()};
    run.profile.requests.first().expect.bodyLength = 500;
    TrialRecord &trial = run.trials.first();
    trial.load.warmUpRequests = 0;
    EndpointMetrics metrics;
    metrics.name = u"Simple response"_s;
    metrics.started = 1'000;
    metrics.counts[std::size_t(OutcomeClass::Ok)] = metrics.okInWindow = 990;
    metrics.counts[std::size_t(OutcomeClass::HttpStatus)] = 4;
    metrics.counts[std::size_t(OutcomeClass::Timeout)] = 1;
    metrics.counts[std::size_t(OutcomeClass::Reset)] = 2;
    metrics.counts[std::size_t(OutcomeClass::Refused)] = 3;
    metrics.bytesReceived = 495'000;
    metrics.connectionsOpened = 997;
    metrics.serviceTime.record(10'000, 500);
    metrics.serviceTime.record(20'000, 400);
    metrics.serviceTime.record(60'000, 90);
    phaseOf(metrics, RequestPhase::Connect).record(1'000, 990);
    phaseOf(metrics, RequestPhase::Wait).record(9'000, 990);
    phaseOf(metrics, RequestPhase::Receive).record(500, 990);
    trial.load.measured.endpoints = {metrics};
    trial.load.measured.failures = {{OutcomeClass::Reset, 0, RequestPhase::Send, 0, 1, 0, 0, {}}};
    for (SecondBucket &second : trial.timeline.seconds) {
        second.counts = {};
        second.counts[0] = second.startS < *trial.timeline.measureFromS + 5 ? 90 : 108;
    }
    return run;
}

/// By value: QJsonArray and QJsonObject separate 10 from 10.0.
bool isAlike(const QJsonValue &a, const QJsonValue &b)
{
    if (a.isArray()) {
        bool isEqual = a.toArray().size() == b.toArray().size();
        for (int i = 0; isEqual && i < a.toArray().size(); ++i)
            isEqual = a[i] == b[i];
        return isEqual;
    }
    if (a.isObject()) {
        const QStringList keys = a.toObject().keys();
        return keys == b.toObject().keys()
            && std::all_of(keys.begin(), keys.end(), [&](const QString &key) { return a[key] == b[key]; });
    }
    return a == b;
}

bool isNear(const QJsonValue &value, double expected, double tolerance)
{
    return value.isDouble() && std::abs(value.toDouble() - expected) <= tolerance;
}

} // namespace

class TestToolExport : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY2(parsed(u"ab"_s, {})[u"error"].toString().contains(u"no line matches"_s), "python3");
    }

    void theParsersReadTheOriginals();
    void everyLineHasTheShapeOfAnOriginalLine_data();
    void everyLineHasTheShapeOfAnOriginalLine();
    void abHasTheFiguresOfTheTrial();
    void httperfHasTheFiguresOfTheTrial();
    void wrkHasTheFiguresOfTheTrial();
    void columnsAreAlignedAsInTheOriginals();
    void unavailablePhasesAreLeftOut_data();
    void unavailablePhasesAreLeftOut();
    void withoutAResponseNothingIsInvented();
    void openLoadsNameTheirTimes();
    void warningsAreComments();
    void everyMeasuredTrialHasAFile();
};

void TestToolExport::theParsersReadTheOriginals()
{
    for (const QString &tool : tools) {
        const QStringList files = QDir(sources + u"/original"_s).entryList({u"*."_s + tool});
        QVERIFY(files.size() >= 2);
        for (const QString &file : files) {
            const QJsonObject figures = parsed(tool, original(file));
            QVERIFY2(!figures.contains(u"error"_s),
                     qPrintable(file + u": "_s + figures[u"error"].toString()));
        }
    }
}

void TestToolExport::everyLineHasTheShapeOfAnOriginalLine_data()
{
    QTest::addColumn<RunRecord>("run");
    QTest::newRow("failures") << smallRun();
    QTest::newRow("closed") << test::syntheticRun();
    QTest::newRow("open") << test::syntheticOpenRun();
    RunRecord idle = smallRun();
    idle.trials.first().load.measured.endpoints.first() = {};
    QTest::newRow("nothing ended") << idle;
    RunRecord unchecked = smallRun();
    unchecked.profile.requests.first().expect = {};
    QTest::newRow("any length") << unchecked;
}

void TestToolExport::everyLineHasTheShapeOfAnOriginalLine()
{
    QFETCH(const RunRecord, run);
    for (const QString &tool : tools) {
        const QSet<QString> known = originalShapes(tool);
        for (const TrialRecord &trial : run.trials) {
            if (trial.load.measuredS <= 0)
                continue;
            const QStringList shapes = shapesOf(textOf(tool, trial, run));
            QVERIFY(shapes.size() > 6);
            for (const QString &shape : shapes)
                QVERIFY2(known.contains(shape), qPrintable(tool + u": "_s + shape));
        }
    }
}

void TestToolExport::abHasTheFiguresOfTheTrial()
{
    const RunRecord run = smallRun();
    const QJsonObject figures = parsed(u"ab"_s, abText(run.trials.first(), run));
    QVERIFY2(!figures.contains(u"error"_s), qPrintable(figures[u"error"].toString()));
    const QJsonObject expected{
        {u"hostname"_s, u"127.0.0.1"_s},
        {u"port"_s, 43'121},
        {u"path"_s, u"/simple-response"_s},
        {u"length"_s, 500},
        {u"concurrency"_s, 15},
        {u"time_s"_s, 10.0},
        {u"complete"_s, 1'000},
        {u"failed"_s, 10},
        {u"failed_connect"_s, 3},
        {u"failed_receive"_s, 3},
        {u"failed_length"_s, 0},
        {u"failed_exceptions"_s, 4},
        {u"non_2xx"_s, 4},
        {u"total_bytes"_s, 495'000},
        {u"html_bytes"_s, 495'000},
        {u"rps"_s, 99.0},
        {u"ms_per_request"_s, 18.586}, // (500 · 10 + 400 · 20 + 90 · 60) ÷ 990
        {u"ms_across_all"_s, 10.101},
        {u"kb_per_s"_s, 48.34},
        {u"Connect"_s, QJsonArray{1, 1, 0.0, 1, 1}},
        {u"Waiting"_s, QJsonArray{9, 9, 0.0, 9, 9}},
        {u"Total"_s, QJsonArray{10, 19, 13.9, 10, 60}},
        {u"served"_s,
         QJsonObject{{u"50"_s, 10},
                     {u"66"_s, 20},
                     {u"75"_s, 20},
                     {u"80"_s, 20},
                     {u"90"_s, 20},
                     {u"95"_s, 60},
                     {u"98"_s, 60},
                     {u"99"_s, 60},
                     {u"100"_s, 60}}},
    };
    for (const QString &key : expected.keys() + figures.keys())
        QVERIFY2(isAlike(figures.value(key), expected.value(key)), qPrintable(key));
}

void TestToolExport::httperfHasTheFiguresOfTheTrial()
{
    const RunRecord run = smallRun();
    const QJsonObject figures = parsed(u"httperf"_s, httperfText(run.trials.first(), run));
    QVERIFY2(!figures.contains(u"error"_s), qPrintable(figures[u"error"].toString()));
    const QMap<QString, double> expected{{u"connections"_s, 997},
                                         {u"requests"_s, 997},
                                         {u"replies"_s, 994},
                                         {u"duration_s"_s, 10},
                                         {u"connections_per_s"_s, 99.7},
                                         {u"ms_per_connection"_s, 10},
                                         {u"concurrent"_s, 15},
                                         {u"time_min"_s, 10},
                                         {u"time_avg"_s, 18.6},
                                         {u"time_max"_s, 60},
                                         {u"time_median"_s, 10},
                                         {u"time_stddev"_s, 13.9},
                                         {u"connect"_s, 1},
                                         {u"length"_s, 0.997},
                                         {u"requests_per_s"_s, 99.7},
                                         {u"ms_per_request"_s, 10},
                                         {u"reply_rate_min"_s, 90},
                                         {u"reply_rate_avg"_s, 99},
                                         {u"reply_rate_max"_s, 108},
                                         {u"reply_rate_stddev"_s, 12.7},
                                         {u"reply_rate_samples"_s, 2},
                                         {u"response"_s, 9},
                                         {u"transfer"_s, 0.5},
                                         {u"errors"_s, 10},
                                         {u"client_timo"_s, 1},
                                         {u"socket_timo"_s, 0},
                                         {u"connrefused"_s, 3},
                                         {u"connreset"_s, 2},
                                         {u"fd_unavail"_s, 0},
                                         {u"addrunavail"_s, 0},
                                         {u"ftab_full"_s, 0},
                                         {u"other"_s, 4}};
    for (const QString &key : expected.keys() + figures.keys())
        QVERIFY2(expected.contains(key) && isNear(figures.value(key), expected.value(key), 1e-9),
                 qPrintable(key));
}

void TestToolExport::wrkHasTheFiguresOfTheTrial()
{
    const RunRecord run = smallRun();
    const QJsonObject figures = parsed(u"wrk"_s, wrkText(run.trials.first(), run));
    QVERIFY2(!figures.contains(u"error"_s), qPrintable(figures[u"error"].toString()));
    QCOMPARE(figures[u"url"].toString(), u"http://127.0.0.1:43121/simple-response"_s);
    QCOMPARE(figures[u"duration"].toString(), u"10s"_s);
    const QMap<QString, double> expected{{u"threads"_s, 1},
                                         {u"connections"_s, 15},
                                         {u"requests"_s, 994},
                                         {u"time"_s, 10'000},
                                         {u"read"_s, 483.40 * 1'024},
                                         {u"rps"_s, 99},
                                         {u"transfer"_s, 48.34 * 1'024},
                                         {u"connect"_s, 3},
                                         {u"read_errors"_s, 1},
                                         {u"write"_s, 1},
                                         {u"timeout"_s, 1},
                                         {u"status"_s, 4}};
    for (const QString &key : expected.keys())
        QVERIFY2(isNear(figures.value(key), expected.value(key), 1e-6), qPrintable(key));
    // Within the deviation: 4.7 to 32.5 ms; and all rates, as 90 and 108 are within 99 ± 9.49.
    QVERIFY(isAlike(figures[u"Latency"], QJsonArray{18.59, 13.93, 60.0, 90.91}));
    QVERIFY(isAlike(figures[u"Req/Sec"], QJsonArray{99.0, 9.49, 108.0, 100.0}));
    const QJsonObject served{{u"50"_s, 10.0}, {u"75"_s, 20.0}, {u"90"_s, 20.0}, {u"99"_s, 60.0}};
    for (const QString &key : served.keys())
        QVERIFY2(isNear(figures[u"served"][key], served[key].toDouble(), 0.03), qPrintable(key));
}

/// Each of our lines has a line of an original of which only the digits differ, in the same columns.
void TestToolExport::columnsAreAlignedAsInTheOriginals()
{
    const RunRecord run = smallRun();
    const QByteArray ab = abText(run.trials.first(), run);
    QVERIFY(ab.contains("\nConnect:        1    1   0.0      1       1\n"));
    QVERIFY(original(u"closed.ab"_s).contains("\nConnect:        0    0   0.0      0       0\n"));
    QVERIFY(ab.contains("\n  50%     10\n") && ab.contains("\n 100%     60 (longest request)\n"));
    const QByteArray wrk = wrkText(run.trials.first(), run);
    QVERIFY2(wrk.contains("\n    Latency    18.59ms   13.93ms  60.00ms   90.91%\n"), wrk.constData());
    QVERIFY2(wrk.contains("\n    Req/Sec    99.00      9.49   108.00    100.00%\n"), wrk.constData());
    QVERIFY(wrk.contains("\n     90%   20.0"));
    QVERIFY(wrk.contains("\nRequests/sec:     99.00\nTransfer/sec:     48.34KB\n"));
}

void TestToolExport::unavailablePhasesAreLeftOut_data()
{
    QTest::addColumn<RunRecord>("run");
    QTest::addColumn<bool>("hasWait");
    // gRPC does not report when a connection is established, nor the wait of the call that opened it.
    RunRecord grpc = smallRun();
    EndpointMetrics &calls = grpc.trials.first().load.measured.endpoints.first();
    phaseOf(calls, RequestPhase::Connect).clear();
    phaseOf(calls, RequestPhase::Wait).clear();
    phaseOf(calls, RequestPhase::Wait).record(9'000, 989);
    QTest::newRow("grpc") << grpc << true;
    RunRecord eachConnects = grpc;
    phaseOf(eachConnects.trials.first().load.measured.endpoints.first(), RequestPhase::Wait).clear();
    QTest::newRow("grpc, a connection for each call") << eachConnects << false;
    // Over TLS, Qt reports the end of the handshake only.
    RunRecord qnam = smallRun();
    EndpointMetrics &requests = qnam.trials.first().load.measured.endpoints.first();
    phaseOf(requests, RequestPhase::Tls) = phaseOf(requests, RequestPhase::Connect);
    phaseOf(requests, RequestPhase::Connect).clear();
    QTest::newRow("qnam over TLS") << qnam << true;
}

void TestToolExport::unavailablePhasesAreLeftOut()
{
    QFETCH(const RunRecord, run);
    QFETCH(const bool, hasWait);
    const TrialRecord &trial = run.trials.first();
    const QJsonObject ab = parsed(u"ab"_s, abText(trial, run));
    QVERIFY2(!ab.contains(u"error"_s), qPrintable(ab[u"error"].toString()));
    QVERIFY(ab.contains(u"Total"_s) && !ab.contains(u"Connect"_s) && !ab.contains(u"Processing"_s));
    QCOMPARE(ab.contains(u"Waiting"_s), hasWait);
    const QJsonObject httperf = parsed(u"httperf"_s, httperfText(trial, run));
    QVERIFY2(!httperf.contains(u"error"_s), qPrintable(httperf[u"error"].toString()));
    QVERIFY(httperf.contains(u"time_avg"_s) && !httperf.contains(u"connect"_s));
    QCOMPARE(httperf.contains(u"response"_s), hasWait);
    QVERIFY(!parsed(u"wrk"_s, wrkText(trial, run)).contains(u"error"_s));
}

/// ab leaves out what it cannot compute, httperf prints zeros, wrk zeros and the share 0 ÷ 0.
void TestToolExport::withoutAResponseNothingIsInvented()
{
    RunRecord run = smallRun();
    TrialRecord &trial = run.trials.first();
    EndpointMetrics refused;
    refused.started = refused.counts[std::size_t(OutcomeClass::Refused)] = 60;
    trial.load.measured.endpoints = {refused};
    trial.load.measured.failures.clear();
    trial.timeline.seconds.clear();
    const QByteArray ab = abText(trial, run);
    QVERIFY(
        ab.contains("Failed requests:        60\n   (Connect: 60, Receive: 0, Length: 0, Exceptions: 0)\n"));
    for (const char *part : {"Requests per second", "Time per request", "Connection Times", "Percentage"})
        QVERIFY2(!ab.contains(part), part);
    const QJsonObject httperf = parsed(u"httperf"_s, httperfText(trial, run));
    const QJsonObject original = parsed(u"httperf"_s, ::original(u"refused.httperf"_s));
    for (const QString &key :
         {u"requests"_s, u"replies"_s, u"time_avg"_s, u"time_stddev"_s, u"ms_per_request"_s,
          u"reply_rate_avg"_s, u"reply_rate_samples"_s, u"errors"_s, u"connrefused"_s})
        QVERIFY2(httperf.value(key) == original.value(key), qPrintable(key));
    const QByteArray wrk = wrkText(trial, run);
    QVERIFY2(wrk.contains("\n    Latency     0.00us    0.00us   0.00us    -nan%\n"), wrk.constData());
    QVERIFY2(wrk.contains("\n    Req/Sec     0.00      0.00     0.00      -nan%\n"), wrk.constData());
    QVERIFY(!wrk.contains(" connections\n")); // not known without a second
}

void TestToolExport::openLoadsNameTheirTimes()
{
    const RunRecord run = test::syntheticOpenRun();
    const TrialRecord &trial = run.trials.last();
    for (const QString &tool : tools) {
        const QByteArray text = textOf(tool, trial, run);
        QVERIFY2(text.startsWith("# Loadstone 0.1.0, run "), text.constData());
        QCOMPARE(text.count(", from when they were due;"), 1);
        QVERIFY(!textOf(tool, smallRun().trials.first(), smallRun()).contains("due;"));
    }
    const double meanMs = trial.load.measured.total().responseTime.mean() / 1'000;
    QVERIFY(isNear(parsed(u"ab"_s, abText(trial, run))[u"ms_per_request"], meanMs, 0.001));
    QVERIFY(isNear(parsed(u"httperf"_s, httperfText(trial, run))[u"time_avg"], meanMs, 0.051));
}

void TestToolExport::warningsAreComments()
{
    RunRecord run = smallRun();
    run.servers.first().name = u"A\nServer"_s;
    TrialRecord &trial = run.trials.first();
    trial.end = TrialEnd::Stopped;
    trial.problem = Sentence("Stopped\nRequests/sec: 1");
    trial.load.stoodStillS = 3;
    for (const QString &tool : tools) {
        const QByteArray text = textOf(tool, trial, run);
        QVERIFY(text.contains("A Server, repeat 1") && text.contains("\n# Stopped Requests/sec: 1\n"));
        QVERIFY2(text.contains("\n# Loadstone itself"), text.constData());
        QVERIFY2(!parsed(tool, text).contains(u"error"_s), qPrintable(tool));
    }
    QCOMPARE(parsed(u"wrk"_s, wrkText(trial, run))[u"rps"].toDouble(), 99.0);
}

void TestToolExport::everyMeasuredTrialHasAFile()
{
    const RunRecord run = test::syntheticRun(); // six measured trials, two without
    for (const QString &tool : tools) {
        const ExportFormat *format = findExportFormat(tool);
        QVERIFY(format);
        const QList<ExportFile> files = format->makeFiles(run, {});
        QCOMPARE(files.size(), 6);
        QCOMPARE(files.first().ending, u"-001-sanic-1."_s + tool);
        QBuffer buffer;
        QVERIFY(buffer.open(QIODevice::WriteOnly));
        QVERIFY(files.last().write(buffer));
        QCOMPARE(buffer.data(), textOf(tool, run.trials.last(), run));
    }
}

LOADSTONE_TEST(TestToolExport, QCoreApplication)
#include "tst_toolexport.moc"
