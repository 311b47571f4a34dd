// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/trendoutput.h"
#include "core/profile/writer.h"
#include "tests/app/capturedoutput.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;
using test::CapturedOutput;

namespace
{

RunRecord keptRun(const QString &profile, int day, RunState state = RunState::Finished)
{
    RunRecord run = test::syntheticRun(2, 1, 3);
    run.id = u"202611%1-140000-%2"_s.arg(day, 2, 10, QChar(u'0')).arg(profile);
    run.startedAt = QDateTime(QDate(2026, 11, day), QTime(14, 0), Qt::UTC);
    run.profile.id = profile;
    run.profileJson = writeProfile(run.profile);
    run.state = state;
    return run;
}

} // namespace

class TestTrendOutput : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void onlyCompleteRunsOfTheProfileAreShown();
    void aProfilesFileNamesIt();
    void serversAreSelected();
    void runsAreFiltered();
    void nothingIsOneSentence_data();
    void nothingIsOneSentence();
    void jsonHasEverySeries();
    void sparklinesNeedAUtf8Terminal();

private:
    CapturedOutput trend(const TrendRequest &request) const;

    QTemporaryDir m_folder;
    Paths m_paths;
    QStringList m_servers;
};

void TestTrendOutput::initTestCase()
{
    m_paths.data = m_folder.path();
    const Result<KeptRuns> kept = openKeptRuns(m_paths);
    QVERIFY(kept);
    // Not in the order of time.
    for (const int day : {3, 1, 2, 4}) {
        RunRecord run = keptRun(u"quick"_s, day);
        if (day == 1)
            run.profile.load.users = 7;
        run.profileJson = writeProfile(run.profile);
        QVERIFY(kept->store->add(run));
        m_servers = {run.servers[0].name, run.servers[1].name};
    }
    QVERIFY(kept->store->add(keptRun(u"quick"_s, 5, RunState::Stopped)));
    QVERIFY(kept->store->add(keptRun(u"other"_s, 6)));
    QVERIFY(kept->store->add(keptRun(u"stopped"_s, 7, RunState::Failed)));
    QVERIFY(kept->store->add(keptRun(u"quick"_s, 8)));
    QVERIFY(kept->store->remove({u"20261108-140000-quick"_s}));
}

CapturedOutput TestTrendOutput::trend(const TrendRequest &request) const
{
    return test::captureOutput([this, &request] {
        const Result<KeptRuns> kept = openKeptRuns(m_paths);
        return kept ? printTrend(*kept, request) : -1;
    });
}

void TestTrendOutput::onlyCompleteRunsOfTheProfileAreShown()
{
    TrendRequest request;
    request.profile = u"quick"_s;
    const CapturedOutput shown = trend(request);
    QCOMPARE(shown.code, Done);
    QVERIFY2(shown.err.isEmpty(), qPrintable(shown.err));
    const QStringList rows = shown.out.split(u'\n').filter(u"-140000-"_s);
    QCOMPARE(rows.size(), 2 * 3); // of two servers; the first run is not like for like
    QVERIFY(rows[0].startsWith(u"20261102"_s) && rows[2].startsWith(u"20261104"_s));
    QVERIFY2(shown.out.contains(u"as not like for like with the newest runs: 1 run (/load/users: 7 → "_s),
             qPrintable(shown.out));
    QVERIFY2(shown.out.contains(u"Left out: 1 run (stopped, interrupted"_s), qPrintable(shown.out));
    request.isComplete = true;
    QCOMPARE(trend(request).out.split(u'\n').filter(u"-140000-"_s).size(), 2 * 4);
}

void TestTrendOutput::aProfilesFileNamesIt()
{
    TrendRequest request;
    request.profile = u"my profiles/quick.json"_s;
    QVERIFY(trend(request).out.contains(u"20261102"_s));
}

void TestTrendOutput::serversAreSelected()
{
    TrendRequest request;
    request.profile = u"quick"_s;
    request.server = m_servers[1].toUpper();
    const CapturedOutput one = trend(request);
    QCOMPARE(one.code, Done);
    QCOMPARE(one.out.split(u'\n').filter(u"-140000-"_s).size(), 3);
    QVERIFY(one.out.contains(m_servers[1]) && !one.out.contains(m_servers[0]));
    request.server = u"xylophone"_s;
    const CapturedOutput none = trend(request);
    QCOMPARE(none.code, UsageError);
    QVERIFY2(none.err.contains(u"No run of quick has a figure of a server \"xylophone\". There are: "_s),
             qPrintable(none.err));
    QVERIFY(none.out.isEmpty());
}

void TestTrendOutput::runsAreFiltered()
{
    TrendRequest request;
    request.profile = u"quick"_s;
    request.filter.since = QDateTime(QDate(2026, 11, 3), QTime(0, 0), Qt::UTC);
    QCOMPARE(trend(request).out.split(u'\n').filter(u"-140000-"_s).size(), 2 * 2);
}

void TestTrendOutput::nothingIsOneSentence_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<Metric>("metric");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("misspelt") << u"quik"_s << Metric::Rps
                              << u"No run of the profile \"quik\" is kept. Did you mean \"quick\"?"_s;
    QTest::newRow("never run")
        << u"xylophone"_s << Metric::Rps
        << u"No matching run of the profile \"xylophone\" is kept; `loadstone run xylophone` "
           "makes one."_s;
    QTest::newRow("never complete")
        << u"stopped"_s << Metric::Rps
        << u"No matching run of the profile \"stopped\" is complete and has this metric."_s;
    QTest::newRow("without the metric")
        << u"other"_s << Metric::DueRps
        << u"No matching run of the profile \"other\" is complete and has this metric."_s;
}

void TestTrendOutput::nothingIsOneSentence()
{
    QFETCH(QString, profile);
    QFETCH(Metric, metric);
    QFETCH(QString, sentence);
    TrendRequest request;
    request.profile = profile;
    request.metric = metric;
    const CapturedOutput shown = trend(request);
    QCOMPARE(shown.code, Done);
    QCOMPARE(shown.out, sentence + u'\n');
}

void TestTrendOutput::jsonHasEverySeries()
{
    TrendRequest request;
    request.profile = u"quick"_s;
    request.metric = Metric::P99;
    request.isJson = true;
    const QJsonObject json = QJsonDocument::fromJson(trend(request).out.toUtf8()).object();
    QCOMPARE(json[u"metric"].toString(), u"p99"_s);
    QCOMPARE(json[u"series"].toArray().size(), 4);
    QCOMPARE(json[u"left_out"][0][u"reason"].toString(), u"unfinished"_s);
    request.profile = u"xylophone"_s;
    const QJsonObject empty = QJsonDocument::fromJson(trend(request).out.toUtf8()).object();
    QVERIFY(empty[u"series"].isArray() && empty[u"series"].toArray().isEmpty());
}

void TestTrendOutput::sparklinesNeedAUtf8Terminal()
{
    TrendRequest request;
    request.profile = u"quick"_s;
    const auto hasBlocks = [&](const char *locale) {
        qputenv("LC_ALL", locale);
        return trend(request).out.contains(u'▅');
    };
    QVERIFY(hasBlocks("C.UTF-8"));
    QVERIFY(!hasBlocks("C"));
}

LOADSTONE_TEST(TestTrendOutput, QCoreApplication)
#include "tst_trendoutput.moc"
