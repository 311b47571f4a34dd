// SPDX-License-Identifier: GPL-3.0-or-later
// The schema, which editors read, and core/profile/limits.h, which everything else takes, agree.
#include "core/profile/limits.h"
#include "core/profile/reader.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <limits>

using namespace loadstone;

class TestLimits : public QObject
{
    Q_OBJECT

    QJsonObject m_schema;

    /// The part of the schema for a pointer into a profile; "*" is each element of a list.
    QJsonObject partFor(const QString &pointer) const
    {
        QJsonObject part = m_schema;
        for (const QString &step : pointer.split(u'/', Qt::SkipEmptyParts))
            part = step == u"*" ? part[u"items"].toObject() : part[u"properties"][step].toObject();
        return part;
    }

private slots:
    void initTestCase()
    {
        QFile file(profileSchemaFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_schema = QJsonDocument::fromJson(file.readAll()).object();
        QVERIFY(!m_schema.isEmpty());
    }

    void areThoseOfTheSchema_data()
    {
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        const auto row = [](const char *pointer, const auto &range) {
            QTest::newRow(pointer) << double(range.least) << double(range.most);
        };
        const auto time = [](const char *pointer, const Limits<Milliseconds> &range = limits::time) {
            QTest::newRow(pointer) << Seconds(range.least).count() << Seconds(range.most).count();
        };
        row("/load/users", limits::users);
        row("/load/spawn_rate_per_s", limits::spawnRate);
        row("/load/rate_per_s", limits::rate);
        row("/load/stages/*/rate_per_s", limits::rate);
        row("/load/connections", limits::connections);
        row("/load/queue", limits::queue);
        row("/load/requests", limits::requests);
        row("/measurement/repeats", limits::repeats);
        row("/connection/threads", limits::threads);
        row("/connection/requests_per_connection", limits::requestsPerConnection);
        row("/connection/pipelining", limits::pipelining);
        row("/port", limits::port);
        row("/upstream/port", limits::port);
        row("/upstream/calls", limits::upstreamCalls);
        row("/requests/*/expect/status/*", limits::status);
        row("/service/stream_file_mib", limits::streamFileMib);
        row("/capacity/lowest", limits::capacityLevel);
        row("/capacity/highest", limits::capacityLevel);
        row("/capacity/cpu_percent", limits::capacityCpuPercent);
        row("/capacity/precision_percent", limits::capacityPrecisionPercent);
        for (const char *pointer :
             {"/load/think_time/min_s", "/load/think_time/max_s", "/load/think_time/mean_s", "/load/pacing_s",
              "/load/duration_s", "/load/stages/*/duration_s", "/connection/timeout_s",
              "/service/process_delay_s", "/measurement/warm_up_s", "/measurement/drain_s",
              "/measurement/pause_s", "/capacity/hold_s", "/capacity/settle_s"})
            time(pointer);
        time("/upstream/delay_s", limits::upstreamDelay);
    }
    void areThoseOfTheSchema()
    {
        QFETCH(double, least);
        QFETCH(double, most);
        const QJsonObject part = partFor(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY2(part.contains(u"maximum"), "the schema has no such number");
        QCOMPARE(part[u"maximum"].toDouble(), most);
        QCOMPARE((part.contains(u"minimum") ? part[u"minimum"] : part[u"exclusiveMinimum"]).toDouble(),
                 least);
    }

    void excludeWhatIsNoNumber()
    {
        QVERIFY(!limits::rate.contains(std::nan("")));
        QVERIFY(!limits::rate.contains(std::numeric_limits<double>::infinity()));
        QVERIFY(!limits::rate.contains(-1));
        QVERIFY(limits::rate.contains(limits::rate.most));
        QVERIFY(!limits::time.contains(limits::time.most + Milliseconds(1)));
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
