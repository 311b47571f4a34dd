// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/runprecision.h"
#include "core/profile/threshold.h"
#include "core/run/launch.h"
#include "core/run/plan.h"
#include "core/run/profilecheck.h"
#include "core/run/thresholdcheck.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

Stack makeStack(const QString &id, const QString &title)
{
    Stack stack;
    stack.id = id;
    stack.title = title;
    ParameterSpec workers;
    workers.name = u"workers"_s;
    workers.min = 1;
    workers.max = 64;
    workers.defaultValue = 1;
    ParameterSpec tls;
    tls.name = u"tls"_s;
    tls.type = ParameterSpec::Type::Boolean;
    tls.defaultValue = false;
    stack.parameters << workers << tls;
    stack.presets << Preset{u"as-published"_s, {}, {}, {}} << Preset{u"tuned"_s, {}, {}, {}};
    return stack;
}

const Catalogue &catalogue()
{
    static const Catalogue made =
        Catalogue::of({makeStack(u"sanic"_s, u"Sanic"_s), makeStack(u"cherrypy"_s, u"CherryPy"_s)});
    return made;
}

ServerEntry entry(const char *id, const char *preset = "tuned")
{
    ServerEntry made;
    made.stackId = QLatin1String(id);
    made.preset = QLatin1String(preset);
    return made;
}

QStringList names(const QList<ResolvedServer> &servers)
{
    QStringList all;
    for (const ResolvedServer &one : servers)
        all << one.name;
    return all;
}

} // namespace

class TestPlan : public QObject
{
    Q_OBJECT
private slots:
    void refusesServersOfAnotherProtocol()
    {
        Stack rpc = makeStack(u"grpc-sync"_s, u"gRPC"_s);
        rpc.protocol = grpcProtocol();
        const Stack http = makeStack(u"sanic"_s, u"Sanic"_s);
        const Catalogue both = Catalogue::of({rpc, http});
        Profile profile;
        profile.servers << entry("grpc-sync") << entry("sanic");
        profile.servers.last().isEnabled = false;
        const auto overHttp = resolveServers(profile, both);
        QVERIFY(!overHttp);
        QCOMPARE(overHttp.error().text(),
                 u"gRPC speaks gRPC, but the engine \"qnam\" speaks HTTP. Set \"engine\" of "
                 "/connection to \"grpc\"; servers of both kinds need a profile each."_s);
        profile.connection.engine = grpcEngine();
        QVERIFY(resolveServers(profile, both));
        QCOMPARE(protocolProblem(http, grpcEngine()),
                 u"Sanic speaks HTTP, but the engine \"grpc\" speaks gRPC. Set \"engine\" of "
                 "/connection to \"qnam\"; servers of both kinds need a profile each."_s);

        ProfileReading reading = readProfile(R"({"loadstone_profile": 1, "name": "N",
            "servers": [{"stack": "grpc-sync"}, {"stack": "sanic"}, {"stack": "grpc-sync", "preset": "as-published", "enabled": false}],
            "requests": [{"name": "a", "path": "/"}], "load": {"users": 1, "duration_s": 1}})",
                                             u"t"_s);
        checkWithCatalogue(reading, both);
        QCOMPARE(reading.problems.size(), 1);
        QCOMPARE(reading.problems.first().pointer, u"/servers/0/stack"_s);
        QVERIFY(!reading.profile);
    }
    void reportsTheErrorOfAnOmittedStack()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"u1"_s));
        QFile file(folder.filePath(u"u1/stack.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"title\": 5}") > 0);
        file.close();
        const Catalogue broken = Catalogue::load({folder.path()});
        ProfileReading reading = readProfile(R"({"loadstone_profile": 1, "name": "N",
            "servers": [{"stack": "u1"}, {"stack": "u2"}],
            "requests": [{"name": "a", "path": "/"}], "load": {"users": 1, "duration_s": 1}})",
                                             u"t"_s);
        checkWithCatalogue(reading, broken);
        QCOMPARE(reading.problems.size(), 2);
        QCOMPARE(reading.problems.first().pointer, u"/servers/0/stack"_s);
        QCOMPARE(reading.problems.first().message, broken.problems().constFirst().text());
        QVERIFY(reading.problems.last().message.startsWith(u"There is no stack \"u2\"."_s));
        Profile profile;
        profile.servers << entry("u1");
        const auto resolved = resolveServers(profile, broken);
        QVERIFY(!resolved);
        QCOMPARE(resolved.error().text(), broken.problems().constFirst().text());
    }
    void resolvesParametersAndSkipsDisabledServers()
    {
        Profile profile;
        profile.servers << entry("sanic") << entry("cherrypy");
        profile.servers[1].isEnabled = false;
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(resolved.isOk());
        QCOMPARE(names(*resolved), QStringList{u"Sanic"_s});
        QCOMPARE(resolved->constFirst().parameters.value(u"workers"_s).toInt(), 1);
    }

    void namesAreUniqueByPresetThenByNumber()
    {
        Profile profile;
        profile.servers << entry("sanic") << entry("sanic", "as-published") << entry("cherrypy")
                        << entry("cherrypy");
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(resolved.isOk());
        QCOMPARE(
            names(*resolved),
            (QStringList{u"Sanic (tuned)"_s, u"Sanic (as-published)"_s, u"CherryPy #1"_s, u"CherryPy #2"_s}));
    }

    void namesIncludeDifferingParameters()
    {
        Profile profile;
        profile.servers << entry("sanic") << entry("sanic") << entry("sanic", "as-published")
                        << entry("cherrypy") << entry("cherrypy") << entry("cherrypy");
        profile.servers[1].parameters.insert(u"workers"_s, 4);
        profile.servers[4].parameters.insert(u"workers"_s, 2);
        profile.servers[5].parameters.insert(u"workers"_s, 2);
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(resolved.isOk());
        QCOMPARE(names(*resolved),
                 (QStringList{u"Sanic (tuned, workers=1)"_s, u"Sanic (tuned, workers=4)"_s,
                              u"Sanic (as-published)"_s, u"CherryPy (workers=1)"_s,
                              u"CherryPy (workers=2) #1"_s, u"CherryPy (workers=2) #2"_s}));
    }

    void namesIncludeDifferingTls()
    {
        Profile profile;
        profile.servers << entry("sanic") << entry("sanic") << entry("cherrypy");
        for (const qsizetype encrypted : {1, 2})
            profile.servers[encrypted].parameters.insert(u"tls"_s, true);
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(resolved.isOk());
        QCOMPARE(names(*resolved), (QStringList{u"Sanic"_s, u"Sanic over TLS"_s, u"CherryPy"_s}));
    }

    void reportsAllProblemsWithTheClosestName()
    {
        Profile profile;
        profile.servers << entry("sanik") << entry("cherrypy");
        profile.servers[1].parameters.insert(u"workers"_s, 100);
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(!resolved.isOk());
        QCOMPARE(resolved.error().code, ErrorCode::Usage);
        QVERIFY2(resolved.error().detail.contains(u"Did you mean \"sanic\"?"_s),
                 qPrintable(resolved.error().detail));
        QVERIFY2(resolved.error().detail.contains(u"workers"_s), qPrintable(resolved.error().detail));
    }

    void refusesAProfileWithoutServers()
    {
        const auto resolved = resolveServers(Profile{}, catalogue());
        QVERIFY(!resolved.isOk());
        QCOMPARE(resolved.error().code, ErrorCode::Usage);
    }

    void everyRoundHasEveryServerOnce()
    {
        Profile profile;
        profile.measurement.repeats = 6;
        profile.measurement.seed = 42;
        const QList<PlannedTrial> plan = planTrials(profile, QList<ResolvedServer>(4), 6);
        QCOMPARE(plan.size(), 24);
        QSet<QString> orders;
        for (int round = 0; round < 6; ++round) {
            QSet<int> seen;
            QString order;
            for (int i = 0; i < 4; ++i) {
                const PlannedTrial &trial = plan.at(round * 4 + i);
                QCOMPARE(trial.key.repeat, round);
                QCOMPARE(trial.index, round * 4 + i);
                seen << trial.key.server;
                order += QString::number(trial.key.server);
            }
            QCOMPARE(seen.size(), 4);
            orders << order;
        }
        QVERIFY2(orders.size() > 1, "six shuffled rounds of four all had the same order");
        QCOMPARE(planTrials(profile, QList<ResolvedServer>(4), 6), plan); // the seed determines the order
        profile.measurement.seed = 43;
        QVERIFY(planTrials(profile, QList<ResolvedServer>(4), 6) != plan);
    }

    void fewerRoundsAreTheBeginningOfMore()
    {
        Profile profile;
        profile.measurement.precisionPercent = 2;
        const QList<PlannedTrial> pilot = planTrials(profile, QList<ResolvedServer>(4), 6);
        QCOMPARE(planTrials(profile, QList<ResolvedServer>(4), 20).first(pilot.size()), pilot);
    }

    void plansAPilotOrWhatFits()
    {
        Profile profile;
        profile.measurement.repeats = 3;
        profile.measurement.warmUp = Milliseconds(0);
        const QList<ResolvedServer> servers(2);
        QCOMPARE(firstRounds(profile, servers), 3);
        profile.measurement.precisionPercent = 2;
        QCOMPARE(firstRounds(profile, servers), 6);
        const double roundS = 2 * expectedTrialSeconds(profile);
        profile.measurement.atMost = Milliseconds(qint64(roundS * 4'500));
        QCOMPARE(firstRounds(profile, servers), 4);
        profile.measurement.precisionPercent.reset();
        QCOMPARE(firstRounds(profile, servers), 4);
        profile.measurement.atMost = Milliseconds(1);
        QCOMPARE(firstRounds(profile, servers), 1);
    }

    void addsTheRoundsThatThePrecisionNeeds()
    {
        RunRecord run = test::syntheticRun(1, 6, 10);
        run.profile.measurement.precisionPercent = 2;
        for (TrialRecord &trial : run.trials) {
            trial.end = TrialEnd::Finished;
            trial.load.measured.endpoints[0].okInWindow = trial.planned.key.repeat % 2 == 0 ? 10'000 : 11'000;
        }
        const std::optional<qint64> needed = analysePrecision(run)->roundsNeeded;
        QVERIFY2(needed > 6, qPrintable(QString::number(needed.value_or(0))));
        QCOMPARE(roundsInAll(run, 60), int(*needed));
        run.profile.measurement.atMost = Milliseconds(85'000); // of which 60 s are over: two rounds fit
        QCOMPARE(roundsInAll(run, 60), 8);
        QCOMPARE(roundsInAll(run, 600), 6);
        run.trials.removeLast(); // the sixth round has not ended
        run.profile.measurement.atMost.reset();
        QCOMPARE(roundsInAll(run, 50), 6);
        run.profile.measurement.precisionPercent.reset();
        QCOMPARE(roundsInAll(run, 50), 6); // fixed: what is planned
    }

    void preservesOrderWithoutShuffling()
    {
        Profile profile;
        profile.measurement.repeats = 2;
        profile.measurement.shuffle = false;
        QList<int> order;
        for (const PlannedTrial &trial : planTrials(profile, QList<ResolvedServer>(3), 2))
            order << trial.key.server;
        QCOMPARE(order, (QList<int>{0, 1, 2, 0, 1, 2}));
    }

    void expectsRequestsToTakeAsLongAsTheScheduleNeeds()
    {
        Profile profile;
        profile.measurement.warmUp = Milliseconds(0);
        profile.measurement.pause = Milliseconds(0);
        profile.load.users = 10;
        profile.load.thinkTime.kind = ThinkTime::Kind::Constant;
        profile.load.thinkTime.mean = Milliseconds(1'000);
        profile.load.duration = Milliseconds(30'000);
        const double byDuration = expectedTrialSeconds(profile);
        profile.load.duration.reset();
        profile.load.requests = 300; // 10 users per second: 30 s
        QCOMPARE(expectedTrialSeconds(profile), byDuration);
        profile.load.model = LoadModel::Open;
        profile.load.rate = 10;
        profile.load.stages = {{10, Milliseconds(20'000), false}, {100, Milliseconds(20'000), false}};
        profile.load.requests = 1'200; // 20 s for the first 200, 10 s for 1,000
        QCOMPARE(expectedTrialSeconds(profile), byDuration);
    }

    void expectsTheWarmUpAfterTheLastUserHasStarted()
    {
        Profile profile;
        profile.measurement.warmUp = Milliseconds(5'000);
        profile.load.users = 21;
        const double atOnce = expectedTrialSeconds(profile);
        profile.load.spawnRate = 2; // the last one starts after 10 s
        QCOMPARE(expectedTrialSeconds(profile), atOnce + 10);
        profile.load.model = LoadModel::Open;
        QCOMPARE(expectedTrialSeconds(profile), atOnce);
    }

    void aSweepHasEveryServerOnceForEachCell()
    {
        Stack fixed = makeStack(u"cherrypy"_s, u"CherryPy"_s);
        fixed.parameters.clear();
        const Catalogue both = Catalogue::of({makeStack(u"sanic"_s, u"Sanic"_s), fixed});
        Profile profile;
        profile.servers << entry("sanic") << entry("cherrypy");
        profile.sweep.dimensions = {{u"workers"_s, {2, 4}}, {u"load/users"_s, {10, 100}}};
        const auto servers = resolveServers(profile, both);
        QVERIFY(servers);
        // CherryPy has no workers, so that only the users vary.
        QCOMPARE(names(*servers),
                 (QStringList{u"Sanic, workers 2, users 10"_s, u"Sanic, workers 2, users 100"_s,
                              u"Sanic, workers 4, users 10"_s, u"Sanic, workers 4, users 100"_s,
                              u"CherryPy, users 10"_s, u"CherryPy, users 100"_s}));
        QCOMPARE(servers->at(2).baseName, u"Sanic"_s);
        QCOMPARE(servers->at(2).parameters.value(u"workers"_s), QJsonValue(4));
        QCOMPARE(servers->at(2).entry.parameters, (QJsonObject{{u"workers"_s, 4}}));
        RunRecord run;
        run.profile = profile;
        run.servers = *servers;
        QCOMPARE(serverProfile(run, 3).load.users, 100);
        QCOMPARE(serverProfile(run, 4).load.users, 10);

        const QList<PlannedTrial> plan = planTrials(profile, *servers, 2);
        QCOMPARE(plan.size(), 12);
        for (int round = 0; round < 2; ++round) {
            QSet<int> seen;
            for (int i = 0; i < 6; ++i)
                seen << plan.at(round * 6 + i).key.server;
            QCOMPARE(seen.size(), 6);
        }
        profile.sweep.dimensions.removeLast();
        QCOMPARE(names(*resolveServers(profile, both)),
                 (QStringList{u"Sanic, workers 2"_s, u"Sanic, workers 4"_s, u"CherryPy"_s}));
    }

    void expectsEachCellToTakeItsOwnTime()
    {
        Profile profile;
        profile.servers << entry("sanic");
        profile.sweep.dimensions = {{u"load/duration_s"_s, {10, 25}}};
        const QList<PlannedTrial> plan = planTrials(profile, *resolveServers(profile, catalogue()), 1);
        QCOMPARE(plan.size(), 2);
        QCOMPARE(plan.at(1).expectedS - plan.at(0).expectedS, 15);
    }

    void reportsWhatServersCannotVary_data()
    {
        QTest::addColumn<SweepDimension>("dimension");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("message");
        QTest::newRow("unknown") << SweepDimension{u"worker"_s, {1}} << u"/sweep/dimensions/0/setting"_s
                                 << u"No server of this profile has the parameter \"worker\". Did you mean "
                                    "\"workers\"?"_s;
        QTest::newRow("key without section")
            << SweepDimension{u"users"_s, {1}} << u"/sweep/dimensions/0/setting"_s
            << u"No server of this profile has the parameter \"users\". Did you mean \"load/users\"?"_s;
        QTest::newRow("out of range")
            << SweepDimension{u"workers"_s, {1, 65}} << u"/sweep/dimensions/0/values/1"_s
            << u"Sanic: \"workers\" is 65; it has to be an integer from 1 to 64."_s;
        QTest::newRow("wrong type")
            << SweepDimension{u"workers"_s, {u"two"_s}} << u"/sweep/dimensions/0/values/0"_s
            << u"Sanic: \"workers\" is \"two\"; it has to be an integer from 1 to 64."_s;
        QTest::newRow("unknown preset")
            << SweepDimension{u"preset"_s, {u"tuned"_s, u"fast"_s}} << u"/sweep/dimensions/0/values/1"_s
            << u"Sanic has no preset \"fast\". Use one of: as-published, tuned."_s;
        QTest::newRow("engine of another protocol")
            << SweepDimension{u"connection/engine"_s, {u"qnam"_s, u"grpc"_s}}
            << u"/sweep/dimensions/0/values/1"_s
            << u"Sanic speaks HTTP, but the engine \"grpc\" speaks gRPC. Set \"engine\" of /connection to "
               "\"qnam\"; servers of both kinds need a profile each."_s;
    }
    void reportsWhatServersCannotVary()
    {
        QFETCH(const SweepDimension, dimension);
        QFETCH(const QString, pointer);
        QFETCH(const QString, message);
        Profile profile;
        profile.servers << entry("sanic");
        profile.sweep.dimensions = {dimension};
        const QList<ProfileProblem> problems = validateWithCatalogue(profile, catalogue());
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().pointer, pointer);
        QCOMPARE(problems.first().message, message);
        if (pointer.contains(u"/values/"_s))
            QVERIFY(!resolveServers(profile, catalogue()));
    }

    void thresholdsNameServersOfTheProfile_data()
    {
        using Severity = ProfileProblem::Severity;
        QTest::addColumn<QString>("server");
        QTest::addColumn<std::optional<Severity>>("severity");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *server, std::optional<Severity> severity = {},
                            const QString &message = {}) {
            QTest::newRow(server) << QString::fromLatin1(server) << severity << message;
        };
        row("Sanic");
        row("sanic");
        row("Sanic (as-published)");
        row("Sanic (tuned)");
        row("Sanic (tuned), workers 4");
        row("Fast one");
        row("cherrypy");
        row("CherryPy", Severity::Error, // the label replaces the title
            u"No server of this profile has the name \"CherryPy\". Did you mean \"cherrypy\"?"_s);
        row("sanik", Severity::Error,
            u"No server of this profile has the name \"sanik\". Did you mean \"Sanic\"?"_s);
        row("Tornado", Severity::Error,
            u"No server of this profile has the name \"Tornado\". Use one of: Sanic (as-published), Sanic "
            "(tuned), Fast one."_s);
        row("Slow one", Severity::Warning,
            u"The threshold is not evaluated, as the server \"Slow one\" is disabled. Enable the server, or "
            "remove the threshold."_s);
    }
    void thresholdsNameServersOfTheProfile()
    {
        QFETCH(const QString, server);
        QFETCH(const std::optional<ProfileProblem::Severity>, severity);
        QFETCH(const QString, message);
        Profile profile;
        profile.servers << entry("sanic", "as-published") << entry("sanic") << entry("cherrypy")
                        << entry("cherrypy", "as-published");
        profile.servers[2].label = u"Fast one"_s;
        profile.servers[3].label = u"Slow one"_s;
        profile.servers[3].isEnabled = false;
        profile.sweep.dimensions = {{u"workers"_s, {2, 4}}};
        profile.thresholds = {*parseThreshold(u"rps>1"_s),
                              *parseThreshold(u"rps{server:\"%1\"}>1"_s.arg(server))};
        const QList<ProfileProblem> problems = validateWithCatalogue(profile, catalogue());
        QCOMPARE(problems.size(), severity ? 1 : 0);
        if (!severity)
            return;
        QCOMPARE(problems.first().severity, *severity);
        QCOMPARE(problems.first().pointer, u"/thresholds/1"_s);
        QCOMPARE(problems.first().message, message);
        removeThresholdsOfOtherServers(profile, catalogue());
        QCOMPARE(profile.thresholds.size(), 1);
        QCOMPARE(profile.thresholds.first().text, u"rps>1"_s);
    }
    void errorsOfServersComeBeforeTheirThresholds()
    {
        Profile profile;
        profile.servers << entry("sanic", "tunde");
        profile.thresholds = {*parseThreshold(u"rps{server:Tornado}>1"_s)};
        const QList<ProfileProblem> problems = validateWithCatalogue(profile, catalogue());
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().pointer, u"/servers/0/preset"_s);
        removeThresholdsOfOtherServers(profile, catalogue());
        QCOMPARE(profile.thresholds.size(), 1);
    }

    void eachLaunchHasAPrivateFolder()
    {
        ResolvedServer launched;
        launched.stack = makeStack(u"sanic"_s, u"Sanic"_s);
        launched.stack.command << CommandPart{{u"true"_s, u"${run_dir}/pid"_s}, {}};
        launched.parameters = QJsonObject{{u"workers"_s, 1}};
        const Result<LaunchSpec> first = makeLaunchSpec(launched, {}, {});
        const Result<LaunchSpec> second = makeLaunchSpec(launched, {}, {});
        QVERIFY(first && second);
        const QString folder = first->privateFolder;
        QVERIFY2(folder.startsWith(QDir::tempPath() + u"/loadstone-"_s), qPrintable(folder));
        QVERIFY(!QFileInfo::exists(folder));
        QVERIFY(second->privateFolder != folder);
        QCOMPARE(first->command.last(), folder + u"/pid"_s);
        QCOMPARE(first->environment.value(u"TMPDIR"_s), folder);
    }

    void limitsBacklogToTheKernelsMaximum()
    {
        const QString name = u"backlog"_s;
        QJsonObject parameters{{name, 4096}, {u"workers"_s, 9999}};
        QVERIFY(limitBacklog(parameters, 4096).isEmpty());
        QVERIFY(limitBacklog(parameters, -1).isEmpty());
        QCOMPARE(parameters.value(name).toInt(), 4096);
        const QString note = limitBacklog(parameters, 128).english();
        QVERIFY2(note.contains(u"from 4096 to 128"_s), qPrintable(note));
        QCOMPARE(parameters.value(name).toInt(), 128);
        QCOMPARE(parameters.value(u"workers"_s).toInt(), 9999);
        QJsonObject without;
        QVERIFY(limitBacklog(without, 128).isEmpty());
        QVERIFY(without.isEmpty());
    }
};

LOADSTONE_TEST(TestPlan, QCoreApplication)
#include "tst_plan.moc"
