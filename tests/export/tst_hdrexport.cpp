// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/hdrexport.h"
#include "core/metrics/hdrlog.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QBuffer>
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
    void secondsKeepTheirExactMaximum();
    void otherLevelsOfASearchAreTagged();
    void reportsDamagedSeconds();
    void writesOneTextForEachKindOfTime();
};

void HdrExportTest::writesWholePhasesAndThenSeconds()
{
    RunRecord run = test::syntheticRun(1, 1, 5);
    TrialRecord &trial = run.trials[0];
    EndpointMetrics &first = trial.load.measured.endpoints[0];
    first.name = u"GET /a, b"_s;
    first.responseTime = first.serviceTime;
    first.responseTime.record(7'000'000);

    Histogram times;
    times.record(40, 3);
    trial.timeline.intervals = {packTimes(SecondTimes{0.5, 1, Phase::WarmUp, times, {}}),
                                packTimes(SecondTimes{1.5, 1, Phase::Measure, times, times}),
                                packTimes(SecondTimes{2.5, 1, Phase::Measure, {}, {}})};

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

void HdrExportTest::secondsKeepTheirExactMaximum()
{
    Histogram times;
    for (int us = 1; us < 3'000'000; us += us / 1'000 + 1)
        times.record(us);
    times.record(2'999'999);
    const PackedTimes packed = packTimes(times);
    const Result<Histogram> unpacked = unpackTimes(packed);
    QVERIFY(unpacked);
    QCOMPARE(unpacked->count(), times.count());
    QCOMPARE(unpacked->max(), 2'999'999);
    QCOMPARE(unpacked->percentile(99), times.percentile(99));
    QVERIFY(unpackTimes(PackedTimes())->isEmpty());
}

void HdrExportTest::otherLevelsOfASearchAreTagged()
{
    RunRecord run = test::syntheticRun(1, 1, 5);
    TrialRecord &trial = run.trials[0];
    trial.load.measured.endpoints.clear();
    trial.timeline.measureFromS = 12;
    CapacityProbe probe;
    probe.atS = 11;
    CapacityProbe chosen;
    chosen.atS = 12;
    trial.capacity = CapacityResult{10, 20, CapacityEnd::Found, {probe, chosen, probe}};
    Histogram times;
    for (int i = 0; i < 3; ++i) {
        times.record(40);
        IntervalTimes second = packTimes(SecondTimes{11.0 + i, 1, Phase::Measure, times, {}});
        second.probe = i;
        trial.timeline.intervals.append(second);
    }
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(writeHdrLog(trial, run, buffer));
    QCOMPARE(
        readCounts(buffer.data()),
        (QMap<QString, qint64>{{u"probe-01/service"_s, 1}, {u"service"_s, 2}, {u"probe-03/service"_s, 3}}));
}

void HdrExportTest::reportsDamagedSeconds()
{
    RunRecord run = test::syntheticRun(1, 1, 5);
    IntervalTimes second = packTimes(SecondTimes{0.5, 1, Phase::Measure, {}, {}});
    second.service.hdr.chop(3);
    run.trials[0].timeline.intervals.append(second);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Status written = writeHdrLog(run.trials[0], run, buffer);
    QVERIFY(!written);
    QVERIFY(!written.error().text().isEmpty());
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
