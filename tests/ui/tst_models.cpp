// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trialstats.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"
#include "tests/ui/windowfixture.h"
#include "ui/charts/chartpainting.h"
#include "ui/charts/settledlines.h"
#include "ui/models/charttablemodel.h"
#include "ui/models/eventsmodel.h"
#include "ui/models/liverun.h"
#include "ui/models/logstore.h"
#include "ui/models/profiledocument.h"
#include "ui/models/profilelistmodel.h"
#include "ui/models/requestsmodel.h"
#include "ui/models/resultsmodel.h"
#include "ui/models/serversmodel.h"
#include "ui/models/variablesmodel.h"
#include "ui/settings.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QSignalSpy>
#include <QSize>
#include <QTemporaryDir>
#include <QTest>

#include <tuple>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{
using Tester = QAbstractItemModelTester;
constexpr auto fatal = Tester::FailureReportingMode::QtTest;

Profile someProfile()
{
    Profile profile;
    profile.name = u"Some"_s;
    for (const auto *id : {"sanic", "cherrypy", "bottle-gevent"}) {
        ServerEntry entry;
        entry.stackId = QString::fromLatin1(id);
        profile.servers.append(entry);
    }
    RequestTemplate request;
    request.name = u"a"_s;
    profile.requests = {request, request};
    profile.requests[1].name = u"b"_s;
    profile.requests[1].weight = 3;
    return profile;
}
} // namespace

class TestModels : public QObject
{
    Q_OBJECT

private slots:
    void resultsFillAsTrialsFinish()
    {
        const RunRecord run = test::syntheticRun();
        ResultsModel model;
        const Tester tester(&model, fatal);
        model.setPlan(run);
        QCOMPARE(model.rowCount(), int(run.plan.size()));
        QVERIFY(!model.index(0, ResultsModel::Rps).data(ResultsModel::SortRole).isValid());
        model.setRunning(0);
        model.setFinished(run.trials.first());
        QCOMPARE(model.rowCount(), int(run.plan.size() + run.trials.first().load.measured.endpoints.size()));
        const QModelIndex total = model.index(0, ResultsModel::P99);
        QCOMPARE(total.data(ResultsModel::SortRole).toLongLong(),
                 run.trials.first().load.measured.total().serviceTime.percentile(99));
        QVERIFY(total.data(ResultsModel::IsTotalRole).toBool());
        QVERIFY(!model.index(1, 0).data(ResultsModel::IsTotalRole).toBool());
        for (const TrialRecord &trial : run.trials.mid(1))
            model.setFinished(trial);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void resultsFollowAChangedPlan()
    {
        RunRecord run = test::syntheticRun(2, 3, 5);
        ResultsModel model;
        const Tester tester(&model, fatal);
        const QList<PlannedTrial> whole = run.plan;
        run.plan = whole.first(4);
        model.setPlan(run);
        model.setFinished(run.trials[0]);
        const int finished = model.rowCount();
        run.plan = whole;
        model.changePlan(run);
        QCOMPARE(model.rowCount(), finished + int(whole.size()) - 4);
        QCOMPARE(model.index(finished, ResultsModel::State).data().toString(), u"Waiting"_s);
        QVERIFY(model.index(0, ResultsModel::Rps).data(ResultsModel::SortRole).isValid());
        run.plan = whole.first(2);
        model.changePlan(run);
        QCOMPARE(model.rowCount(), finished - 2);
    }

    void cutOffRequestsHaveAColumnIfAny()
    {
        RunRecord run = test::syntheticRun(2, 1, 5);
        ResultsModel model;
        model.setPlan(run);
        model.setFinished(run.trials[0]);
        QVERIFY(!model.hasColumn(ResultsModel::CutOff));
        for (EndpointMetrics &endpoint : run.trials[1].load.measured.endpoints) {
            endpoint = {};
            endpoint.counts[std::size_t(OutcomeClass::Cancelled)] = 50;
        }
        run.trials[1].usage.peakPssBytes.reset();
        run.trials[1].usage.peakRssBytes = 64 << 20;
        model.setFinished(run.trials[1]);
        QVERIFY(model.hasColumn(ResultsModel::CutOff));
        const int row = 1 + int(run.trials[0].load.measured.endpoints.size());
        QCOMPARE(model.index(row, ResultsModel::CutOff).data().toString(), u"100"_s);
        QCOMPARE(model.index(row, ResultsModel::Failures).data().toString(), u"–"_s);
        QCOMPARE(model.index(row, ResultsModel::Memory).data().toString(), u"64.0 RSS"_s);
        QVERIFY(model.asText().contains(u"Cut off"_s));
        model.setPlan(run);
        QVERIFY(!model.hasColumn(ResultsModel::CutOff));
    }

    void unmeasuredServerHasNoFiguresButAReason()
    {
        const RunRecord run = test::syntheticRun();
        ResultsModel model;
        model.setPlan(run);
        for (const TrialRecord &trial : run.trials) {
            if (trial.end != TrialEnd::NotMeasured)
                continue;
            const int before = model.rowCount();
            model.setFinished(trial);
            QCOMPARE(model.rowCount(), before);
            const QModelIndex rps = model.index(trial.planned.index, ResultsModel::Rps);
            QCOMPARE(rps.data().toString(), u"–"_s);
            QVERIFY(!rps.data(ResultsModel::SortRole).isValid());
            QCOMPARE(rps.data(Qt::ToolTipRole).toString(), trial.problem.english());
            return;
        }
        QFAIL("the run has no trial that was not measured");
    }

    void whatHasSettledIsDrawnOnce()
    {
        ChartSeries rate;
        rate.id = u"rate"_s;
        rate.segments = {{{0, 1}, {1, 2}}, {{2, 3}, {3, 4}, {4, 5}, {5, 6}, {6, 7}}};
        ChartModel model;
        model.series = {rate};
        const ChartModel drawn = settledLines(model, {});
        QCOMPARE(drawn.series[0].segments.last(), (QList<QPointF>{{2, 3}, {3, 4}}));
        QCOMPARE(newestPoints(rate, drawn), (QList<QPointF>{{3, 4}, {4, 5}, {5, 6}, {6, 7}}));

        // The second that goes on, and some that follow it, need no new picture.
        QList<QPointF> &last = model.series[0].segments.last();
        last.last().setY(9);
        last << QPointF(7, 8);
        QCOMPARE(settledLines(model, drawn), drawn);
        QCOMPARE(newestPoints(model.series[0], drawn),
                 (QList<QPointF>{{3, 4}, {4, 5}, {5, 6}, {6, 9}, {7, 8}}));
        for (int at = 8; at < 20; ++at)
            last << QPointF(at, at);
        QCOMPARE(settledLines(model, drawn).series[0].segments.last().last(), QPointF(16, 16));

        // Neither does anything else that changed go unseen.
        ChartModel other = drawn;
        other.series[0].segments = {{{0, 1}, {1, 3}}, rate.segments.last()};
        QVERIFY(settledLines(other, drawn) != drawn);
        other = {};
        other.series = {rate};
        other.y.max = 1'000;
        QVERIFY(settledLines(other, drawn) != drawn);
        other.series.clear();
        QVERIFY(settledLines(other, drawn) != drawn);
    }

    void chartTableHasTheTextsOfADotPlot()
    {
        ChartModel chart;
        chart.id = u"ratio"_s;
        chart.kind = ChartKind::DotPlot;
        chart.rows = {{u"Sanic"_s, ColorRole::Palette1, {}, 1.5, ChartSpan{1.25, 1.75}, u"1.5×, faster"_s},
                      {u"Flask"_s, ColorRole::Palette2, {}, {}, {}, u"not measured"_s}};
        ChartTableModel model;
        const Tester tester(&model, fatal);
        model.setChart(chart);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"Name"_s);
        const auto alignment = [&model](int column) {
            return model.index(0, column).data(Qt::TextAlignmentRole).toInt();
        };
        QVERIFY(alignment(0) & Qt::AlignLeft);
        QVERIFY(alignment(1) & Qt::AlignRight);
        QCOMPARE(model.asText({0, 1}),
                 u"Name\tEstimate\tFrom\tTo\tResult\n"
                 "Sanic\t1.5\t1.25\t1.75\t1.5×, faster\n"
                 "Flask\t\t\t\tnot measured\n"_s);
    }

    void chartTableGrowsWithItsChart()
    {
        ChartModel chart;
        chart.id = u"cpu"_s;
        chart.x.max = 10;
        ChartSeries server;
        server.name = u"server"_s;
        server.unit = u"%"_s;
        server.segments = {{{0.5, 10}, {1.5, 1'234.5}}};
        ChartSeries client = server;
        client.name = u"client"_s;
        client.segments = {{{1.5, 30}}};
        chart.series = {server, client};
        ChartTableModel model;
        const Tester tester(&model, fatal);
        model.setChart(chart);
        QCOMPARE(model.columnCount(), 3);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), u"server, %"_s);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        chart.series[0].segments[0] << QPointF(2.5, 20) << QPointF(3.5, 30);
        model.setChart(chart);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(inserts.count(), 1);
        chart.series[0].segments[0].last().setY(31);
        model.setChart(chart);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(model.index(3, 1).data().toString(), u"31.0"_s);
        chart.series[0].segments[0].removeFirst();
        model.setChart(chart);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(model.asText({0, 2}), u"Time\tserver, %\tclient, %\n1\t1234.5\t30\n3\t31\t\n"_s);
        chart.series.removeLast();
        model.setChart(chart);
        QCOMPARE(resets.count(), 1);
        QCOMPARE(model.columnCount(), 2);
    }

    void eventsAreOrderedAndUpdatedInPlace()
    {
        EventsModel model;
        const Tester tester(&model, fatal);
        model.put({MarkKind::WarmUp, 5, {}, u"open"_s});
        model.put({MarkKind::ServerReady, 2, {}, u"ready"_s});
        model.put({MarkKind::WarmUp, 5, 9, u"closed"_s});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, EventsModel::Time).data(EventsModel::SortRole).toDouble(), 2.0);
        QCOMPARE(model.index(1, EventsModel::Text).data().toString(), u"closed"_s);
        model.clear();
    }

    void undoAndRedoReachTheTables()
    {
        const test::WindowFixture fixture;
        ProfileDocument document({}, someProfile(), false, &fixture.catalogue);
        ServersModel servers(&fixture.catalogue);
        RequestsModel requests;
        const Tester serversTester(&servers, fatal);
        const Tester requestsTester(&requests, fatal);
        servers.setDocument(&document);
        requests.setDocument(&document);
        QSignalSpy resets(&servers, &QAbstractItemModel::modelReset);

        QVERIFY(servers.setData(servers.index(1, 0), Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(!document.profile().servers.at(1).isEnabled);
        document.edit({}, u"Remove"_s, [](Profile &profile) { profile.servers.removeAt(0); });
        QCOMPARE(servers.rowCount(), 2);
        document.edit({}, u"Move"_s, [](Profile &profile) { profile.servers.move(0, 1); });
        document.undoStack().undo();
        document.undoStack().undo();
        document.undoStack().undo();
        QCOMPARE(servers.rowCount(), 3);
        QCOMPARE(document.profile().servers, someProfile().servers);
        document.undoStack().redo();
        QVERIFY(!document.profile().servers.at(1).isEnabled);
        QCOMPARE(resets.count(), 0);

        QVERIFY(requests.setData(requests.index(0, RequestsModel::Weight), 1.0, Qt::EditRole));
        QCOMPARE(requests.index(1, RequestsModel::Share).data(RequestsModel::SortRole).toDouble(), 75.0);
        document.edit({}, u"Remove"_s, [](Profile &profile) { profile.requests.removeAt(0); });
        QCOMPARE(requests.index(0, RequestsModel::Share).data(RequestsModel::SortRole).toDouble(), 100.0);
    }

    void variablesFollowEditsWithoutReset()
    {
        ProfileDocument document({}, someProfile(), false, nullptr);
        VariablesModel model;
        const Tester tester(&model, fatal);
        model.setDocument(&document);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        document.edit({}, u"Add"_s, [](Profile &profile) {
            profile.variables = {{u"a"_s, 0, 1}, {u"b"_s, 2, 3}};
        });
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.setData(model.index(1, VariablesModel::Last), u"9"_s, Qt::EditRole));
        QCOMPARE(model.index(1, VariablesModel::Last).data().toString(), u"9"_s);
        document.edit({}, u"Remove"_s, [](Profile &profile) { profile.variables.removeAt(0); });
        QCOMPARE(model.index(0, VariablesModel::Name).data().toString(), u"b"_s);
        document.undoStack().undo();
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(resets.count(), 0);
    }

    void valuesAreOnlyOfTheServerWhoseTurnItIs()
    {
        ChartModel model;
        model.annotations = {{MarkKind::TrialChange, 0, {}, u"A"_s},
                             {MarkKind::TrialChange, 9.5, {}, u"B"_s}};
        ChartSeries series;
        series.segments = {{{8, 100}, {9, 110}}, {{11, 50}, {12, 60}}};
        QCOMPARE(valueAt(model, series, 9.2), std::optional(110.0));
        QCOMPARE(valueAt(model, series, 10), std::nullopt);
        QCOMPARE(valueAt(model, series, 11.5), std::optional(50.0));
    }

    void figuresOfAServerEndWithItsMeasurePhase()
    {
        test::FakeRunController controller;
        controller.fake.result = std::make_shared<RunRecord>();
        LiveRun live(controller);
        emit controller.planned();
        controller.play(TrialStarted{});
        for (const auto &[at, phase, cpu] :
             {std::tuple{2.0, Phase::Measure, 80.0}, {3.5, Phase::Drain, 4.0}}) {
            ResourceSample sample;
            sample.atS = at;
            sample.phase = phase;
            sample.cpuUserPercent = cpu;
            sample.cpuSystemPercent = 0;
            controller.play(ResourcesSampled{{}, sample});
        }
        QCOMPARE(live.stats().shown(Metric::ServerCpu), 80.0);

        for (const auto &[at, responses, p99] :
             {std::tuple{0.0, 10, 900}, {1.0, 100, 100}, {2.0, 200, 200}}) {
            if (at == 1)
                controller.play(PhaseEntered{{}, Phase::Measure, at});
            SecondBucket bucket;
            bucket.startS = at;
            bucket.phase = at < 1 ? Phase::WarmUp : Phase::Measure;
            bucket.counts[0] = responses;
            bucket.p99Us = p99;
            controller.play(SecondUpdated{{}, bucket});
            SecondTimes times{at, 1, bucket.phase, {}, {}};
            times.serviceTime.record(p99, responses);
            controller.play(SecondCompleted{{}, times});
        }
        controller.play(PhaseEntered{{}, Phase::Drain, 3});
        SecondBucket drain;
        drain.startS = 3;
        drain.phase = Phase::Drain;
        drain.counts[0] = 7;
        drain.p99Us = 7'000;
        controller.play(SecondUpdated{{}, drain});
        controller.play(SecondCompleted{{}, {3, 1, Phase::Drain, {}, {}}});
        const LiveStats &stats = live.stats();
        QVERIFY(!stats.isResult);
        QCOMPARE(stats.shown(Metric::Rps), 200.0);
        QCOMPARE(stats.shown(Metric::P99), 200.0);
        QCOMPARE(stats.trial.value(Metric::Rps), 150.0); // of the measure phase so far
        QCOMPARE(stats.trial.value(Metric::P50), 200.0);
        QCOMPARE(stats.trial.value(Metric::FailureRate), 0.0);
        QCOMPARE(stats.trial.worstSecondP99Us, 200);
    }

    void theLoadIsThatOfTheCellInProgress()
    {
        RunRecord run = test::syntheticRun(2, 1, 5);
        run.profile.load.users = 15;
        run.servers[0].cell = {{u"load/users"_s, 40}};
        run.servers[1].cell = {{u"load/users"_s, 80}};
        test::FakeRunController controller;
        LiveRun live(controller);
        QVERIFY(!live.load());
        test::RunScript script(controller, run);
        script.begin();
        QCOMPARE(live.load()->users, 15);
        script.playUntil(run.trials.at(0).timeline.startedAtS + 1);
        QCOMPARE(live.load()->users, 40);
        script.playUntil(run.trials.at(1).timeline.startedAtS + 1);
        QCOMPARE(live.load()->users, 80);
    }

    void figuresOfAnEndedServerAreItsResult()
    {
        const RunRecord run = test::syntheticRun();
        test::FakeRunController controller;
        LiveRun live(controller);
        test::RunScript script(controller, run);
        script.begin();
        const TrialRecord &trial = run.trials.at(0);
        QCOMPARE(trial.end, TrialEnd::Finished);
        script.playUntil(*trial.timeline.measureToS - 5);
        QVERIFY(!live.stats().isResult);
        QCOMPARE(live.endedTrials(), 0);
        script.playUntil(run.trials.at(1).timeline.startedAtS - 0.01);
        QCOMPARE(live.endedTrials(), 1);
        const LiveStats &stats = live.stats();
        QVERIFY(stats.isResult);
        QCOMPARE(stats.shown(Metric::Rps), analyseLoad(trial.load).rps());
        QCOMPARE(stats.shown(Metric::P99), double(trial.load.measured.total().serviceTime.percentile(99)));
        QCOMPARE(stats.shown(Metric::PeakMemory), double(trial.usage.peakPssBytes.value()));

        ResultsModel table; // the same run in words must be the same figures
        table.setPlan(run);
        table.setFinished(trial);
        for (const auto &[column, metric] : {std::pair(ResultsModel::Rps, Metric::Rps),
                                             {ResultsModel::P99, Metric::P99},
                                             {ResultsModel::Cpu, Metric::ServerCpu},
                                             {ResultsModel::Memory, Metric::PeakMemory}})
            QCOMPARE(table.index(0, column).data(ResultsModel::SortRole).toDouble(), *stats.shown(metric));
        script.playUntil(run.trials.at(1).timeline.startedAtS + 0.01);
        QVERIFY(!live.stats().isResult);
        QCOMPARE(live.stats().shown(Metric::Rps), std::nullopt);
    }

    /// Nothing that is shown while a run is in progress may differ from what its result will say.
    void theMeasurePhaseSoFarIsAnalysedAsItsResult()
    {
        const RunRecord run = test::syntheticRun();
        test::FakeRunController controller;
        LiveRun live(controller);
        test::RunScript script(controller, run);
        script.begin();
        const TrialRecord &trial = run.trials.at(0);
        script.playUntil(*trial.timeline.measureToS + 0.01); // everything but the end of the trial
        QVERIFY(!live.stats().isResult);
        const TrialRecord &growing = live.result()->trials.constLast();
        QCOMPARE(growing.end, TrialEnd::Running);
        QCOMPARE(growing.timeline.measureFromS, trial.timeline.measureFromS);
        double lengthS = 0;
        qint64 ok = 0;
        for (const SecondBucket &second : trial.timeline.seconds) {
            if (second.phase == Phase::Measure) {
                lengthS += second.lengthS;
                ok += second.ok();
            }
        }
        QVERIFY(qAbs(growing.load.measuredS - lengthS) < 1e-9);
        QCOMPARE(live.stats().trial.value(Metric::Rps), analyseTrial(growing).value(Metric::Rps));
        QCOMPARE(*live.stats().trial.value(Metric::Rps), double(ok) / lengthS);
    }

    void editsOfOneFieldAreOneStep()
    {
        ProfileDocument document({}, someProfile(), false, nullptr);
        for (const int users : {2, 25, 250})
            document.edit(u"users"_s, u"Users"_s, [users](Profile &p) { p.load.users = users; });
        document.edit(u"name"_s, u"Name"_s, [](Profile &p) { p.name = u"Other"_s; });
        QCOMPARE(document.undoStack().count(), 2);
        document.undoStack().undo();
        document.undoStack().undo();
        QCOMPARE(document.profile().load.users, someProfile().load.users);
    }

    void builtInProfilesDoNotChange()
    {
        ProfileDocument document({}, someProfile(), true, nullptr);
        document.edit({}, u"Name"_s, [](Profile &p) { p.name = u"Other"_s; });
        QCOMPARE(document.profile(), someProfile());
    }

    void profileListMarksTheUnsaved()
    {
        const test::WindowFixture fixture;
        ProfileListModel model;
        const Tester tester(&model, fatal);
        const ProfileFile none;
        model.add(std::make_unique<ProfileDocument>(none, someProfile(), true, nullptr));
        const int own = model.add(std::make_unique<ProfileDocument>(none, someProfile(), false, nullptr));
        QCOMPARE(own, 0); // the person's own come first
        QVERIFY(model.index(0).data(ProfileListModel::IsModifiedRole).toBool());
        const Status saved = model.document(0)->save(fixture.folder.filePath(u"some.json"_s));
        QVERIFY(saved.isOk());
        QVERIFY(!model.index(0).data(ProfileListModel::IsModifiedRole).toBool());
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.document(0)->edit({}, u"Name"_s, [](Profile &p) { p.name = u"New name"_s; });
        QVERIFY(!changes.isEmpty());
        QCOMPARE(model.index(0).data().toString(), u"New name *"_s);
        model.document(0)->undoStack().undo();
        QCOMPARE(model.index(0).data().toString(), u"Some"_s);
        model.take(0);
        QCOMPARE(model.rowCount(), 1);
    }

    void logIsBoundedInLinesAndLength()
    {
        LogStore store;
        QStringList many;
        for (int i = 0; i < LogStore::capacity + 500; ++i)
            many << QString::number(i);
        store.add(0, u"a"_s, many, false);
        QCOMPARE(int(store.lines().size()), LogStore::capacity);
        QCOMPARE(store.lines().front().text, u"500"_s);
        store.add(0, u"a"_s, {QString(1'000'000, u'x')}, true);
        QVERIFY(store.lines().back().text.size() < LogStore::longestLine + 100);
        QVERIFY(store.lines().back().text.contains(u"truncated"_s));
    }

    void settingsKeepTheirValueAndFallBackWithoutOne()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"settings.ini"_s);
        {
            QSettings settings(file, QSettings::IniFormat);
            QCOMPARE(setting::redrawsPerSecond.read(settings), 4);
            QCOMPARE(setting::currentProfile.read(settings), u"quick"_s);
            QVERIFY(setting::windowState.read(settings).isEmpty());
            setting::redrawsPerSecond.write(settings, 10);
            setting::theme.write(settings, u"dark"_s);
            setting::windowState.write(settings, QByteArray("\0\xff=;", 4));
            setting::hiddenSeries.write(settings, {u"p50"_s, u"a, b"_s});
            settings.setValue(setting::currentProfile.key, QSize(1, 2));
        }
        const QSettings again(file, QSettings::IniFormat);
        QCOMPARE(setting::redrawsPerSecond.read(again), 10);
        QCOMPARE(setting::theme.read(again), u"dark"_s);
        QCOMPARE(setting::windowState.read(again), QByteArray("\0\xff=;", 4));
        QCOMPARE(setting::hiddenSeries.read(again), (QStringList{u"p50"_s, u"a, b"_s}));
        QCOMPARE(setting::currentProfile.read(again), u"quick"_s); // of another type
    }
};

LOADSTONE_TEST(TestModels, QApplication)
#include "tst_models.moc"
