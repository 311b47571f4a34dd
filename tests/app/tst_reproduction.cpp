// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reproduction.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

StoredRun run(const QString &id, RunState state, int ended, const QStringList &tags = {})
{
    StoredRun made;
    made.id = id;
    made.profileId = u"p"_s;
    made.state = state;
    made.trialsEnded = ended;
    made.tags = tags;
    return made;
}

} // namespace

class TestReproduction : public QObject
{
    Q_OBJECT
private slots:
    void goesOnWhereItWas()
    {
        using Kind = ReproductionStep::Kind;
        const auto step = [](const QList<StoredRun> &runs) { return nextStep(u"p"_s, runs); };
        const StoredRun tagged = run(u"a"_s, RunState::Finished, 4, {reproductionTag()});
        const StoredRun interrupted = run(u"b"_s, RunState::Interrupted, 2);
        QCOMPARE(step({}).kind, Kind::Start);
        QCOMPARE(step({tagged}).kind, Kind::Done);
        QCOMPARE(step({tagged}).run, u"a"_s);
        QCOMPARE(nextStep(u"other"_s, {tagged}).kind, Kind::Start);
        // Runs of the same profile that somebody made otherwise do not count.
        QCOMPARE(step({run(u"c"_s, RunState::Finished, 4)}).kind, Kind::Start);
        QCOMPARE(step({interrupted, tagged}).kind, Kind::Resume);
        QCOMPARE(step({interrupted}).run, u"b"_s);
        QCOMPARE(step({tagged, interrupted}).kind, Kind::Done);
        QCOMPARE(step({run(u"d"_s, RunState::Stopped, 0)}).kind, Kind::Start);
    }

    void thePageHasEveryRun()
    {
        RunRecord first = test::syntheticRun();
        RunRecord second = test::syntheticRun(2, 1, 5);
        second.profile.name = u"Other | question"_s;
        second.id = u"second"_s;
        const QString page = reproductionPage({first, second});
        QVERIFY(page.startsWith(
            u"# The published comparisons on this machine\n\nExample CPU @ 3.0 GHz, 2 cores"_s));
        QVERIFY2(page.contains(u"\n| Mixed requests | "_s) && page.contains(u"\n| Other \\| question | "_s),
                 qPrintable(page.left(800)));
        QCOMPARE(page.count(u"\n# "_s), 0); // its own title alone is of the first level
        QVERIFY(page.contains(u"\n## Mixed requests\n"_s));
        QVERIFY(page.contains(u"Run `second`."_s));
        QVERIFY(reproductionPage({}).startsWith(u"# The published"_s));
    }
};

LOADSTONE_TEST(TestReproduction, QCoreApplication)
#include "tst_reproduction.moc"
