// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/resumedrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

TrialRecord trial(int repeat, TrialEnd end, double startedAtS)
{
    TrialRecord made;
    made.planned.key.repeat = repeat;
    made.end = end;
    made.timeline.startedAtS = startedAtS;
    return made;
}

} // namespace

class TestResumedRun : public QObject
{
    Q_OBJECT
private slots:
    void trialsThatEndedAreKeptWithTheirMarks()
    {
        RunRecord run;
        run.state = RunState::Interrupted;
        run.problem = u"Interrupted."_s;
        // Read from the store in the order of the plan, which differs from that in which they were run.
        run.trials = {trial(0, TrialEnd::NotMeasured, 1), trial(1, TrialEnd::Stopped, 30),
                      trial(2, TrialEnd::Finished, 10), trial(3, TrialEnd::ServerExited, 20)};
        const auto mark = [&run](MarkKind kind, double atS) { run.marks.append({kind, atS, {}, {}}); };
        mark(MarkKind::TrialChange, 0.9);
        mark(MarkKind::ServerStarted, 1.1);
        mark(MarkKind::TrialChange, 9.9);
        mark(MarkKind::Measure, 12);
        mark(MarkKind::TrialChange, 19.9);
        mark(MarkKind::TrialChange, 29.9);
        mark(MarkKind::Measure, 31);
        const RunRecord kept = keptPart(run);
        QCOMPARE(kept.trials.size(), 2);
        QCOMPARE(kept.trials[0].planned.key.repeat, 2);
        QCOMPARE(kept.trials[1].planned.key.repeat, 3);
        QList<double> times;
        for (const TimelineMark &each : kept.marks)
            times << each.atS;
        QCOMPARE(times, (QList<double>{9.9, 12, 19.9}));
        QVERIFY(kept.problem.isEmpty());
    }
};

LOADSTONE_TEST(TestResumedRun, QCoreApplication)
#include "tst_resumedrun.moc"
