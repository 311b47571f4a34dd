// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/drawingpainter.h"
#include "core/present/runview.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/charttableview.h"
#include "ui/models/liverun.h"
#include "ui/pages/runpage.h"
#include "ui/theme/chartcolors.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

constexpr int gridTab = 2;

/// Where the shapes with a tip that begins so lie in the widget.
QRectF placeOf(const DrawnChart &chart, const QString &tip)
{
    constexpr double margin = 8;
    for (const ChartShape &shape : chart.drawing().shapes) {
        if (shapeTip(shape).startsWith(tip))
            return tipArea(shape).translated(margin, margin);
    }
    return {};
}

} // namespace

class TestDrawnCharts : public test::WindowTest
{
    Q_OBJECT
private slots:
    void aRunWithoutRepeatsHasNoTab()
    {
        finish(test::syntheticRun(2, 1, 5));
        QVERIFY(!tabs()->isTabVisible(gridTab));
    }

    void theTabIsNamedAfterItsCharts()
    {
        finish(test::syntheticRun(2, 2, 5));
        QTRY_VERIFY(tabs()->isTabVisible(gridTab));
        QCOMPARE(tabs()->tabText(gridTab), u"Repeats"_s);
        finish(test::sweptGridRun()); // too many servers for charts of repeats
        QTRY_COMPARE(tabs()->tabText(gridTab), u"Sweep"_s);
        finish(test::sweptCurveRun());
        QTRY_COMPARE(tabs()->tabText(gridTab), u"Sweep and Repeats"_s);
        QVERIFY(tabs()->isTabVisible(gridTab));
        finish(test::syntheticRun(2, 1, 5));
        QTRY_VERIFY(!tabs()->isTabVisible(gridTab));
    }

    void chartsAreThoseOfTheReport()
    {
        const RunRecord run = test::sweptGridRun();
        finish(run);
        tabs()->setCurrentIndex(gridTab);
        const RunView view = makeRunView(run);
        QCOMPARE(grid().models(), view.sweepCharts + view.repeatCharts);
        QCOMPARE(grid().charts().size(), grid().models().size());
        for (const DrawnChart *chart : grid().charts()) {
            QVERIFY(chart->isVisible());
            QCOMPARE(chart->accessibleName(), chart->model().title);
            QCOMPARE(chart->accessibleDescription(), chart->model().summary());
        }
        QVERIFY(!find<QLabel>(u"chartGridEmpty"_s)->isVisible());
    }

    void chartsAreApart_data()
    {
        QTest::addColumn<int>("points");
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("isSideBySide");
        QTest::newRow("usual") << 9 << 1280 << true;
        QTest::newRow("large type") << 16 << 1280 << false;
        QTest::newRow("small window") << 9 << 800 << false;
    }

    void chartsAreApart()
    {
        QFETCH(int, points);
        QFETCH(int, width);
        QFETCH(bool, isSideBySide);
        const auto restore = qScopeGuard([usual = QApplication::font()] { QApplication::setFont(usual); });
        QFont font = QApplication::font();
        font.setPointSize(points);
        QApplication::setFont(font);
        m_window = std::make_unique<MainWindow>(m_fixture->dependencies());
        m_window->resize(width, 800);
        m_window->show();
        finish(test::sweptCurveRun());
        tabs()->setCurrentIndex(gridTab);
        const QList<DrawnChart *> charts = grid().charts();
        QVERIFY(charts.size() >= 6);
        for (qsizetype i = 0; i < charts.size(); ++i) {
            const DrawnChart *chart = charts[i];
            QVERIFY(chart->drawing().size.width() <= chart->width()
                    && chart->drawing().size.height() <= chart->height());
            QVERIFY(chart->geometry().right() < grid().widget()->width());
            for (qsizetype other = 0; other < i; ++other)
                QVERIFY(!charts[other]->geometry().intersects(chart->geometry()));
        }
        QCOMPARE(charts[0]->y() == charts[1]->y(), isSideBySide);
    }

    void chartsComeWithTheTrials()
    {
        const RunRecord run = test::syntheticRun(2, 2, 5);
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(run.trials[1].timeline.startedAtS + 2);
        QTRY_VERIFY(tabs()->isTabVisible(gridTab));
        tabs()->setCurrentIndex(gridTab);
        QVERIFY(grid().models().isEmpty());
        QVERIFY(find<QLabel>(u"chartGridEmpty"_s)->isVisible());
        script.finish();
        QTRY_COMPARE(grid().models().size(), 2);
        QVERIFY(!find<QLabel>(u"chartGridEmpty"_s)->isVisible());
    }

    void theFigureUnderThePointerIsShown()
    {
        finish(test::sweptGridRun());
        tabs()->setCurrentIndex(gridTab);
        const DrawnChart *chart = grid().charts().first();
        const QRectF cell = placeOf(*chart, u"workers 4, threads 50:"_s);
        QVERIFY(!cell.isEmpty());
        QCOMPARE(chart->tipAt(cell.center()),
                 u"workers 4, threads 50: %1"_s.arg(chart->model().heatMap.cells[2][2].detail));
        QVERIFY(chart->tipAt({1, 1}).isEmpty());
    }

    void cellsArePaintedInTheirColours_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void cellsArePaintedInTheirColours()
    {
        QFETCH(bool, isDark);
        applyTheme(isDark ? ThemeChoice::Dark : ThemeChoice::Light);
        DrawnChart chart;
        const RunView view = makeRunView(test::sweptGridRun());
        chart.setModel(view.sweepCharts[3]); // with a missing cell
        chart.resize(chart.neededSize(500));
        const QImage picture = chart.grab().toImage();
        const auto colorAt = [&](const QString &tip) {
            return picture.pixelColor((placeOf(chart, tip).topLeft() + QPointF(4, 4)).toPoint());
        };
        const ChartColors &colors = chartColors(chart.palette());
        QCOMPARE(colorAt(u"workers 1, threads 1:"_s), colors.heat.front().fill);
        QCOMPARE(colorAt(u"workers 8, threads 50:"_s), colors.heat.back().fill);
        QCOMPARE(colorAt(u"workers 8, threads 100:"_s), colors.plot);
        QCOMPARE(isDark, colors.heat.front().fill.lightness() < colors.heat.back().fill.lightness());
    }

    void chartsAreTablesToo()
    {
        finish(test::sweptCurveRun());
        tabs()->setCurrentIndex(gridTab);
        grid().charts()[1]->setFocus();
        QTRY_VERIFY(grid().charts()[1]->hasFocus());
        find<QAction>(u"actionChartTable"_s)->trigger();
        auto *table = find<ChartTableView>(u"gridTable"_s);
        QVERIFY(table->isVisible());
        QCOMPARE(table->chartId(), grid().models()[1].id);
        auto *rows = find<QTableView>(u"gridTableRows"_s);
        QCOMPARE(rows->model()->rowCount(), 7);
        QCOMPARE(rows->model()->columnCount(), 3);
        auto *choice = find<QComboBox>(u"gridTableChoice"_s);
        choice->setCurrentIndex(int(grid().models().size()) - 1);
        QCOMPARE(rows->model()->headerData(0, Qt::Horizontal).toString(), u"Name"_s);
        QCOMPARE(tabs()->currentIndex(), gridTab);
        find<QAction>(u"actionChartTable"_s)->trigger();
        QVERIFY(!table->isVisible());
        QTRY_VERIFY(grid().charts().last()->hasFocus());
    }

private:
    QTabWidget *tabs() { return find<QTabWidget>(u"runTabs"_s); }
    ChartGrid &grid() { return m_window->runPage().chartGrid(); }

    void finish(const RunRecord &run)
    {
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        QTRY_VERIFY(tabs()->isVisible());
        QTRY_VERIFY(!m_window->liveRun().isRunning());
    }
};

LOADSTONE_TEST(TestDrawnCharts, QApplication)
#include "tst_drawncharts.moc"
