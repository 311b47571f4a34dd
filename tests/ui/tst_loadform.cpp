// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/models/profiledocument.h"
#include "ui/models/stagesmodel.h"
#include "ui/pages/profileform/load/loadpreview.h"
#include "ui/pages/profileform/loadsection.h"
#include "ui/pages/profilespage.h"
#include "ui/widgets/durationedit.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace loadstone;
using namespace Qt::StringLiterals;

/// The part of the form that says how hard the servers are loaded.
class TestLoadForm : public test::WindowTest
{
    Q_OBJECT

private slots:
    void fieldsAreThoseOfTheModel()
    {
        const Load &load = beginEditing();
        auto *users = find<QSpinBox>(u"loadUsers"_s);
        auto *rate = find<QDoubleSpinBox>(u"loadRate"_s);
        QVERIFY(!users->isHidden() && rate->isHidden());
        find<QRadioButton>(u"loadOpen"_s)->click();
        QVERIFY(load.isOpen());
        QVERIFY(users->isHidden() && !rate->isHidden());
        for (const auto *name : {"loadThinkKind", "loadThinkFrom", "loadThinkTo", "loadSpawnRate"})
            QVERIFY2(find<QWidget>(QLatin1String(name))->isHidden(), name);
        for (const auto *name : {"loadArrivals", "loadConnections", "loadQueue"})
            QVERIFY2(!find<QWidget>(QLatin1String(name))->isHidden(), name);
        QVERIFY(!find<QRadioButton>(u"loadOpen"_s)->accessibleDescription().isEmpty());
    }

    void valuesOfTheOpenModelAreWritten()
    {
        const Load &load = beginEditing();
        find<QRadioButton>(u"loadOpen"_s)->click();
        find<QDoubleSpinBox>(u"loadRate"_s)->setValue(2'500);
        find<QSpinBox>(u"loadConnections"_s)->setValue(64);
        find<QSpinBox>(u"loadQueue"_s)->setValue(5);
        auto *arrivals = find<QComboBox>(u"loadArrivals"_s);
        arrivals->setCurrentIndex(arrivals->findData(int(Arrivals::Poisson)));
        QCOMPARE(load.rate, 2'500.0);
        QCOMPARE(load.connections, 64);
        QCOMPARE(load.queue, 5);
        QCOMPARE(load.arrivals, Arrivals::Poisson);
        QCOMPARE(find<QDoubleSpinBox>(u"loadRate"_s)->text(), u"2,500 requests/s"_s);
        document()->checkNow();
        QVERIFY(!document()->hasErrors());
    }

    void searchForTheHighestLevelIsWritten()
    {
        const Load &load = beginEditing();
        const std::optional<Capacity> &capacity = document()->profile().capacity;
        auto *search = find<QGroupBox>(u"capacity"_s);
        QVERIFY(!search->isChecked());
        QVERIFY(!find<QComboBox>(u"capacityUntil"_s)->isEnabled());
        toggle(search);
        QVERIFY(capacity);
        QVERIFY(find<QLabel>(u"loadConsequence"_s)->text().contains(u"capacity search with 6 s per level"_s));

        auto *lowest = find<QDoubleSpinBox>(u"capacityLowest"_s);
        lowest->setValue(1);
        QCOMPARE(lowest->text(), u"1 user"_s);
        find<QDoubleSpinBox>(u"capacityHighest"_s)->setValue(800);
        find<QDoubleSpinBox>(u"capacityPrecision"_s)->setValue(2.5);
        auto *hold = find<DurationEdit>(u"capacityHold"_s);
        focus(hold);
        hold->selectAll();
        QTest::keyClicks(hold, u"90s"_s);
        QCOMPARE(capacity->lowest, 1.0);
        QCOMPARE(capacity->highest, 800.0);
        QCOMPARE(capacity->precisionPercent, 2.5);
        QCOMPARE(capacity->hold, Milliseconds(90'000));

        find<QPlainTextEdit>(u"capacityObjectives"_s)->setPlainText(u"p99<200ms\nsoon"_s);
        QCOMPARE(capacity->objectives.size(), 2);
        QVERIFY(find<QLabel>(u"capacityProblems"_s)->text().contains(u"soon"_s));
        find<QPlainTextEdit>(u"capacityObjectives"_s)->setPlainText(u"p99<200ms"_s);
        QVERIFY(find<QLabel>(u"capacityProblems"_s)->isHidden());

        auto *cpu = find<QDoubleSpinBox>(u"capacityCpu"_s);
        QVERIFY(cpu->isHidden());
        auto *until = find<QComboBox>(u"capacityUntil"_s);
        until->setCurrentIndex(1);
        emit until->activated(1);
        QVERIFY(!cpu->isHidden());
        cpu->setValue(95);
        QCOMPARE(capacity->cpuPercent, 95.0);
        find<QRadioButton>(u"loadOpen"_s)->click();
        QVERIFY(load.isOpen());
        QCOMPARE(lowest->text(), u"1 requests/s"_s);
        document()->checkNow();
        QVERIFY(!document()->hasErrors());

        const Capacity before = *capacity;
        toggle(search);
        QVERIFY(!capacity);
        toggle(search);
        QCOMPARE(*capacity, before);
    }

    void coresAndNativeConnectionsAreWritten()
    {
        beginEditing();
        auto *server = find<QLineEdit>(u"coresServer"_s);
        const Affinity &affinity = document()->profile().affinity;
        focus(server);
        QTest::keyClicks(server, u"0-2, 5,"_s);
        QCOMPARE(affinity.server, (QList<int>{0, 1, 2, 5}));
        QCOMPARE(server->text(), u"0-2, 5,"_s); // while it is typed
        find<QAction>(u"actionUndo"_s)->trigger();
        QVERIFY(affinity.server.isEmpty());
        document()->edit({}, u"Pin"_s, [](Profile &profile) { profile.affinity.generator = {1, 2, 3, 7}; });
        QCOMPARE(find<QLineEdit>(u"coresGenerator"_s)->text(), u"1-3, 7"_s);

        auto *users = find<QSpinBox>(u"connectionPipelining"_s);
        auto *engine = find<QComboBox>(u"connectionEngine"_s);
        const auto choose = [engine](const QString &id) {
            engine->setCurrentIndex(engine->findData(id));
            emit engine->activated(engine->currentIndex());
        };
        choose(u"qnam"_s);
        QVERIFY(users->isHidden());
        choose(u"native"_s);
        QVERIFY(!users->isHidden());
        users->setValue(4);
        find<QSpinBox>(u"connectionRequests"_s)->setValue(100);
        QCOMPARE(document()->profile().connection.pipelining, 4);
        QCOMPARE(document()->profile().connection.requestsPerConnection, 100);
    }

    void theOtherModelKeepsWhatWasEntered()
    {
        const Load &load = beginEditing();
        find<QSpinBox>(u"loadUsers"_s)->setValue(77);
        addStage(40, 5'000);
        const QList<Stage> closedStages = load.stages;
        const int steps = document()->undoStack().index();
        find<QRadioButton>(u"loadOpen"_s)->click();
        QCOMPARE(document()->undoStack().index(), steps + 1);
        find<QDoubleSpinBox>(u"loadRate"_s)->setValue(900);
        setStage(0, StagesModel::Target, 1'200.5);
        const QList<Stage> openStages = load.stages;
        QVERIFY(openStages != closedStages);

        find<QRadioButton>(u"loadClosed"_s)->click();
        QCOMPARE(load.users, 77);
        QCOMPARE(load.stages, closedStages);
        find<QRadioButton>(u"loadOpen"_s)->click();
        QCOMPARE(load.rate, 900.0);
        QCOMPARE(load.stages, openStages);
        find<QAction>(u"actionUndo"_s)->trigger();
        QVERIFY(!load.isOpen());
        QVERIFY(find<QRadioButton>(u"loadClosed"_s)->isChecked());
        QCOMPARE(load.stages, closedStages);
    }

    void pacingAndThinkTimeExcludeEachOther()
    {
        const Load &load = beginEditing();
        auto *pause = find<QComboBox>(u"loadThinkKind"_s);
        pause->setCurrentIndex(pause->findData(int(ThinkTime::Kind::Constant)));
        QVERIFY(load.thinkTime.kind == ThinkTime::Kind::Constant);
        pause->setCurrentIndex(pause->count() - 1);
        QVERIFY(load.pacing > Milliseconds(0));
        QVERIFY(load.thinkTime.kind == ThinkTime::Kind::None);
        auto *every = find<DurationEdit>(u"loadThinkFrom"_s);
        focus(every);
        every->selectAll();
        QTest::keyClicks(every, u"250ms"_s);
        QCOMPARE(load.pacing, Milliseconds(250));
        QVERIFY2(find<QLabel>(u"loadConsequence"_s)->text().contains(u"At most"_s),
                 qPrintable(find<QLabel>(u"loadConsequence"_s)->text()));
        pause->setCurrentIndex(pause->findData(int(ThinkTime::Kind::Uniform)));
        QCOMPARE(load.pacing, Milliseconds(0));
        pause->setCurrentIndex(pause->count() - 1);
        QCOMPARE(load.pacing, Milliseconds(250));
        document()->checkNow();
        QVERIFY(!document()->hasErrors());
    }

    void stagesSayHowLongItLasts()
    {
        const Load &load = beginEditing();
        auto *duration = find<DurationEdit>(u"loadDuration"_s);
        focus(duration);
        duration->selectAll();
        QTest::keyClicks(duration, u"42s"_s);
        QCOMPARE(load.duration, std::optional(Milliseconds(42'000)));
        addStage(30, 7'000);
        QVERIFY(!load.duration);
        QVERIFY(!duration->isEnabled());
        QCOMPARE(duration->value(), Milliseconds(7'000));
        QVERIFY(find<QLabel>(u"loadDurationNote"_s)->isVisibleTo(duration->parentWidget()));
        document()->checkNow();
        QVERIFY(!document()->hasErrors());
        find<QToolButton>(u"stageRemove"_s)->click();
        QVERIFY(load.stages.isEmpty());
        QCOMPARE(load.duration, std::optional(Milliseconds(42'000)));
        QVERIFY(duration->isEnabled());
    }

    void stagesAndDurationTogetherCanBeMended()
    {
        const Load &load = beginEditing();
        document()->edit({}, u"Break"_s, [](Profile &profile) {
            profile.load.stages = {{10, Milliseconds(5'000), true}};
            profile.load.duration = Milliseconds(5'000);
        });
        document()->checkNow();
        QVERIFY(document()->hasErrors());
        auto *box = find<QCheckBox>(u"loadHasDuration"_s);
        QVERIFY(box->isEnabled() && box->isChecked());
        box->click();
        QVERIFY(!load.duration);
        document()->checkNow();
        QVERIFY(!document()->hasErrors());
    }

    void stagesMoveAndGoByKeyboard()
    {
        const Load &load = beginEditing();
        addStage(10, 1'000);
        addStage(20, 2'000);
        addStage(30, 3'000);
        auto *view = find<QTreeView>(u"stages"_s);
        focus(view);
        view->setCurrentIndex(view->model()->index(2, 0));
        const QList<ServerEntry> servers = document()->profile().servers;
        QTest::keyClick(view, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(targets(load), (QList<double>{10, 30, 20}));
        QCOMPARE(view->currentIndex().row(), 1);
        QVERIFY(document()->profile().servers == servers); // they have the same keys
        QTest::keyClick(view, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(targets(load), (QList<double>{10, 20, 30}));
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(targets(load), (QList<double>{10, 20}));
        find<QAction>(u"actionUndo"_s)->trigger();
        QCOMPARE(targets(load), (QList<double>{10, 20, 30}));
    }

    void stagesAreEditedInPlace()
    {
        const Load &load = beginEditing();
        addStage(10, 1'000);
        auto *view = find<QTreeView>(u"stages"_s);
        view->setCurrentIndex(view->model()->index(0, StagesModel::Duration));
        view->edit(view->currentIndex());
        auto *editor = view->findChild<DurationEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, u"1m30s"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(load.stages.first().duration, Milliseconds(90'000));
        QVERIFY(!view->model()->setData(view->currentIndex(), 0, Qt::EditRole));
        QVERIFY(!view->model()->setData(view->model()->index(0, StagesModel::Target), -1, Qt::EditRole));
        setStage(0, StagesModel::Change, false);
        QVERIFY(!load.stages.first().isRamp);
        setStage(0, StagesModel::Target, 12.6);
        QCOMPARE(load.stages.first().target, 13.0); // users are whole
    }

    void stagesModelKeepsItsPromises()
    {
        const Load &load = beginEditing();
        StagesModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setDocument(document());
        addStage(10, 1'000);
        addStage(20, 1'000);
        QCOMPARE(model.rowCount(), 2);
        find<QRadioButton>(u"loadOpen"_s)->click();
        QVERIFY(model.isOpen());
        QCOMPARE(model.headerData(StagesModel::Target, Qt::Horizontal, Qt::DisplayRole).toString(),
                 u"Requests/s"_s);
        document()->edit({}, u"Clear"_s, [](Profile &profile) { profile.load.stages.clear(); });
        QCOMPARE(model.rowCount(), int(load.stages.size()));
    }

    void problemsLeadToTheirField()
    {
        beginEditing();
        document()->edit({}, u"Break"_s, [](Profile &profile) {
            profile.load.model = LoadModel::Open;
            profile.load.rate = 0;
            profile.load.stages.clear();
        });
        document()->checkNow();
        QVERIFY(document()->hasErrors());
        const auto *section = static_cast<LoadSection *>(
            find<QWidget>(u"loadOpen"_s)->parentWidget()); // the only group that has it
        QCOMPARE(section->controlAt(u"/load/rate_per_s"_s), find<QWidget>(u"loadRate"_s));
        QCOMPARE(section->controlAt(u"/load/pacing_s"_s), find<QWidget>(u"loadThinkKind"_s));
        QCOMPARE(section->controlAt(u"/load/stages/0/users"_s), find<QWidget>(u"stages"_s));
        QVERIFY(section->controlAt(u"/load"_s));
    }

    void previewIsThePlannedLoad()
    {
        Load load;
        load.model = LoadModel::Open;
        load.rate = 100;
        load.duration.reset();
        load.stages = {{300, Milliseconds(10'000), true}, {50, Milliseconds(5'000), false}};
        const ChartModel chart = makePreview(load, Milliseconds(5'000));
        QCOMPARE(chart.x.max, 20.0);
        QCOMPARE(chart.annotations.size(), 1);
        QCOMPARE(chart.annotations.first().to, 5.0);
        const QList<QPointF> expected{{0, 100}, {5, 100}, {5, 100}, {15, 300}, {15, 50}, {20, 50}};
        const QList<QPointF> line = chart.series.first().segments.first();
        QCOMPARE(line.size(), expected.size());
        for (qsizetype i = 0; i < line.size(); ++i) {
            QCOMPARE(line[i].x(), expected[i].x());
            QVERIFY2(qAbs(line[i].y() - expected[i].y()) < 0.01, qPrintable(QString::number(line[i].y())));
        }
        QCOMPARE(describeCourse(load, Milliseconds(5'000)),
                 u"Warm-up of 5 s at 100 requests/s, not counted; ramp to 300 requests/s over 10 s; step to "
                 "50 requests/s for 5 s."_s);
    }

    void previewHasTheWarmUpAfterTheLastUserHasStarted()
    {
        Load load;
        load.users = 21;
        load.spawnRate = 2;
        load.duration = Milliseconds(20'000);
        const ChartModel chart = makePreview(load, Milliseconds(5'000));
        QCOMPARE(chart.x.max, 35.0);
        QCOMPARE(chart.annotations.first().to, 15.0);
        const QList<QPointF> line = chart.series.first().segments.first();
        QCOMPARE(line.at(2).x(), 10.0); // full from here on
        QVERIFY2(qAbs(line.at(2).y() - 21) < 0.01, qPrintable(QString::number(line.at(2).y())));
        QCOMPARE(describeCourse(load, Milliseconds(5'000)),
                 u"Ramp to 21 users over 10 s, not counted; Warm-up of 5 s at 21 users, not counted; "
                 "20 s at 21 users."_s);
    }

    void previewIsThereForThoseWhoDoNotSeeIt()
    {
        beginEditing();
        addStage(40, 5'000);
        auto *preview = find<LoadPreview>(u"loadPreview"_s);
        QVERIFY(!preview->isHidden());
        QVERIFY2(preview->accessibleDescription().contains(u"40 users"_s),
                 qPrintable(preview->accessibleDescription()));
        document()->edit({}, u"Count"_s, [](Profile &profile) {
            profile.load.stages.clear();
            profile.load.duration.reset();
            profile.load.requests = 1'000;
        });
        QVERIFY(preview->isHidden()); // nobody knows how long that takes
    }

private:
    ProfileDocument *document() { return m_window->profilesPage().current(); }

    /// A copy of the quickest profile with users and a duration only.
    const Load &beginEditing()
    {
        m_window->profilesPage().choose(u"quick"_s);
        find<QAction>(u"actionDuplicate"_s)->trigger();
        document()->edit({}, u"Plain"_s, [](Profile &profile) {
            profile.load = {};
            profile.load.users = 10;
        });
        return document()->profile().load;
    }

    /// What is typed into a field that has no focus would be rewritten at once.
    void focus(QWidget *field)
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        field->setFocus();
        QTRY_VERIFY(field->hasFocus());
    }

    /// As a click on its box does.
    static void toggle(QGroupBox *box)
    {
        box->setChecked(!box->isChecked());
        emit box->clicked(box->isChecked());
    }

    void addStage(double target, int ms)
    {
        find<QToolButton>(u"stageAdd"_s)->click();
        const int row = find<QTreeView>(u"stages"_s)->currentIndex().row();
        setStage(row, StagesModel::Target, target);
        setStage(row, StagesModel::Duration, ms);
    }

    void setStage(int row, int column, const QVariant &value)
    {
        QAbstractItemModel *model = find<QTreeView>(u"stages"_s)->model();
        QVERIFY(model->setData(model->index(row, column), value, Qt::EditRole));
    }

    static QList<double> targets(const Load &load)
    {
        QList<double> targets;
        for (const Stage &stage : load.stages)
            targets << stage.target;
        return targets;
    }
};

LOADSTONE_TEST(TestLoadForm, QApplication)
#include "tst_loadform.moc"
