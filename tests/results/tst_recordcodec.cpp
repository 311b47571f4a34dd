// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/htmlreport.h"
#include "core/export/jsonreport.h"
#include "core/export/textreport.h"
#include "core/present/runview.h"
#include "core/profile/writer.h"
#include "core/results/recordcodec.h"
#include "tests/support/openrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// A value in every optional part.
RunRecord fullRun()
{
    RunRecord run = test::syntheticRun();
    run.profile.folder = u"/somewhere"_s;
    run.warnings = {u"The limit of open files could not be raised."_s};
    run.servers[0].stack.traps = {
        {u"Closes kept connections."_s, u"unannounced-close"_s, {{u"workers"_s, 2}}}};
    run.servers[0].baseName = u"Swept"_s;
    run.servers[0].cell = {{u"workers"_s, 2},
                           {u"tls"_s, true},
                           {u"upstream/delay_s"_s, 0.5},
                           {u"connection/engine"_s, u"native"_s}};
    TrialRecord &trial = run.trials[0];
    trial.server.tls = TlsFacts{u"TLS 1.3"_s, u"TLS_AES_256_GCM_SHA384"_s};
    trial.upstream = UpstreamRecord{{u"loadstone"_s, u"upstream"_s}, 77, 8080, 1.5, 0.25, u"3 late"_s};
    trial.incidents = {{FindingKind::PortStillTaken,
                        trial.planned.key,
                        {},
                        {{u"port"_s, 43'121, MetricUnit::Count, {}}},
                        {}}};
    trial.load.targetChanges = {{-1.5, 30}, {2.25, 40}};
    trial.load.measured.login = LoginMetrics{trial.load.measured.endpoints[0], u"403"_s};
    trial.load.measured.endpoints[0].responseTime.record(7, 3);
    trial.load.measured.endpoints[0].phases[std::size_t(RequestPhase::Connect)].record(3'700'000'000);
    CapacityProbe probe;
    probe.level = 40;
    probe.why = u"p99<200ms: 250 ms"_s;
    trial.capacity = CapacityResult{30, 40, CapacityEnd::AboveHighest, {probe}};
    return run;
}

QStringList makeReports(const RunRecord &run)
{
    return {QString::fromUtf8(htmlReport(run)), QString::fromUtf8(jsonReport(run)),
            toMarkdown(makeRunView(run)), toText(makeRunView(run))};
}

} // namespace

class TestRecordCodec : public QObject
{
    Q_OBJECT
private slots:
    void reportsOfReadRecordsAreEqual_data()
    {
        QTest::addColumn<RunRecord>("run");
        QTest::newRow("everything") << fullRun();
        QTest::newRow("open") << test::syntheticOpenRun();
        QTest::newRow("large") << test::syntheticRun(8, 6, 60);
    }

    void reportsOfReadRecordsAreEqual()
    {
        QFETCH(RunRecord, run);
        run.profileJson = writeProfile(run.profile);
        Result<RunRecord> read = decodeRun(encodeRun(run));
        QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
        for (const TrialRecord &trial : std::as_const(run.trials)) {
            const Result<TrialRecord> same = decodeTrial(encodeTrial(trial));
            QVERIFY2(same, same ? "" : qPrintable(same.error().text()));
            read.value().trials << *same;
        }
        QCOMPARE(encodeRun(*read), encodeRun(run));
        QCOMPARE(read->profile, run.profile);
        for (int i = 0; i < run.trials.size(); ++i)
            QCOMPARE(encodeTrial(read->trials[i]), encodeTrial(run.trials[i]));
        const QStringList before = makeReports(run);
        const QStringList after = makeReports(*read);
        for (int i = 0; i < before.size(); ++i)
            QVERIFY2(before[i] == after[i], qPrintable(QString::number(i)));
    }

    void cellsOfASweepComeBackExactly()
    {
        const RunRecord run = fullRun();
        const Result<RunRecord> read = decodeRun(encodeRun(run));
        QVERIFY(read);
        QCOMPARE(read->servers[0].baseName, u"Swept"_s);
        QCOMPARE(read->servers[0].cell, run.servers[0].cell);
        QVERIFY(read->servers[1].cell.isEmpty());
        QVERIFY(read->servers[1].baseName.isEmpty());
    }

    void baselinesComeBackExactly()
    {
        RunRecord run = fullRun();
        BaselineServer server{u"Sanic"_s, u"sanic"_s, {{u"rps"_s, {1.5, 2.5}}}, {}};
        server.endpoints = {{u"GET /json"_s, {{u"p99"_s, {100, 200, 300}}, {u"rps"_s, {4}}}},
                            {u"none"_s, {}}};
        run.baseline = BaselineRecord{u"20261120-old"_s, {server}};
        const Result<RunRecord> read = decodeRun(encodeRun(run));
        QVERIFY(read);
        QCOMPARE(read->baseline, run.baseline);
        // As written before baselines had endpoints
        run.baseline->servers[0].endpoints.clear();
        const QByteArray old = encodeRun(run);
        QVERIFY(
            !QJsonDocument::fromJson(old)[u"baseline"][u"servers"][0].toObject().contains(u"endpoints"_s));
        const Result<RunRecord> withoutEndpoints = decodeRun(old);
        QVERIFY(withoutEndpoints);
        QCOMPARE(withoutEndpoints->baseline, run.baseline);
    }

    /// Every field: one that the codec omits would be read back as its default.
    void figuresComeBackExactly()
    {
        const TrialRecord trial = fullRun().trials[0];
        const Result<TrialRecord> read = decodeTrial(encodeTrial(trial));
        QVERIFY(read);
        QCOMPARE(read->timeline, trial.timeline);
        QCOMPARE(read->incidents, trial.incidents);
        QCOMPARE(*read->capacity, *trial.capacity);
        QCOMPARE(*read->upstream, *trial.upstream);
        QCOMPARE(read->load.targetChanges, trial.load.targetChanges);
        const EndpointMetrics &endpoint = trial.load.measured.endpoints[0];
        const EndpointMetrics &same = read->load.measured.endpoints[0];
        QVERIFY(same.serviceTime == endpoint.serviceTime);
        QVERIFY(same.responseTime == endpoint.responseTime);
        QVERIFY(same.phases == endpoint.phases);
        QCOMPARE(same.phases[std::size_t(RequestPhase::Connect)].clamped(), 1);
        QCOMPARE(same.serviceTime.mean(), endpoint.serviceTime.mean());
        QCOMPARE(same.counts, endpoint.counts);
    }

    void everyKindOfFindingComesBack()
    {
        TrialRecord trial = fullRun().trials[0];
        trial.incidents.clear();
        for (int kind = 0; kind <= int(FindingKind::ServerKilled); ++kind)
            trial.incidents.append({FindingKind(kind),
                                    trial.planned.key,
                                    TimeRange{1.5, 20},
                                    {{u"change_percent"_s, 40, MetricUnit::Percent, 10.0},
                                     {u"changed_after_s"_s, 10, MetricUnit::TimeS, {}}},
                                    {}});
        const Result<TrialRecord> read = decodeTrial(encodeTrial(trial));
        QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
        QCOMPARE(read->incidents, trial.incidents);
    }

    void aNewerFormatIsRefused()
    {
        QJsonObject trial = QJsonDocument::fromJson(encodeTrial(fullRun().trials[0])).object();
        trial[u"loadstone_trial"] = recordFormat + 1;
        const Result<TrialRecord> read = decodeTrial(QJsonDocument(trial).toJson());
        QVERIFY(!read);
        QCOMPARE(
            read.error().text(),
            u"The record was written by a newer version of Loadstone (format 2; this one reads up to 1). "
            "Update Loadstone to open it."_s);
    }

    /// An untrusted record must not determine where files are written.
    void idsAreFileNames()
    {
        RunRecord run = fullRun();
        QVERIFY(decodeRun(encodeRun(run)));
        run.id = u"../../elsewhere"_s;
        QCOMPARE(decodeRun(encodeRun(run)).error().text(),
                 u"The record is damaged: its id is not a file name."_s);
        run.id = u".."_s;
        QVERIFY(!decodeRun(encodeRun(run)));
        run = fullRun();
        run.plan[0].key.repeat = 2'000'000'000; // would size lists of repeats
        QVERIFY(!decodeRun(encodeRun(run)));
        run = fullRun();
        run.servers[1].stack.id = u"../flask"_s;
        QCOMPARE(decodeRun(encodeRun(run)).error().text(),
                 u"The record is damaged: the id of a stack is not a file name."_s);
    }

    void unknownKeysOfTheSameFormatAreIgnored()
    {
        QJsonObject trial = QJsonDocument::fromJson(encodeTrial(fullRun().trials[0])).object();
        trial[u"something_new"] = 1;
        QVERIFY(decodeTrial(QJsonDocument(trial).toJson()));
    }

    void formerIdOfAnExitedServerIsRead()
    {
        TrialRecord exited = fullRun().trials[0];
        exited.end = TrialEnd::ServerExited;
        QJsonObject trial = QJsonDocument::fromJson(encodeTrial(exited)).object();
        QCOMPARE(trial[u"end"_s], u"server-exited"_s);
        trial[u"end"_s] = u"server-died"_s;
        const Result<TrialRecord> read = decodeTrial(QJsonDocument(trial).toJson());
        QVERIFY(read);
        QCOMPARE(read->end, TrialEnd::ServerExited);
    }

    void damageIsNamed_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("number") << u"pid"_s << QJsonValue(u"x"_s) << u"/pid is not a number"_s;
        QTest::newRow("fraction") << u"pid"_s << QJsonValue(1.5) << u"/pid is not an integer in range"_s;
        QTest::newRow("too large") << u"port"_s << QJsonValue(1e12) << u"/port is not an integer in range"_s;
        QTest::newRow("enum") << u"end"_s << QJsonValue(u"no such end"_s) << u"/end has an unknown value"_s;
        QTest::newRow("object") << u"load"_s << QJsonValue(3) << u"/load is not an object"_s;
        const QString noSentence = u"/problem is neither a text nor a sentence"_s;
        QTest::newRow("text") << u"problem"_s << QJsonValue(3) << noSentence;
        QTest::newRow("sentence") << u"problem"_s << QJsonValue(QJsonObject{{u"source"_s, u"%1"_s}})
                                  << noSentence;
        QTest::newRow("part") << u"problem"_s
                              << QJsonValue(QJsonObject{{u"source"_s, u"%1"_s}, {u"parts"_s, QJsonArray{3}}})
                              << noSentence;
        QTest::newRow("list") << u"seconds"_s << QJsonValue(3) << u"/seconds is not an array"_s;
        QTest::newRow("in a list") << u"seconds"_s << QJsonValue(QJsonArray{QJsonObject{{u"users"_s, true}}})
                                   << u"/seconds/0/users is not a number"_s;
        QTest::newRow("class") << u"seconds"_s
                               << QJsonValue(
                                      QJsonArray{QJsonObject{{u"outcomes"_s, QJsonObject{{u"odd"_s, 1}}}}})
                               << u"/seconds/0/outcomes/odd has an unknown value"_s;
        const QJsonObject histogram{{u"hdr"_s, u"AAAA"_s}};
        const QJsonObject endpoint{{u"service_time"_s, histogram}};
        const QJsonObject measured{{u"endpoints"_s, QJsonArray{endpoint}}};
        QTest::newRow("histogram") << u"load"_s << QJsonValue(QJsonObject{{u"measured"_s, measured}})
                                   << u"/load/measured/endpoints/0/service_time is no histogram"_s;
    }

    void damageIsNamed()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QFETCH(QString, words);
        QJsonObject trial = QJsonDocument::fromJson(encodeTrial(fullRun().trials[0])).object();
        trial[key] = value;
        const Result<TrialRecord> read = decodeTrial(QJsonDocument(trial).toJson());
        QVERIFY(!read);
        QVERIFY2(read.error().text().startsWith(u"The record is damaged: "_s + words),
                 qPrintable(read.error().text()));
    }

    void everyCutIsNoticed()
    {
        const QByteArray text = encodeTrial(test::syntheticRun(1, 1, 2).trials[0]).trimmed();
        for (qsizetype length = 0; length < text.size(); length += 1 + text.size() / 400)
            QVERIFY2(!decodeTrial(text.left(length)), qPrintable(QString::number(length)));
    }

    void aChangedHistogramIsNoticed()
    {
        QJsonObject trial = QJsonDocument::fromJson(encodeTrial(fullRun().trials[0])).object();
        const QByteArray text = QJsonDocument(trial).toJson();
        const QByteArray minimum = "\"min_us\": ";
        const qsizetype at = text.indexOf(minimum);
        QVERIFY(at > 0);
        const QByteArray changed = text.left(at + minimum.size()) + "9" + text.mid(at + minimum.size());
        const Result<TrialRecord> read = decodeTrial(changed);
        QVERIFY(!read);
        QVERIFY2(read.error().text().contains(u"contradicts its own buckets"_s),
                 qPrintable(read.error().text()));
    }
};

LOADSTONE_TEST(TestRecordCodec, QCoreApplication)
#include "tst_recordcodec.moc"
