// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric.h"
#include "core/profile/threshold.h"
#include "tests/support/testmain.h"

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
};

LOADSTONE_TEST(TestMetric, QCoreApplication)
#include "tst_metric.moc"
