// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/runprecision.h"
#include "core/present/precisiontable.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// @param responses by server and repeat, in 10 s
RunRecord makeRun(const QList<QList<qint64>> &responses)
{
    RunRecord run = test::syntheticRun(int(responses.size()), int(responses.first().size()), 10);
    run.profile.measurement.precisionPercent = 2;
    for (TrialRecord &trial : run.trials) {
        const qint64 count = responses[trial.planned.key.server][trial.planned.key.repeat];
        trial.end = TrialEnd::Finished;
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
            endpoint = {};
        trial.load.measured.endpoints[0].okInWindow = count;
        trial.load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Ok)] = count;
        trial.load.measuredS = 10;
    }
    return run;
}

} // namespace

class TestRunPrecision : public QObject
{
    Q_OBJECT
private slots:
    void nothingForFixedRepeats()
    {
        RunRecord run = makeRun({{100, 110, 120, 130, 140, 150}});
        run.profile.measurement.precisionPercent.reset();
        QVERIFY(!analysePrecision(run));
        QVERIFY(precisionTable(run).rows.isEmpty());
    }

    void needsWhatSteinsFormulaSays()
    {
        // The logarithms of the second server deviate by exactly 0.05: three at +a, three at −a, a = s · √(5/6).
        const double a = 0.05 * std::sqrt(5.0 / 6);
        const auto high = qint64(std::llround(1e6 * std::exp(a)));
        const auto low = qint64(std::llround(1e6 * std::exp(-a)));
        const RunRecord run = makeRun({{1'000'000, 1'000'000, 1'000'000, 1'000'000, 1'000'000, 1'000'001},
                                       {high, low, high, low, high, low}});
        const std::optional<RunPrecision> precision = analysePrecision(run);
        QVERIFY(precision);
        // (2.5706 · 0.05 ÷ 0.02)² = 41.3
        QCOMPARE(precision->servers[1].roundsNeeded, 42);
        QCOMPARE(precision->servers[0].roundsNeeded, 6);
        QCOMPARE(precision->roundsNeeded, 42);
        const double reached = *precision->servers[1].reached;
        QVERIFY2(std::abs(reached - 2.5706 * 0.05 / std::sqrt(6.0)) < 1e-4,
                 qPrintable(QString::number(reached)));
        const ReportTable table = precisionTable(run);
        QCOMPARE(table.rows.size(), 2);
        QCOMPARE(table.rows[1][2].text, u"42"_s);
        QCOMPARE(table.rows[1][3].text, u"±5.39 %"_s); // e^0.05247 − 1
    }

    void decidesNothingBeforeThePilotIsOver()
    {
        RunRecord run = makeRun({{100, 110, 120, 130, 140, 150}, {100, 110, 120, 130, 140, 150}});
        run.trials.removeLast();
        const std::optional<RunPrecision> precision = analysePrecision(run);
        QVERIFY(precision);
        QVERIFY(!precision->roundsNeeded);
        QVERIFY(precision->servers[0].reached);
    }

    void leavesOutTrialsWithoutAFigure()
    {
        RunRecord run = makeRun({{100, 110, 120, 130, 140, 150}, {100, 110, 120, 130, 140, 150}});
        for (TrialRecord &trial : run.trials) {
            if (trial.planned.key.server == 1)
                trial.end = TrialEnd::NotMeasured;
        }
        const std::optional<RunPrecision> precision = analysePrecision(run);
        QVERIFY(precision);
        QVERIFY(precision->roundsNeeded > 6); // the other one decides
        QCOMPARE(precision->servers[1].rounds, 0);
        QVERIFY(!precision->servers[1].reached);
        QVERIFY(!precision->servers[1].roundsNeeded);
    }
};

LOADSTONE_TEST(TestRunPrecision, QCoreApplication)
#include "tst_runprecision.moc"
