// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/charts/chartpainting.h"
#include "ui/charts/chartstack.h"
#include "ui/charts/charttableview.h"
#include "ui/charts/readoutpanel.h"
#include "ui/models/liverun.h"
#include "ui/pages/runpage.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QScopeGuard>
#include <QTableView>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

/// The charts of a run while it goes on: which there are, their values and their tables.
class TestCharts : public test::WindowTest
{
    Q_OBJECT

private slots:
    void keysForChartsWorkDuringARun()
    {
        test::RunScript script(m_fixture->controller, test::syntheticRun(1, 1, 10));
        script.begin();
        for (const QString &name :
             {u"actionZoomIn"_s, u"actionZoomOut"_s, u"actionZoomReset"_s, u"actionChartTable"_s})
            QVERIFY2(find<QAction>(name)->isEnabled(), qPrintable(name));
    }

    void aServersStartMakesNoChartOfUsers()
    {
        RunRecord run = withTargets(10);
        run.profile.load.spawnRate = 10; // the second server has started half of its users
        run.trials[1].timeline.seconds.first().target = 5;
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(run.trials[1].timeline.seconds.first().startS + 1.1);
        QTRY_VERIFY(lastSecond() >= run.trials[1].timeline.seconds.first().startS);
        refreshNow();
        QCOMPARE(charts().size(), 5);
        script.finish();
        QCOMPARE(charts().size(), 5);
    }

    void aChartOfUsersIsThereFromTheBeginningAndGoesWithItsRun()
    {
        RunRecord run = withTargets(10);
        run.profile.load.stages = {{40, Milliseconds(10'000), true}};
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(run.trials[0].timeline.seconds.first().startS + 1.1);
        QTRY_COMPARE(charts().size(), 6);
        QCOMPARE(charts().last()->model().id, u"users"_s);
        QCOMPARE(charts().last()->model().x, charts().first()->model().x);
        const auto *readout = find<ReadoutPanel>(u"readoutPanel"_s);
        QVERIFY(!readout->valueTexts(u"users"_s, u"active"_s).isEmpty());
        script.finish();
        QVERIFY(hasTimeLabels(charts().last()));

        test::RunScript other(m_fixture->controller, withTargets(10));
        other.begin();
        other.playUntil(run.trials[0].timeline.seconds.first().startS + 1.1);
        QTRY_COMPARE(charts().size(), 5);
        QCOMPARE(charts().last()->model().id, u"memory"_s);
        QVERIFY(hasTimeLabels(charts().last()));
        QVERIFY(readout->valueTexts(u"users"_s, u"active"_s).isEmpty());
        QVERIFY(!find<QCheckBox>(u"series-users-active"_s)->isVisible());
        QVERIFY(!find<QLabel>(u"readoutTitle-users"_s)->isVisible());
    }

    void aTableOfAChartStaysWhenAnotherChartComes()
    {
        RunRecord run = withTargets(10);
        const double byHandS = run.trials[0].timeline.seconds.at(6).startS;
        run.marks << TimelineMark{MarkKind::Target, byHandS, {}, u"By hand: 40 users"_s};
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(byHandS - 1);
        QTRY_VERIFY(charts().first()->isVisible());
        QCOMPARE(charts().size(), 5);
        auto *figures = find<ChartTableView>(u"chartTable"_s);
        find<QAction>(u"actionChartTable"_s)->trigger();
        auto *choice = find<QComboBox>(u"chartTableChoice"_s);
        choice->setCurrentIndex(choice->findData(u"cpu"_s));
        script.playUntil(byHandS + 2.1);
        QTRY_COMPARE(choice->count(), 6);
        QCOMPARE(figures->chartId(), u"cpu"_s);
        QVERIFY(find<QTableView>(u"chartTableRows"_s)->accessibleName().startsWith(u"CPU"_s));
    }

    void valuesAreNeverCutOff_data()
    {
        QTest::addColumn<int>("points");
        QTest::addColumn<int>("width");
        QTest::newRow("usual") << 9 << 1280;
        QTest::newRow("large type") << 14 << 1280;
        QTest::newRow("large type, small window") << 14 << 1024;
    }

    void valuesAreNeverCutOff()
    {
        QFETCH(int, points);
        QFETCH(int, width);
        const auto restore = qScopeGuard([usual = QApplication::font()] { QApplication::setFont(usual); });
        QFont font = QApplication::font();
        font.setPointSize(points);
        QApplication::setFont(font);
        m_window = std::make_unique<MainWindow>(m_fixture->dependencies());
        m_window->resize(width, 720);
        m_window->show();
        test::RunScript script(m_fixture->controller, test::syntheticRun());
        script.begin();
        script.finish();
        const auto *readout = find<ReadoutPanel>(u"readoutPanel"_s);
        QTRY_VERIFY(readout->isVisible());
        const QString one = cutOffIn(*readout);
        QVERIFY2(one.isEmpty(), qPrintable(one));
        QCOMPARE(readout->valueTexts(u"throughput"_s, u"completed"_s).size(), 1);

        ChartStack &stack = m_window->runPage().charts();
        emit stack.charts().first()->clicked(10, {});
        emit stack.charts().first()->clicked(20, Qt::ShiftModifier);
        QCOMPARE(readout->valueTexts(u"throughput"_s, u"completed"_s).size(), 3);
        QTRY_VERIFY(find<QLabel>(u"readoutTime-2"_s)->isVisible());
        QTRY_VERIFY2(cutOffIn(*readout).isEmpty(), qPrintable(cutOffIn(*readout)));
        emit stack.charts().first()->keyPressed(Qt::Key_Escape, {});
        QCOMPARE(readout->valueTexts(u"throughput"_s, u"completed"_s).size(), 1);
    }

private:
    /// Two servers with as many users all the time.
    static RunRecord withTargets(int users)
    {
        RunRecord run = test::syntheticRun(2, 1, 10);
        run.profile.load = {};
        run.profile.load.users = users;
        run.profile.load.duration = Milliseconds(10'000);
        for (TrialRecord &trial : run.trials)
            for (SecondBucket &second : trial.timeline.seconds)
                second.target = second.users = users;
        return run;
    }

    const QList<TimeChart *> &charts() { return m_window->runPage().charts().charts(); }
    double lastSecond() { return m_window->liveRun().series().seconds.last().startS; }
    void refreshNow() { m_window->runPage().charts().setSeries(m_window->liveRun().series(), 2); }

    static bool hasTimeLabels(const TimeChart *chart)
    {
        const ChartInsets insets = chartInsets(chart->fontMetrics(), true);
        return std::abs(chart->height() - chart->plotRect().bottom() - insets.bottom) < 1;
    }

    /// The first text that does not have its room within the panel; empty when all have.
    static QString cutOffIn(const ReadoutPanel &panel)
    {
        const QWidget *view = panel.viewport();
        for (const QLabel *label : panel.findChildren<QLabel *>()) {
            if (!label->isVisible())
                continue;
            const int right = label->mapTo(&panel, QPoint(label->width(), 0)).x();
            const bool isWhole = label->wordWrap() || label->width() >= label->sizeHint().width();
            if (right > view->geometry().right() + 1 || !isWhole)
                return u"“%1”: %2 of %3 px, ends at %4 of %5"_s.arg(label->text())
                    .arg(label->width())
                    .arg(label->sizeHint().width())
                    .arg(right)
                    .arg(view->geometry().right());
        }
        return {};
    }
};

LOADSTONE_TEST(TestCharts, QApplication)
#include "tst_charts.moc"
