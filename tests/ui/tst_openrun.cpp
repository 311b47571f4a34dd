// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trialstats.h"
#include "core/present/runview.h"
#include "core/text/format.h"
#include "tests/support/openrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/models/liverun.h"
#include "ui/models/resultsmodel.h"
#include "ui/pages/runpage.h"
#include "ui/pages/targetcontrol.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/tile.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

using namespace loadstone;
using namespace Qt::StringLiterals;

/// The run page while requests start on schedule, and the load changed by hand.
class TestOpenRun : public test::WindowTest
{
    Q_OBJECT

private slots:
    void tilesFollowTheModel()
    {
        const RunRecord run = test::syntheticOpenRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(*run.trials.at(1).timeline.measureFromS + 5);
        auto *schedule = find<Tile>(u"tileSchedule"_s);
        QTRY_COMPARE(schedule->value(), u"1,500 / 3,000"_s);
        QVERIFY(schedule->isVisible() && find<Tile>(u"tileLate"_s)->isVisible());
        QVERIFY(find<Tile>(u"tileRps"_s)->isHidden() && find<Tile>(u"tileP50"_s)->isHidden());
        QCOMPARE(find<Tile>(u"tileLate"_s)->value(), u"240 ms"_s);
        QVERIFY(find<Tile>(u"tileLate"_s)->phaseValue().contains(u"dropped"_s));
        QVERIFY(find<Tile>(u"tileP99"_s)->phaseValue().startsWith(u"service "_s));
        script.finish();
        const LoadResult &load = run.trials.last().load;
        QTRY_COMPARE(schedule->value(),
                     u"%1 / %2"_s.arg(formatRate(analyseLoad(load).rps()), formatRate(load.intendedRps)));
        QVERIFY(find<Tile>(u"tileLate"_s)->phaseValue().startsWith(formatCount(load.waited)));
    }

    void aSearchEndsWithWhatHolds()
    {
        RunRecord run = test::syntheticRun(2, 1, 10);
        run.profile.load.model = LoadModel::Open;
        run.profile.capacity = Capacity();
        for (TrialRecord &trial : run.trials) {
            CapacityResult capacity;
            capacity.highestSustained = 3'200;
            capacity.lowestFailed = 3'360;
            capacity.end = CapacityEnd::Found;
            trial.capacity = capacity;
        }
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(1);
        QTRY_VERIFY(find<QLabel>(u"runContext"_s)->text().contains(u"search for the highest level"_s));
        script.finish();
        const QString said = find<MessageBar>(u"runSummary"_s)->text();
        QVERIFY2(said.contains(u"3,200 requests/s"_s) && said.contains(u"3,360"_s), qPrintable(said));
        QVERIFY2(!said.contains(u"served"_s), qPrintable(said));
        QCOMPARE(said, makeRunView(run).headline);
    }

    void usersHaveTheirOwnTiles()
    {
        const RunRecord run = test::syntheticRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(*run.trials.at(0).timeline.measureFromS + 5);
        QTRY_VERIFY(find<Tile>(u"tileRps"_s)->isVisible());
        QVERIFY(find<Tile>(u"tileSchedule"_s)->isHidden() && find<Tile>(u"tileLate"_s)->isHidden());
        QVERIFY(find<Tile>(u"tileP99"_s)->phaseValue().startsWith(u"worst "_s));
        script.playUntil(run.trials.at(1).timeline.startedAtS - 0.01);
        QTRY_VERIFY(find<Tile>(u"tileRps"_s)->phaseValue().startsWith(u"mean of "_s));
        QVERIFY(find<Tile>(u"tileP99"_s)->phaseValue().startsWith(u"worst "_s)); // of the result, too
    }

    void theRateOfWaitingUsersIsShownBesideWhatTheyCanSend()
    {
        RunRecord run = test::syntheticRun();
        run.profile.load.thinkTime = {ThinkTime::Kind::Constant, {}, {}, Milliseconds(1'000)};
        for (TrialRecord &trial : run.trials) {
            trial.load.pacingCeilingRps = 12'345;
            for (SecondBucket &bucket : trial.timeline.seconds)
                bucket.target = 40;
        }
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(*run.trials.at(0).timeline.measureFromS + 5);
        auto *rps = find<Tile>(u"tileRps"_s);
        QTRY_VERIFY2(rps->phaseValue().endsWith(u"≤ 40.0"_s), qPrintable(rps->phaseValue()));
        script.finish();
        QTRY_VERIFY2(rps->phaseValue().endsWith(u"≤ 12,345"_s), qPrintable(rps->phaseValue()));

        for (TrialRecord &trial : run.trials) {
            for (EndpointMetrics &endpoint : trial.load.measured.endpoints)
                endpoint.okInWindow = qint64(12'345 * trial.load.measuredS);
        }
        test::RunScript bound(m_fixture->controller, run);
        bound.begin();
        bound.finish();
        QTRY_COMPARE(rps->phaseValue(), u"of 12,345 by schedule"_s);
    }

    void theTargetCanBeChangedOnlyWhileALoadRuns()
    {
        const RunRecord run = test::syntheticOpenRun();
        test::RunScript script(m_fixture->controller, run);
        auto *slider = find<QSlider>(u"targetSlider"_s);
        auto *control = find<TargetControl>(u"targetControl"_s);
        QVERIFY(!slider->isEnabled());
        QVERIFY(slider->toolTip().contains(u"No run is in progress"_s));
        script.begin();
        script.playUntil(0.1);
        QTRY_VERIFY(slider->toolTip().contains(u"not ready yet"_s));
        QVERIFY(!slider->isEnabled());
        script.playUntil(*run.trials.at(0).timeline.measureFromS - 0.5);
        QTRY_VERIFY(slider->isEnabled());
        QVERIFY(control->disabledReason().isEmpty());
        script.playUntil(*run.trials.at(0).timeline.measureToS + 0.05);
        QTRY_VERIFY(!slider->isEnabled());
        QVERIFY(!slider->toolTip().isEmpty());
        QCOMPARE(slider->toolTip(), control->disabledReason());
    }

    void theTargetIsTheOneOfTheMoment()
    {
        const RunRecord run = test::syntheticOpenRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        const auto *box = find<QDoubleSpinBox>(u"targetBox"_s);
        script.playUntil(*run.trials.at(0).timeline.measureFromS + 5);
        QTRY_COMPARE(box->value(), 3'000.0);
        QCOMPARE(box->text(), u"3,000 requests/s"_s);
        script.playUntil(*run.trials.at(0).timeline.measureFromS + 15);
        QTRY_COMPARE(box->value(), 4'000.0);
    }

    void draggingIsToldTenTimesASecondAndItsEndAlways()
    {
        beginMeasuring();
        auto *slider = find<QSlider>(u"targetSlider"_s);
        QSignalSpy told(&m_window->runPage(), &RunPage::targetChosen);
        slider->setSliderDown(true);
        QElapsedTimer clock;
        clock.start();
        int value = 3'000;
        while (clock.elapsed() < 500) {
            slider->setSliderPosition(++value);
            QCoreApplication::processEvents();
        }
        QVERIFY2(told.count() >= 2 && told.count() <= 7, qPrintable(QString::number(told.count())));
        slider->setSliderPosition(4'321);
        slider->setSliderDown(false); // at once, not after the pause
        QCOMPARE(fake().target, std::optional(4'321.0));
        QCOMPARE(told.last().first().toDouble(), 4'321.0);
        QCOMPARE(find<QDoubleSpinBox>(u"targetBox"_s)->value(), 4'321.0);
    }

    void aTargetSetByHandStays()
    {
        test::RunScript script = beginMeasuring();
        auto *box = find<QDoubleSpinBox>(u"targetBox"_s);
        box->setValue(9'000); // beyond what the slider had room for
        QCOMPARE(fake().target, std::optional(9'000.0));
        QCOMPARE(find<QSlider>(u"targetSlider"_s)->value(), 9'000);
        QSignalSpy refreshed(&m_window->liveRun(), &LiveRun::refreshed);
        script.playUntil(*m_run.trials.at(0).timeline.measureFromS + 9);
        QVERIFY(refreshed.wait());
        QCOMPARE(box->value(), 9'000.0);
        script.playUntil(*m_run.trials.at(1).timeline.measureFromS + 5);
        QTRY_COMPARE(box->value(), 3'000.0); // the next server begins with the plan
    }

    void theKeyboardChangesTheTarget()
    {
        beginMeasuring();
        auto *slider = find<QSlider>(u"targetSlider"_s);
        const int before = slider->value();
        QTest::keyClick(slider, Qt::Key_Right);
        QVERIFY(fake().target && *fake().target == before + slider->singleStep());
        QTest::keyClick(slider, Qt::Key_PageUp);
        QTRY_VERIFY(*fake().target >= before + slider->pageStep());
    }

    void scrollingAcrossTheTargetChangesNothing()
    {
        beginMeasuring();
        auto *slider = find<QSlider>(u"targetSlider"_s);
        slider->clearFocus();
        QWheelEvent wheel(QPointF(5, 5), slider->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, 120), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(slider, &wheel);
        QVERIFY(!fake().target);
    }

    void resultsHaveTheColumnsOfTheirModel()
    {
        const RunRecord run = test::syntheticOpenRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        const auto *view = find<QTableView>(u"resultsView"_s);
        for (const int column : {ResultsModel::Due, ResultsModel::Waited, ResultsModel::Dropped,
                                 ResultsModel::ServiceP50, ResultsModel::ServiceP99})
            QVERIFY(!view->isColumnHidden(column));
        const LoadResult &load = run.trials.first().load;
        const auto shown = [view](int column) {
            return view->model()->index(0, column).data(ResultsModel::SortRole);
        };
        QCOMPARE(shown(ResultsModel::Due).toDouble(), load.intendedRps);
        QCOMPARE(shown(ResultsModel::Waited).toLongLong(), load.waited);
        QCOMPARE(shown(ResultsModel::ServiceP99).toLongLong(),
                 load.measured.total().serviceTime.percentile(99));
        QCOMPARE(shown(ResultsModel::P99).toLongLong(), load.measured.total().responseTime.percentile(99));

        const QAbstractItemModel *model = view->model();
        QCOMPARE(model->index(3, ResultsModel::State).data().toString(), u"Finished, changed by hand"_s);
        test::RunScript closed(m_fixture->controller, test::syntheticRun(1, 1, 5));
        closed.begin();
        closed.finish();
        QVERIFY(view->isColumnHidden(ResultsModel::Due) && view->isColumnHidden(ResultsModel::ServiceP99));
        QVERIFY(!view->isColumnHidden(ResultsModel::P99));
    }

    void anotherEngineIsOfferedWhereTheGeneratorWasTheLimit()
    {
        WindowDependencies dependencies = m_fixture->dependencies();
        dependencies.loadEngines = {u"qnam"_s, u"native"_s, u"grpc"_s};
        m_window = std::make_unique<MainWindow>(dependencies);
        m_window->show();
        auto *button = find<QPushButton>(u"summaryEngine"_s);
        const auto play = [this](const RunRecord &run) {
            test::RunScript script(m_fixture->controller, run);
            script.begin();
            script.finish();
        };
        play(test::syntheticRun(1, 1, 5)); // limited by nothing
        QVERIFY(!button->isVisible());
        play(test::syntheticRun());
        QVERIFY(button->isVisible());
        QVERIFY(button->text().contains(u"Native"_s));
        button->click();
        Profile expected = test::syntheticRun().profile;
        expected.connection.engine = u"native"_s;
        QCOMPARE(fake().startedWith, std::optional(expected));
    }

private:
    test::RunScript beginMeasuring()
    {
        m_run = test::syntheticOpenRun();
        test::RunScript script(m_fixture->controller, m_run);
        script.begin();
        script.playUntil(*m_run.trials.at(0).timeline.measureFromS + 5);
        QElapsedTimer clock;
        clock.start();
        while (!find<QSlider>(u"targetSlider"_s)->isEnabled() && clock.elapsed() < 5'000)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return script;
    }

    RunRecord m_run;
};

LOADSTONE_TEST(TestOpenRun, QApplication)
#include "tst_openrun.moc"
