// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric.h"
#include "core/profile/threshold.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

class TestMetric : public QObject
{
    Q_OBJECT
private slots:
    void eachIsFoundByItsId()
    {
        QSet<QString> ids;
        for (int i = 0; i <= int(Metric::ClientCpu); ++i) {
            const MetricInfo &info = metricInfo(Metric(i));
            QCOMPARE(info.metric, Metric(i));
            QCOMPARE(metricById(info.id), std::optional(info.metric));
            QVERIFY(!info.title.isEmpty());
            ids << info.id;
        }
        QCOMPARE(ids.size(), int(Metric::ClientCpu) + 1);
        QCOMPARE(metricById(u"p98"_s), std::nullopt);
    }

    void thresholdsAreOfSomeOfThem()
    {
        QCOMPARE(thresholdMetricIds(),
                 (QStringList{u"rps"_s, u"mean"_s, u"p50"_s, u"p90"_s, u"p99"_s, u"p999"_s, u"max"_s,
                              u"failures"_s}));
        QCOMPARE(parseThreshold(u"p99.9<1s"_s).value().metric, Metric::P999);
        QVERIFY(!parseThreshold(u"peak_memory<1"_s)); // known, but without units for it
    }

    void isWrittenWithItsUnit_data()
    {
        QTest::addColumn<Metric>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("cell");
        QTest::addColumn<QString>("text");
        QTest::newRow("count") << Metric::Requests << 31'512.0 << u"Requests"_s << u"31,512"_s << u"31,512"_s;
        QTest::newRow("rate") << Metric::Rps << 787.8 << u"RPS"_s << u"788"_s << u"788/s"_s;
        QTest::newRow("time") << Metric::P999 << 6'310.0 << u"p99.9 ms"_s << u"6.31"_s << u"6.31 ms"_s;
        QTest::newRow("long time") << Metric::Max << 12.7e6 << u"max ms"_s << u"12,700"_s << u"12.7 s"_s;
        QTest::newRow("percent") << Metric::FailureRate << 1.289 << u"Failures"_s << u"1.29 %"_s
                                 << u"1.29 %"_s;
        QTest::newRow("of a core") << Metric::ServerCpu << 98.76 << u"CPU %"_s << u"98.8"_s << u"98.8 %"_s;
        QTest::newRow("ms") << Metric::CpuMsPerRequest << 0.25 << u"CPU/request ms"_s << u"0.250"_s
                            << u"250 µs"_s;
        QTest::newRow("bytes") << Metric::PeakMemory << 60.0 * 1024 * 1024 << u"Peak MiB"_s << u"60.0"_s
                               << u"60 MiB"_s;
        QTest::newRow("seconds") << Metric::ReadyAfter << 0.331 << u"Ready s"_s << u"0.331"_s << u"0.33 s"_s;
    }
    void isWrittenWithItsUnit()
    {
        QFETCH(Metric, metric);
        QFETCH(double, value);
        QTEST(metricHeader(metric), "header");
        QTEST(metricCell(metric, value), "cell");
        QTEST(metricText(metric, value), "text");
        QCOMPARE(metricCell(metric, {}), u"–"_s);
        QCOMPARE(metricText(metric, {}), u"–"_s);
    }
};

QTEST_GUILESS_MAIN(TestMetric)
#include "tst_metric.moc"
