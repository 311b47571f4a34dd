// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/metrictext.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

class TestMetricText : public QObject
{
    Q_OBJECT
private slots:
    void eachHasATitle()
    {
        for (int i = 0; i <= int(Metric::ClientCpu); ++i)
            QVERIFY(!metricTitle(Metric(i)).isEmpty());
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

LOADSTONE_TEST(TestMetricText, QCoreApplication)
#include "tst_metrictext.moc"
