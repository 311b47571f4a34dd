// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/thresholdoutcome.h"
#include "core/profile/threshold.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// `ok` requests of 5 ms, and some failed and cut-off ones.
RequestStats requests(qint64 ok, qint64 failed, qint64 cutOff)
{
    EndpointMetrics total;
    total.started = ok + failed + cutOff;
    total.counts[std::size_t(OutcomeClass::Ok)] = ok;
    total.counts[std::size_t(OutcomeClass::Reset)] = failed;
    total.counts[std::size_t(OutcomeClass::Cancelled)] = cutOff;
    total.okInWindow = ok;
    if (ok > 0)
        total.serviceTime.record(5'000, ok);
    return RequestStats(total, 1);
}

} // namespace

class TestThresholdOutcome : public QObject
{
    Q_OBJECT
private slots:
    void unknownMetricMeetsNoThreshold_data()
    {
        QTest::addColumn<QString>("threshold");
        for (const auto *text : {"failures<=1%", "failures<=100%", "failures>=0%", "p50<3600s", "p99<200ms",
                                 "p999<1s", "max<1s", "mean<1s", "mean>=1us", "rps>=0", "rps<1000"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void unknownMetricMeetsNoThreshold()
    {
        QFETCH(QString, threshold);
        const Threshold parsed = parseThreshold(threshold).value();
        for (const qint64 cutOff : {0, 1, 100}) {
            const ThresholdOutcome outcome = evaluateThreshold(parsed, requests(0, 0, cutOff), 0);
            QVERIFY2(!outcome.isMet, qPrintable(outcome.words.english()));
            QVERIFY(!outcome.value);
            QVERIFY2(outcome.words.english().startsWith(metricInfo(parsed.metric).id + u" is unknown: "_s),
                     qPrintable(outcome.words.english()));
        }
    }

    void eachValueIsOfItsMetric_data()
    {
        QTest::addColumn<QString>("threshold");
        QTest::addColumn<bool>("isMet");
        QTest::addColumn<QString>("words");
        QTest::newRow("failures met") << u"failures<=10%"_s << true << u"failures is 10 %"_s;
        QTest::newRow("failures broken") << u"failures<10%"_s << false << u"failures is 10 %"_s;
        QTest::newRow("rps") << u"rps>=45"_s << true << u"rps is 45.0/s"_s;
        QTest::newRow("p99") << u"p99<4ms"_s << false << u"p99 is 5.00 ms"_s;
        QTest::newRow("mean") << u"mean<6ms"_s << true << u"mean is 5.00 ms"_s;
        QTest::newRow("max") << u"max<=5ms"_s << true << u"max is 5.00 ms"_s;
    }
    void eachValueIsOfItsMetric()
    {
        QFETCH(QString, threshold);
        QFETCH(bool, isMet);
        QFETCH(QString, words);
        const ThresholdOutcome outcome =
            evaluateThreshold(parseThreshold(threshold).value(), requests(90, 10, 0), 45);
        QCOMPARE(outcome.words.english(), words);
        QCOMPARE(outcome.isMet, isMet);
        QVERIFY(outcome.value);
    }

    // Three responses, and ten requests that hung until the end of the drain.
    void cutOffRequestsAreNoSuccesses_data()
    {
        QTest::addColumn<QString>("threshold");
        QTest::addColumn<qint64>("ok");
        QTest::addColumn<qint64>("cutOff");
        QTest::addColumn<bool>("isMet");
        QTest::addColumn<QString>("words");
        QTest::newRow("failures") << u"failures<=1%"_s << qint64(3) << qint64(10) << false
                                  << u"failures is unknown: 10 of 13 requests were cut off, so it is between "
                                     "0 % and 76.9 %"_s;
        QTest::newRow("few are no harm")
            << u"failures<=1%"_s << qint64(10'000) << qint64(10) << true << u"failures is 0 %"_s;
        QTest::newRow("failures from above")
            << u"failures>=0%"_s << qint64(3) << qint64(10) << true << u"failures is 0 %"_s;
        QTest::newRow("p99") << u"p99<200ms"_s << qint64(3) << qint64(10) << false
                             << u"p99 is unknown: 10 of 13 requests were cut off"_s;
        QTest::newRow("p99 with few cut off")
            << u"p99<200ms"_s << qint64(99) << qint64(1) << true << u"p99 is 5.00 ms"_s;
        QTest::newRow("p99 just lost") << u"p99<200ms"_s << qint64(98) << qint64(2) << false
                                       << u"p99 is unknown: 2 of 100 requests were cut off"_s;
        QTest::newRow("median") << u"p50<200ms"_s << qint64(20) << qint64(10) << true << u"p50 is 5.00 ms"_s;
        QTest::newRow("max") << u"max<200ms"_s << qint64(10'000) << qint64(1) << false
                             << u"max is unknown: 1 of 10,001 requests were cut off"_s;
        QTest::newRow("mean") << u"mean<200ms"_s << qint64(90) << qint64(10) << false
                              << u"mean is unknown: 10 of 100 requests were cut off"_s;
        QTest::newRow("mean of nearly all")
            << u"mean<200ms"_s << qint64(1'000) << qint64(1) << true << u"mean is 5.00 ms"_s;
    }
    void cutOffRequestsAreNoSuccesses()
    {
        QFETCH(QString, threshold);
        QFETCH(qint64, ok);
        QFETCH(qint64, cutOff);
        QFETCH(bool, isMet);
        QFETCH(QString, words);
        const ThresholdOutcome outcome =
            evaluateThreshold(parseThreshold(threshold).value(), requests(ok, 0, cutOff), double(ok) / 10);
        QCOMPARE(outcome.words.english(), words);
        QCOMPARE(outcome.isMet, isMet);
    }

    void timesAreUnknownIfAllFailed()
    {
        const RequestStats all = requests(0, 20, 0);
        QCOMPARE(evaluateThreshold(parseThreshold(u"p99<1s"_s).value(), all, 0).words.english(),
                 u"p99 is unknown: no request succeeded"_s);
        QCOMPARE(evaluateThreshold(parseThreshold(u"failures<=1%"_s).value(), all, 0).words.english(),
                 u"failures is 100 %"_s);
        QCOMPARE(evaluateThreshold(parseThreshold(u"failures<=1%"_s).value(), requests(0, 0, 100), 0)
                     .words.english(),
                 u"failures is unknown: all 100 requests were cut off"_s);
        QCOMPARE(evaluateThreshold(parseThreshold(u"failures<=1%"_s).value(), requests(0, 0, 0), 0)
                     .words.english(),
                 u"failures is unknown: no request was sent while measuring"_s);
    }
};

LOADSTONE_TEST(TestThresholdOutcome, QCoreApplication)
#include "tst_thresholdoutcome.moc"
