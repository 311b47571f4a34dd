// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/hdrexport.h"
#include "core/metrics/hdrlog.h"
#include "core/run/intervallog.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

/// Number of values per tag of an export.
QMap<QString, qint64> readCounts(QByteArray text)
{
    QMap<QString, qint64> counts;
    QBuffer buffer(&text);
    buffer.open(QIODevice::ReadOnly);
    const Result<HdrLogSum> sum = sumHdrLog(buffer);
    if (!sum)
        return {{sum.error().text(), -1}};
    for (const HdrTagTotal &total : sum->tags)
        counts[total.tag] = total.histogram.count();
    return counts;
}

} // namespace

class HdrExportTest : public QObject
{
    Q_OBJECT
private slots:
    void writesWholePhasesAndThenSeconds();
    void aLogCanBeReadWhileItIsWritten();
    void reportsMissingSeconds();
    void writesOneTextForEachKindOfTime();
};

void HdrExportTest::writesWholePhasesAndThenSeconds()
{
    const QTemporaryDir folder;
    RunRecord run = test::syntheticRun(1, 1, 5);
    TrialRecord &trial = run.trials[0];
    EndpointMetrics &first = trial.load.measured.endpoints[0];
    first.name = u"GET /a, b"_s;
    first.responseTime = first.serviceTime;
    first.responseTime.record(7'000'000);

    IntervalLog log(folder.filePath(u"x.hlog"_s), u"x"_s, run.startedAt);
    Histogram times;
    times.record(40, 3);
    log.add({0.5, 1, Phase::WarmUp, times, {}});
    log.add({1.5, 1, Phase::Measure, times, times});
    log.add({2.5, 1, Phase::Measure, {}, {}});
    QCOMPARE(log.close(), QString());
    trial.intervalLog = log.path();

    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Status written = writeHdrLog(trial, run, buffer);
    QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
    QMap<QString, qint64> expected{{u"warm-up/service"_s, 3}, {u"service"_s, 3}, {u"response"_s, 3}};
    const EndpointMetrics total = trial.load.measured.total();
    expected[u"all/service"_s] = total.serviceTime.count();
    expected[u"all/response"_s] = first.responseTime.count();
    for (const EndpointMetrics &endpoint : trial.load.measured.endpoints)
        expected[u"endpoint/%1/service"_s.arg(endpoint.name)] = endpoint.serviceTime.count();
    expected[u"endpoint/GET /a, b/response"_s] = first.responseTime.count();
    QCOMPARE(readCounts(buffer.data()), expected);
}

void HdrExportTest::aLogCanBeReadWhileItIsWritten()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"x.hlog"_s);
    IntervalLog log(path, u"x"_s, QDateTime::currentDateTime());
    // The content if the program were killed now.
    const auto content = [&path] {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(content().startsWith("#[x]\n#[Histogram log format version 1.3]\n"));
    QVERIFY(content().endsWith("\"Interval_Compressed_Histogram\"\n"));
    QVERIFY(readCounts(content()).isEmpty());
    Histogram times;
    for (int us = 1; us < 3'000'000; us += us / 1'000 + 1)
        times.record(us);
    for (int second = 0; second < 3; ++second) {
        log.add({double(second), 1, Phase::Measure, times, times});
        const QMap<QString, qint64> expected{{u"service"_s, (second + 1) * times.count()},
                                             {u"response"_s, (second + 1) * times.count()}};
        QVERIFY(content().endsWith('\n'));
        QCOMPARE(readCounts(content()), expected);
    }
    const QByteArray whole = content();
    QCOMPARE(log.close(), QString());
    QCOMPARE(content(), whole);
}

void HdrExportTest::reportsMissingSeconds()
{
    RunRecord run = test::syntheticRun(1, 1, 5);
    run.trials[0].intervalLog = u"/nowhere/x.hlog"_s;
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Status written = writeHdrLog(run.trials[0], run, buffer);
    QVERIFY(!written);
    QVERIFY2(written.error().text().contains(u"/nowhere/x.hlog"_s), qPrintable(written.error().text()));

    IntervalLog unwritable(u"/nowhere/x.hlog"_s, u"x"_s, run.startedAt);
    unwritable.add({0, 1, Phase::Measure, {}, {}});
    QVERIFY(unwritable.close().english().contains(u"/nowhere/x.hlog is not complete"_s));
}

void HdrExportTest::writesOneTextForEachKindOfTime()
{
    RunRecord run = test::syntheticRun(1, 1, 5);
    TrialRecord &trial = run.trials[0];
    QCOMPARE(percentileTexts(trial).keys(), QStringList{u"service"_s});
    trial.load.measured.endpoints[0].responseTime.record(5'000);
    const QMap<QString, QByteArray> texts = percentileTexts(trial);
    QCOMPARE(texts.keys(), QStringList({u"response"_s, u"service"_s}));
    QVERIFY(texts[u"response"_s].contains("       5.000 1.000000000000          1\n"));
    QCOMPARE(percentileTexts(TrialRecord()).size(), 0);
}

LOADSTONE_TEST(HdrExportTest, QCoreApplication)
#include "tst_hdrexport.moc"
