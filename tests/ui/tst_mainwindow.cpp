// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/charts/annotationruler.h"
#include "ui/charts/chartstack.h"
#include "ui/mainwindow.h"
#include "ui/models/liverun.h"
#include "ui/models/profiledocument.h"
#include "ui/models/profilelistmodel.h"
#include "ui/pages/profilespage.h"
#include "ui/pages/runpage.h"
#include "ui/theme/chartcolors.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QChart>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <cmath>

using namespace loadstone;
using namespace Qt::StringLiterals;

class TestMainWindow : public test::WindowTest
{
    Q_OBJECT

private slots:
    void startsWithoutARunAndExplainsItself()
    {
        QVERIFY(find<QAction>(u"actionRun"_s)->isEnabled());
        QVERIFY(!find<QAction>(u"actionStop"_s)->isEnabled());
        QVERIFY(!find<QAction>(u"actionReport"_s)->toolTip().isEmpty());
        m_window->showPage(m_window->runPage());
        const auto *empty = find<EmptyState>(u"runEmpty"_s);
        QVERIFY(empty->isVisible());
        QVERIFY(empty->heading().contains(m_window->profilesPage().current()->title()));
        QVERIFY(!empty->sentence().isEmpty());
    }

    void runsTheChosenProfileOrSaysWhyNot()
    {
        find<QAction>(u"actionRun"_s)->trigger();
        QCOMPARE(fake().startedWith, std::optional(m_window->profilesPage().current()->profile()));
        QCOMPARE(&m_window->page(), &m_window->runPage());
        fake().startError = Error{ErrorCode::Usage, u"Port 8080 is taken by python3."_s, {}};
        find<QAction>(u"actionRun"_s)->trigger();
        QCOMPARE(find<MessageBar>(u"runProblem"_s)->text(), fake().startError->message);
    }

    void showsARunUntilItsEnd()
    {
        const RunRecord run = test::syntheticRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        QCOMPARE(&m_window->page(), &m_window->runPage());
        QVERIFY(find<QAction>(u"actionStop"_s)->isEnabled());
        QVERIFY(!find<QAction>(u"actionRun"_s)->isEnabled());
        script.playUntil(run.trials.at(0).timeline.startedAtS + 0.1);
        QTRY_VERIFY(find<QLabel>(u"runWaiting"_s)->text().contains(run.servers.first().name));
        QVERIFY(find<QLabel>(u"runWaiting"_s)->isVisible());
        script.playUntil(run.trials.at(0).timeline.startedAtS + 15);
        QTRY_VERIFY(!find<QLabel>(u"runWaiting"_s)->isVisible());
        QTRY_VERIFY(find<QLabel>(u"statusServer"_s)->text().contains(u"pid"_s));
        QVERIFY(!find<QLabel>(u"statusLeft"_s)->text().isEmpty());
        script.finish();
        QVERIFY(find<MessageBar>(u"runSummary"_s)->isVisible());
        QVERIFY(find<QAction>(u"actionRun"_s)->isEnabled());
        QVERIFY(!find<QAction>(u"actionStop"_s)->isEnabled());
    }

    void reportIsWrittenInTheBackgroundAndShown()
    {
        const RunRecord run = test::syntheticRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        auto *action = find<QAction>(u"actionReport"_s);
        action->trigger();
        QVERIFY(!action->isEnabled());
        QTRY_COMPARE(m_fixture->opened.size(), 1);
        QVERIFY(QFile::exists(m_fixture->opened.first().toLocalFile()));
        QVERIFY(!m_fixture->wasReportInMainThread);
        QVERIFY(action->isEnabled());
        action->trigger(); // the same run again: only shown
        QCOMPARE(m_fixture->opened.size(), 2);
        QCOMPARE(m_fixture->reports.load(), 1);
    }

    void titleBeginsWithWhatTellsRunsApart()
    {
        QVERIFY(m_window->windowTitle().startsWith(m_window->profilesPage().current()->title()));
        const RunRecord run = test::syntheticRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        QVERIFY2(m_window->windowTitle().startsWith(
                     u"%1 servers, %2, "_s.arg(run.servers.size()).arg(run.profile.name)),
                 qPrintable(m_window->windowTitle()));
        QVERIFY(m_window->windowTitle().endsWith(u"Loadstone"_s));
    }

    void preparingShowsProgressAndCanBeStopped()
    {
        prepare(u"Downloading sanic"_s, 0.25);
        auto *preparing = find<EmptyState>(u"runPreparing"_s);
        QTRY_VERIFY(preparing->isVisible());
        QTRY_VERIFY(preparing->sentence().contains(u"Downloading sanic"_s));
        auto *bar = preparing->findChild<QProgressBar *>(u"emptyProgress"_s);
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->value() * 4, bar->maximum());
        preparing->button()->click();
        QCOMPARE(fake().stops, 1);
        fake().result = std::make_shared<RunRecord>();
        fake().state = RunState::Stopped;
        emit m_fixture->controller.stateChanged(RunState::Stopped);
        emit m_fixture->controller.finished();
        QVERIFY(find<EmptyState>(u"runEmpty"_s)->isVisible());
        QVERIFY(find<MessageBar>(u"runSummary"_s)->text().contains(u"before anything was measured"_s));
    }

    void chartsAreDescribedAndStayReadableInLowWindows()
    {
        test::RunScript script(m_fixture->controller, test::syntheticRun());
        script.begin();
        script.finish();
        m_window->resize(1024, 640);
        find<QAction>(u"actionLog"_s)->trigger();
        for (TimeChart *chart : m_window->runPage().charts().charts()) {
            QVERIFY2(!chart->accessibleDescription().isEmpty(), qPrintable(chart->objectName()));
            QCOMPARE(chart->accessibleDescription(), chart->model().summary());
            if (!chart->model().isEmpty())
                QTRY_VERIFY2(chart->plotRect().height() >= 30, qPrintable(chart->objectName()));
        }
        auto *scroll = find<QScrollArea>(u"chartScroll"_s);
        QTRY_VERIFY(scroll->verticalScrollBar()->maximum() > 0);
    }

    void cancellingTheSecondQuestionLosesNothingOfTheFirst()
    {
        find<QAction>(u"actionNew"_s)->trigger();
        find<QAction>(u"actionNew"_s)->trigger();
        const int count = m_window->profilesPage().model().rowCount();
        m_fixture->saveAnswers = {Prompts::SaveAnswer::DontSave, Prompts::SaveAnswer::Cancel};
        m_window->close();
        QCOMPARE(m_fixture->asked.size(), 2);
        QVERIFY(m_window->isVisible());
        QCOMPARE(m_window->profilesPage().model().rowCount(), count);
    }

    void fitsOnTheScreen()
    {
        const MainWindow fresh(m_fixture->dependencies());
        const QSize screen = fresh.screen()->availableGeometry().size();
        QVERIFY(fresh.width() <= screen.width() && fresh.height() < screen.height());
        QVERIFY(fresh.minimumWidth() <= screen.width() && fresh.minimumHeight() < screen.height());
    }

    void onlyOneQuestionAtATime()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        WindowDependencies dependencies = m_fixture->dependencies();
        QList<std::function<void(Prompts::SaveAnswer)>> open;
        dependencies.prompts.askToSave = [&open](QWidget *, const QString &, auto answer) { open << answer; };
        MainWindow window(dependencies);
        window.show();
        window.findChild<QAction *>(u"actionDuplicate"_s)->trigger();
        window.close();
        window.close(); // a signal of the system comes while the question is open
        QCOMPARE(open.size(), 1);
        open.first()(Prompts::SaveAnswer::Cancel);
        QVERIFY(window.isVisible());
        window.close();
        QCOMPARE(open.size(), 2);
        open.last()(Prompts::SaveAnswer::DontSave);
        QTRY_VERIFY(!window.isVisible());
    }

    void onlyOneQuestionDuringARun()
    {
        QList<std::function<void(bool)>> open;
        WindowDependencies dependencies = m_fixture->dependencies();
        dependencies.prompts.confirm = [&open](QWidget *, const QString &, const QString &, auto answer) {
            open << answer;
        };
        MainWindow window(dependencies);
        window.show();
        test::RunScript script(m_fixture->controller, test::syntheticRun());
        script.begin();
        window.close();
        window.close();
        QCOMPARE(open.size(), 1);
        open.first()(false);
        window.close();
        QCOMPARE(open.size(), 2);
        open.last()(true);
        QCOMPARE(fake().stops, 1);
        script.finish();
        QTRY_VERIFY(!window.isVisible());
    }

    void runsAgainWithNativeByOneKey()
    {
        auto *again = find<QAction>(u"actionRunAgain"_s);
        QVERIFY(again->shortcuts().contains(QKeySequence(u"Ctrl+Shift+Return"_s)));
        QVERIFY(!again->whatsThis().isEmpty());
        QVERIFY(!again->isEnabled());
        QVERIFY2(again->toolTip().contains(u"Run a profile first"_s), qPrintable(again->toolTip()));
        RunRecord run = test::syntheticRun(2, 1, 10);
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        QVERIFY(!again->isEnabled());
        script.finish();
        QVERIFY(again->isEnabled());
        const auto *button = find<QPushButton>(u"summaryEngine"_s);
        QVERIFY(!button->isVisible()); // nothing limited this run
        const Profile chosen = m_window->profilesPage().current()->profile();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(fake().startedWith);
        Profile expected = run.profile;
        expected.connection.engine = u"native"_s;
        QCOMPARE(*fake().startedWith, expected);
        QCOMPARE(m_window->profilesPage().current()->profile(), chosen);

        run.profile = expected;
        test::RunScript other(m_fixture->controller, run);
        other.begin();
        other.finish();
        QVERIFY(!again->isEnabled());
        QVERIFY2(again->toolTip().contains(u"already"_s), qPrintable(again->toolTip()));
    }

    void aSaturatedRunOffersNative()
    {
        RunRecord run = test::syntheticRun(2, 1, 10);
        run.trials[0].load.client.isClientLimited = true;
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        auto *button = find<QPushButton>(u"summaryEngine"_s);
        QVERIFY(button->isVisible());
        QVERIFY(button->text().contains(u"Native"_s));
        button->click();
        QVERIFY(fake().startedWith);
        QCOMPARE(fake().startedWith->connection.engine, u"native"_s);
    }

    void onlyAGoodRunEndsWithATick()
    {
        const auto kindAfter = [this](const RunRecord &run) {
            test::RunScript script(m_fixture->controller, run);
            script.begin();
            script.finish();
            return find<MessageBar>(u"runSummary"_s)->kind();
        };
        const RunRecord good = test::syntheticRun(2, 1, 10);
        QCOMPARE(kindAfter(good), MessageBar::Kind::Success);
        RunRecord failing = good;
        EndpointMetrics &metrics = failing.trials[0].load.measured.endpoints[0];
        metrics.counts[std::size_t(OutcomeClass::HttpStatus)] = metrics.counts[0];
        QCOMPARE(kindAfter(failing), MessageBar::Kind::Warning);
        RunRecord byHand = good;
        byHand.trials[1].load.targetChanges = {{3, 40}};
        QCOMPARE(kindAfter(byHand), MessageBar::Kind::Warning);
    }

    void stoppingInTheWarmUpIsNoFailureOfTheServer()
    {
        RunRecord run = test::syntheticRun(1, 1, 10);
        run.state = RunState::Stopped;
        run.trials[0].end = TrialEnd::Stopped;
        run.trials[0].load = {};
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        const auto *summary = find<MessageBar>(u"runSummary"_s);
        QCOMPARE(summary->text(), u"Stopped before anything was measured."_s);
        QCOMPARE(summary->kind(), MessageBar::Kind::Warning);
        QVERIFY(!find<QLabel>(u"runContext"_s)->text().contains(u"results so far are kept"_s));
    }

    void survivesAServerThatDoesNotStart()
    {
        const RunRecord run = test::syntheticRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(run.trials.at(2).timeline.startedAtS + 4);
        QCOMPARE(run.trials.at(2).end, TrialEnd::NotMeasured);
        const auto *bar = find<MessageBar>(u"runProblem"_s);
        QVERIFY(bar->isVisible());
        QVERIFY(bar->text().contains(run.trials.at(2).problem.english()));
        QVERIFY(m_window->liveRun().isRunning());
        QTRY_VERIFY(find<QPlainTextEdit>(u"logText"_s)
                        ->toPlainText()
                        .contains(run.trials.at(2).server.lastLog.last()));
    }

    void endTellsWhatFailedAndNothingThatIsOver()
    {
        RunRecord run = test::syntheticRun();
        run.profile.thresholds = {{Metric::P99, Threshold::Comparison::Less, 1, u"p99<1us"_s}};
        for (qsizetype i = 3; i < run.trials.size(); ++i) // one failure only
            run.trials[i].end = TrialEnd::Finished;
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(run.trials.at(2).timeline.startedAtS + 4);
        const auto *problem = find<MessageBar>(u"runProblem"_s);
        const QString goesOn = u"continues with the next server"_s;
        QCOMPARE(problem->text().contains(goesOn), run.trials.size() > 3);
        script.finish();
        QVERIFY(problem->isVisible());
        QVERIFY(!problem->text().contains(goesOn));
        const auto *summary = find<MessageBar>(u"runSummary"_s);
        QVERIFY2(summary->text().contains(u"p99<1us"_s), qPrintable(summary->text()));
        QCOMPARE(summary->kind(), MessageBar::Kind::Warning);
    }

    void nothingMeasuredIsNoSuccess()
    {
        RunRecord run = test::syntheticRun();
        run.state = RunState::Finished;
        for (TrialRecord &trial : run.trials) {
            trial.end = TrialEnd::NotMeasured;
            trial.problem = u"Port 8080 is already in use by python3."_s;
            trial.load = {};
            trial.timeline.seconds.clear();
            trial.timeline.resources.clear();
        }
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        QVERIFY(find<MessageBar>(u"runProblem"_s)->text().contains(run.trials.first().problem.english()));
        const auto *summary = find<MessageBar>(u"runSummary"_s);
        QCOMPARE(summary->kind(), MessageBar::Kind::Warning);
        QCOMPARE(summary->text(), u"No server could be measured."_s);
        QVERIFY(find<QTableView>(u"resultsView"_s)->isVisible());
    }

    void caveatsAreNoSuccess_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("words");
        for (const auto &[what, words] :
             {std::pair{u"failures"_s, u"50 % of the requests to Server 1 failed"_s},
              std::pair{u"by hand"_s, u"the load of Server 2 was changed by hand"_s},
              std::pair{u"nothing"_s, u" served 1.4"_s}})
            QTest::newRow(qPrintable(what)) << what << words;
    }
    void caveatsAreNoSuccess()
    {
        QFETCH(QString, what);
        QFETCH(QString, words);
        RunRecord run = test::syntheticRun(2, 1, 5);
        if (what == u"failures")
            for (EndpointMetrics &endpoint : run.trials[0].load.measured.endpoints)
                endpoint.counts[std::size_t(OutcomeClass::Reset)] = endpoint.ok();
        if (what == u"by hand")
            run.trials[1].load.targetChanges = {{1, 40}};
        run.profile.thresholds.clear();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        const auto *summary = find<MessageBar>(u"runSummary"_s);
        QVERIFY2(summary->text().contains(words), qPrintable(summary->text()));
        QCOMPARE(summary->text().contains(u'×'), what == u"nothing");
        QCOMPARE(summary->kind() == MessageBar::Kind::Warning, what != u"nothing");
    }

    void stoppedBeforeAnythingWasMeasuredIsSaid()
    {
        RunRecord run = test::syntheticRun(2, 1, 5);
        run.state = RunState::Stopped;
        run.trials.resize(1);
        TrialRecord &trial = run.trials.first();
        trial.end = TrialEnd::Stopped;
        trial.load = {};
        trial.timeline.seconds.clear();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        const auto *summary = find<MessageBar>(u"runSummary"_s);
        QCOMPARE(summary->text(), u"Stopped before anything was measured."_s);
        QCOMPARE(summary->kind(), MessageBar::Kind::Warning);
    }

    void serversAreNamedAboveTheChartsFirst()
    {
        AnnotationRuler ruler;
        ruler.resize(600, 20);
        ChartAxis axis;
        axis.min = 0;
        axis.max = 100;
        ruler.setAnnotations({{MarkKind::TrialChange, 0, {}, u"Broken server"_s},
                              {MarkKind::ServerReady, 22, {}, u"Ready after 0.32 s"_s},
                              {MarkKind::TrialChange, 32, {}, u"Sanic"_s},
                              {MarkKind::ServerReady, 70, {}, u"Ready after 1 s"_s}},
                             axis);
        QStringList texts;
        for (const AnnotationRuler::Label &label : ruler.labels())
            texts << label.text;
        QCOMPARE(texts, (QStringList{u"‖ Broken server"_s, u"‖ Sanic"_s, u"▲ Ready after 1 s"_s}));
    }

    void stopsFirstGentlyThenAtOnce()
    {
        test::RunScript script(m_fixture->controller, test::syntheticRun());
        script.begin();
        find<QAction>(u"actionStop"_s)->trigger();
        QCOMPARE(fake().stops, 1);
        QVERIFY(!fake().wasStoppedNow);
        find<QAction>(u"actionStop"_s)->trigger();
        QVERIFY(fake().wasStoppedNow);
    }

    void manySignalsAreFewRefreshes()
    {
        LiveRun &live = m_window->liveRun();
        test::RunScript script(m_fixture->controller, test::syntheticRun());
        script.begin();
        live.setRefreshRate(4);
        QSignalSpy refreshes(&live, &LiveRun::refreshed);
        QSignalSpy redraws(&m_window->runPage().charts(), &ChartStack::modelsChanged);
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; clock.elapsed() < 1'000; ++i) {
            SecondBucket bucket;
            bucket.startS = i / 100.0;
            m_fixture->controller.play(SecondUpdated{{}, bucket});
            QCoreApplication::processEvents();
        }
        QVERIFY(refreshes.count() >= 1);
        QVERIFY2(refreshes.count() <= 5, qPrintable(QString::number(refreshes.count())));
        QVERIFY(redraws.count() <= refreshes.count());
    }

    void plotsAreAlignedAndAgreeWithTheirLines()
    {
        const RunRecord run = test::syntheticRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.finish();
        const auto &charts = m_window->runPage().charts().charts();
        QCOMPARE(charts.size(), 5);
        // Qt Charts lays out when it is painted.
        QTRY_VERIFY(std::abs(charts.first()->chart()->plotArea().left() - charts.first()->plotRect().left())
                    < 0.6);
        const auto left = [](TimeChart *chart) {
            return chart->mapToGlobal(QPoint()).x() + chart->plotRect().left();
        };
        for (TimeChart *chart : charts) {
            QCOMPARE(left(chart), left(charts.first()));
            QCOMPARE(chart->plotRect().width(), charts.first()->plotRect().width());
            const QRectF plot = chart->chart()->plotArea();
            QVERIFY2(std::abs(plot.left() - chart->plotRect().left()) < 0.6, qPrintable(chart->objectName()));
            QVERIFY(std::abs(plot.width() - chart->plotRect().width()) < 1.1);
            QVERIFY(std::abs(plot.bottom() - chart->plotRect().bottom()) < 1.1);
            if (chart->model().isEmpty())
                continue;
            const double x = (chart->model().x.min + chart->model().x.max) / 2;
            const QPointF at = chart->chart()->mapToPosition(QPointF(x, chart->model().y.min),
                                                             chart->chart()->series().first());
            QVERIFY(std::abs(at.x() - chart->xAt(x)) < 1);
            QVERIFY(std::abs(at.y() - chart->yAt(chart->model().y.min)) < 1.1);
        }
    }

    void chartsAreTablesToo()
    {
        auto *action = find<QAction>(u"actionChartTable"_s);
        QVERIFY(!action->isEnabled());
        const RunRecord run = test::syntheticRun();
        test::RunScript script(m_fixture->controller, run);
        script.begin();
        script.playUntil(run.trials.at(0).timeline.startedAtS + 15);
        const auto &charts = m_window->runPage().charts().charts();
        QTRY_COMPARE(charts.size(), 5);
        TimeChart *cpu = charts.at(3);
        QTRY_VERIFY(cpu->isVisible());
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        cpu->setFocus();
        QTest::keyClick(cpu, Qt::Key_T, Qt::ControlModifier);
        auto *table = find<QTableView>(u"chartTableRows"_s);
        QVERIFY(table->isVisible());
        QVERIFY(table->hasFocus());
        QVERIFY(!cpu->isVisible());
        QCOMPARE(find<QComboBox>(u"chartTableChoice"_s)->currentText(), cpu->model().title);
        QCOMPARE(table->model()->columnCount(), 1 + cpu->model().series.size());
        const int rows = table->model()->rowCount();
        QVERIFY(rows > 10);
        table->selectRow(3);
        script.finish(); // it goes on growing, and what is selected stays so
        QTRY_VERIFY(table->model()->rowCount() > rows);
        QCOMPARE(table->selectionModel()->selectedRows().value(0).row(), 3);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const QStringList copied = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(copied.size(), 3); // header, row, the end of its line
        QVERIFY(copied.at(0).startsWith(u"Time\t"_s));
        QCOMPARE(copied.at(1).count(u'\t'), table->model()->columnCount() - 1);
        table->clearSelection();
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 1 + table->model()->rowCount());
        QTest::keyClick(table, Qt::Key_Escape);
        QVERIFY(!table->isVisible());
        QVERIFY(cpu->isVisible());
        QVERIFY(cpu->hasFocus());
    }

    void theNewestSecondIsDrawnAboveThePictureOfTheOthers()
    {
        ChartSeries line;
        line.id = u"completed"_s;
        line.name = line.id;
        line.width = 2;
        line.segments = {{{0, 10}, {2, 10}, {4, 10}, {6, 10}}};
        ChartModel model;
        model.id = u"throughput"_s;
        model.title = u"Throughput"_s;
        model.x.max = 10;
        model.y.max = 100;
        model.series = {line};
        TimeChart chart;
        chart.resize(500, 200);
        chart.setModel(model);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        const QColor color = chartColors(chart.palette()).color(line.color);
        const auto isDrawnAt = [&](double time, double value) {
            const QImage image = chart.grab().toImage();
            return image.pixelColor(int(chart.xAt(time)), int(std::lround(chart.yAt(value)))) == color
                || image.pixelColor(int(chart.xAt(time)), int(std::lround(chart.yAt(value))) - 1) == color;
        };
        QTRY_VERIFY(isDrawnAt(1, 10) && isDrawnAt(3, 10) && isDrawnAt(5, 10));
        QVERIFY(!isDrawnAt(7, 10));
        model.series[0].segments[0] << QPointF(8, 10);
        chart.setModel(model);
        QVERIFY(isDrawnAt(1, 10) && isDrawnAt(5, 10) && isDrawnAt(7, 10));
        model.series[0].segments[0].last().setY(90);
        chart.setModel(model);
        QVERIFY(isDrawnAt(7, 50));
        QVERIFY(!isDrawnAt(7, 10));
        chart.resize(700, 160);
        QTRY_VERIFY(isDrawnAt(1, 10) && isDrawnAt(7, 50));
    }

    void themeRestylesCharts()
    {
        test::RunScript script(m_fixture->controller, test::syntheticRun());
        script.begin();
        script.finish();
        TimeChart *chart = m_window->runPage().charts().charts().first();
        const auto background = [chart] {
            const QRectF plot = chart->plotRect();
            const QImage image = chart->grab().toImage();
            return image.pixelColor(plot.toRect().bottomRight() - QPoint(3, 3));
        };
        const QColor light = background();
        m_window->setThemeChoice(ThemeChoice::Dark);
        QTRY_VERIFY(background().lightness() + 100 < light.lightness());
        QCOMPARE(m_fixture->settings.value(u"theme"_s).toString(), u"dark"_s);
    }

    void emptyCheckBoxesAreSeenInBothThemes()
    {
        for (const auto choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            m_window->setThemeChoice(choice);
            QCheckBox box; // a new one has the new colours at once
            box.ensurePolished();
            box.resize(box.sizeHint());
            const QImage image = box.grab().toImage();
            const int around = box.palette().color(QPalette::Window).lightness();
            int strongest = 0;
            for (int x = 0; x < image.width(); ++x)
                strongest = std::max(strongest,
                                     std::abs(image.pixelColor(x, image.height() / 2).lightness() - around));
            QVERIFY2(strongest > 45, qPrintable(QString::number(strongest)));
        }
    }

    void everyActionHasIconAndName()
    {
        for (const QAction *action : m_window->findChildren<QAction *>()) {
            if (action->objectName().isEmpty() || !action->objectName().startsWith(u"action"_s))
                continue;
            QVERIFY2(!action->icon().isNull(), qPrintable(action->objectName()));
            QVERIFY2(!action->icon().pixmap(16).toImage().isNull(), qPrintable(action->objectName()));
            QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
        }
    }

    void everyControlHasAName()
    {
        QStringList nameless;
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            const bool isControl = qobject_cast<const QAbstractButton *>(widget)
                || qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QComboBox *>(widget)
                || qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QPlainTextEdit *>(widget);
            const QLatin1String type(widget->metaObject()->className());
            const bool isPartOfQt = widget->objectName().startsWith(u"qt_"_s)
                || type == "QTableCornerButton"_L1 || type == "QLineEditIconButton"_L1;
            if (!isControl || isPartOfQt)
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            const bool isNamed = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            if (!isNamed)
                nameless << u"%1 in %2"_s.arg(QLatin1String(widget->metaObject()->className()),
                                              widget->parentWidget()->objectName());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    }

    void closingAsksForUnsavedProfiles()
    {
        find<QAction>(u"actionDuplicate"_s)->trigger();
        m_window->close();
        QCOMPARE(m_fixture->asked.size(), 1);
        QVERIFY(m_window->isVisible());
        m_fixture->saveAnswer = Prompts::SaveAnswer::Save;
        m_window->close();
        QTRY_VERIFY(!m_window->isVisible());
        QCOMPARE(QDir(m_fixture->userFolder).entryList({u"*.json"_s}).size(), 1);
    }

    void closingDuringARunStopsItFirst()
    {
        test::RunScript script(m_fixture->controller, test::syntheticRun());
        script.begin();
        m_window->close();
        QCOMPARE(fake().stops, 1);
        QVERIFY(m_window->isVisible());
        script.finish();
        QTRY_VERIFY(!m_window->isVisible());
    }

private:
    void prepare(const QString &text, double fraction)
    {
        fake().state = RunState::Preparing;
        emit m_fixture->controller.stateChanged(RunState::Preparing);
        RunProgress progress;
        progress.text = text;
        progress.fraction = fraction;
        emit m_fixture->controller.progressChanged(progress);
    }
};

LOADSTONE_TEST(TestMainWindow, QApplication)
#include "tst_mainwindow.moc"
