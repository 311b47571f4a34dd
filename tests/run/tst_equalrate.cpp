// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/equalrate.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// @param responses by server, in 10 s; 0: not measured
RunRecord pilotWith(const QList<qint64> &responses)
{
    RunRecord run = test::syntheticRun(int(responses.size()), 1, 10);
    for (TrialRecord &trial : run.trials) {
        const qint64 count = responses[trial.planned.key.server];
        trial.end = count > 0 ? TrialEnd::Finished : TrialEnd::NotMeasured;
        for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
            endpoint = {};
        trial.load.measured.endpoints[0].okInWindow = count;
        trial.load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Ok)] = count;
        trial.load.measured.failures.clear();
        trial.load.measuredS = 10;
    }
    return run;
}

} // namespace

class TestEqualRate : public QObject
{
    Q_OBJECT
private slots:
    void pilotSaturates()
    {
        Profile profile;
        profile.load.users = 40;
        profile.load.thinkTime = {ThinkTime::Kind::Constant, {}, {}, Milliseconds(500)};
        profile.load.requests = 10;
        profile.measurement.repeats = 6;
        profile.measurement.precisionPercent = 2;
        profile.thresholds << Threshold();
        const Profile pilot = saturatingPilot(profile);
        QCOMPARE(pilot.load.users, 40);
        QCOMPARE(pilot.load.thinkTime.kind, ThinkTime::Kind::None);
        QVERIFY(!pilot.load.requests);
        QCOMPARE(pilot.load.duration, Milliseconds(5'000));
        QCOMPARE(pilot.measurement.repeats, 1);
        QVERIFY(pilot.measurement.hasFixedRounds());
        QVERIFY(pilot.thresholds.isEmpty());

        profile.load.model = LoadModel::Open;
        QVERIFY(!saturatingPilot(profile).load.isOpen());
    }

    void takesAShareOfTheSlowest()
    {
        Profile profile;
        profile.load.users = 40;
        profile.measurement.precisionPercent = 2;
        const Result<Profile> equal = atEqualRate(profile, pilotWith({50'000, 12'345, 0}), 60);
        QVERIFY(equal);
        QVERIFY(equal->load.isOpen());
        QCOMPARE(equal->load.rate, 740.0); // 0.6 × 1,234.5, rounded down to two digits
        QCOMPARE(equal->load.duration, profile.load.duration);
        QCOMPARE(equal->measurement.precisionMetric, Metric::CpuMsPerRequest);
        QCOMPARE(atEqualRate(profile, pilotWith({40}), 50)->load.rate, 2.0);
    }

    void refusesAPilotThatSaysNothing()
    {
        QVERIFY(!atEqualRate(Profile(), pilotWith({0, 0}), 60));
        RunRecord failing = pilotWith({1'000, 1'000});
        failing.trials[0].load.measured.endpoints[0].counts[std::size_t(OutcomeClass::Timeout)] = 20;
        const Result<Profile> refused = atEqualRate(Profile(), failing, 60);
        QVERIFY(!refused);
        QVERIFY2(refused.error().text().contains(u"failed over 1 %"_s), qPrintable(refused.error().text()));
    }
};

LOADSTONE_TEST(TestEqualRate, QCoreApplication)
#include "tst_equalrate.moc"
