// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trialstats.h"
#include "core/export/htmlreport.h"
#include "core/export/textreport.h"
#include "core/present/conclusion.h"
#include "core/present/enginehint.h"
#include "core/present/runview.h"
#include "core/present/servernotes.h"
#include "tests/support/openrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

/// Reports of open loads, and of the recommended engine.
class TestOpenReport : public QObject
{
    Q_OBJECT

private slots:
    void scheduleIsShownWithTheResponses()
    {
        const RunRecord run = test::syntheticOpenRun();
        const RunView report = makeRunView(run);
        QCOMPARE(report.schedule.rows.size(), run.trials.size());
        for (qsizetype i = 0; i < run.trials.size(); ++i) {
            const LoadResult &load = run.trials[i].load;
            const EndpointMetrics total = load.measured.total();
            const QList<double> expected{*load.intendedRps,
                                         analyseLoad(load).rps(),
                                         double(load.waited),
                                         double(load.dropped),
                                         double(total.responseTime.percentile(50)),
                                         double(total.serviceTime.percentile(50)),
                                         double(total.responseTime.percentile(99)),
                                         double(total.serviceTime.percentile(99)),
                                         double(*load.client.sendLateP99Us)};
            QList<double> shown;
            for (const ReportCell &cell : report.schedule.rows[i].mid(2))
                shown.append(cell.value.value());
            QCOMPARE(shown, expected);
        }
        QVERIFY(toText(report).contains(u"Service p99 ms"_s));
        QVERIFY(toMarkdown(report).contains(u"## Schedule"_s));
        QVERIFY(htmlReport(run).contains("id=\"schedule\""));
        const RunView closed = makeRunView(test::syntheticRun(1, 1, 5));
        QVERIFY(closed.schedule.rows.isEmpty());
        QVERIFY(!toText(closed).contains(u"Schedule"_s));
    }

    void headlineDoesNotCompareTargetRates()
    {
        RunRecord run = test::syntheticOpenRun();
        QVERIFY2(caveats(analyseServers(run)).contains(u"Flask on Gunicorn missed the target rate"_s),
                 qPrintable(caveats(analyseServers(run))));
        QCOMPARE(conclusion(analyseServers(run)),
                 u"No verdict: the load of Flask on Gunicorn was changed by hand while it ran."_s);
        QVERIFY(serverNotes(analyseServers(run)[1]).contains(u"Target rate missed"_s));
        QVERIFY(!serverNotes(analyseServers(run)[0]).contains(u"Target rate missed"_s));
        run.trials[1].load = run.trials[0].load; // both keep up
        QVERIFY2(conclusion(analyseServers(run)).startsWith(u"The schedule set the request rate"_s),
                 qPrintable(conclusion(analyseServers(run))));
    }

    void warningsDescribeMissedSchedules()
    {
        const QString warnings = makeRunView(test::syntheticOpenRun()).warnings.join(u'\n');
        for (const QString &words :
             {u"Target rate missed"_s, u"arrivals were dropped"_s, u"changed by hand"_s})
            QVERIFY2(warnings.contains(u"Flask on Gunicorn: "_s) && warnings.contains(words),
                     qPrintable(warnings));
        QVERIFY2(!warnings.contains(u"Sanic"_s), qPrintable(warnings));
    }

    void engineIsAdvisedWhereItHelps()
    {
        const QStringList engines{u"qnam"_s, u"native"_s, u"grpc"_s};
        RunRecord run = test::syntheticRun();
        QCOMPARE(engineToTry(run, engines), u"native"_s);
        QCOMPARE(engineToTry(run, {u"qnam"_s, u"grpc"_s}), QString());
        QVERIFY(engineAdvice(run, engines).endsWith(u"run again with --engine native."_s));
        QCOMPARE(engineAdvice(run, {u"qnam"_s}), QString());
        run.profile.connection.engine = u"native"_s;
        QCOMPARE(engineToTry(run, engines), QString());
        QCOMPARE(engineToTry(test::syntheticRun(1, 1, 5), engines), QString());
        const bool isAdvised =
            makeRunView(test::syntheticRun()).warnings.contains(engineAdvice(test::syntheticRun()));
        QCOMPARE(isAdvised, engineIds().contains(u"native"_s));
    }

    void nativeRunsEveryProfileOfHttpServers()
    {
        const QStringList engines{u"qnam"_s, u"native"_s, u"grpc"_s};
        Profile profile = test::syntheticRun().profile;
        QCOMPARE(nativeObstacle(profile, engines), QString());
        QVERIFY(!nativeObstacle(profile, {u"qnam"_s, u"grpc"_s}).isEmpty());
        profile.connection.engine = u"native"_s;
        QVERIFY(!nativeObstacle(profile, engines).isEmpty());
        profile.connection.engine = u"grpc"_s;
        QVERIFY2(nativeObstacle(profile, engines).contains(u"HTTP"_s),
                 qPrintable(nativeObstacle(profile, engines)));
    }
};

LOADSTONE_TEST(TestOpenReport, QCoreApplication)
#include "tst_openreport.moc"
