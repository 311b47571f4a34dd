// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/launch.h"
#include "core/run/plan.h"
#include "core/run/profilecheck.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstone;

namespace
{

Stack makeStack(const QString &id, const QString &title)
{
    Stack stack;
    stack.id = id;
    stack.title = title;
    ParameterSpec workers;
    workers.name = QStringLiteral("workers");
    workers.min = 1;
    workers.max = 64;
    workers.defaultValue = 1;
    ParameterSpec tls;
    tls.name = QStringLiteral("tls");
    tls.type = ParameterSpec::Type::Boolean;
    tls.defaultValue = false;
    stack.parameters << workers << tls;
    stack.presets << Preset{QStringLiteral("as-published"), {}, {}, {}}
                  << Preset{QStringLiteral("tuned"), {}, {}, {}};
    return stack;
}

const Catalogue &catalogue()
{
    static const Catalogue made =
        Catalogue::of({makeStack(QStringLiteral("sanic"), QStringLiteral("Sanic")),
                       makeStack(QStringLiteral("cherrypy"), QStringLiteral("CherryPy"))});
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
        Stack rpc = makeStack(QStringLiteral("grpc-sync"), QStringLiteral("gRPC"));
        rpc.protocol = grpcProtocol();
        const Stack http = makeStack(QStringLiteral("sanic"), QStringLiteral("Sanic"));
        const Catalogue both = Catalogue::of({rpc, http});
        Profile profile;
        profile.servers << entry("grpc-sync") << entry("sanic");
        profile.servers.last().isEnabled = false;
        const auto overHttp = resolveServers(profile, both);
        QVERIFY(!overHttp);
        QCOMPARE(overHttp.error().message,
                 QStringLiteral("gRPC speaks gRPC, but the engine \"qnam\" speaks HTTP. Set \"engine\" of "
                                "/connection to \"grpc\"; servers of both kinds need a profile each."));
        profile.connection.engine = grpcEngine();
        QVERIFY(resolveServers(profile, both));
        QCOMPARE(protocolProblem(http, grpcEngine()),
                 QStringLiteral("Sanic speaks HTTP, but the engine \"grpc\" speaks gRPC. Set \"engine\" of "
                                "/connection to \"qnam\"; servers of both kinds need a profile each."));

        ProfileReading reading = readProfile(R"({"loadstone_profile": 1, "name": "N",
            "servers": [{"stack": "grpc-sync"}, {"stack": "sanic"}, {"stack": "grpc-sync", "preset": "as-published", "enabled": false}],
            "requests": [{"name": "a", "path": "/"}], "load": {"users": 1, "duration_s": 1}})",
                                             QStringLiteral("t"));
        checkWithCatalogue(reading, both);
        QCOMPARE(reading.problems.size(), 1);
        QCOMPARE(reading.problems.first().pointer, QStringLiteral("/servers/0/stack"));
        QVERIFY(!reading.profile);
    }
    void tellsWhatIsWrongWithAStackThatWasLeftOut()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("u1")));
        QFile file(folder.filePath(QStringLiteral("u1/stack.json")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"title\": 5}") > 0);
        file.close();
        const Catalogue broken = Catalogue::load({folder.path()});
        ProfileReading reading = readProfile(R"({"loadstone_profile": 1, "name": "N",
            "servers": [{"stack": "u1"}, {"stack": "u2"}],
            "requests": [{"name": "a", "path": "/"}], "load": {"users": 1, "duration_s": 1}})",
                                             QStringLiteral("t"));
        checkWithCatalogue(reading, broken);
        QCOMPARE(reading.problems.size(), 2);
        QCOMPARE(reading.problems.first().pointer, QStringLiteral("/servers/0/stack"));
        QCOMPARE(reading.problems.first().message, broken.problems().constFirst().message);
        QVERIFY(reading.problems.last().message.startsWith(QStringLiteral("There is no stack \"u2\".")));
        Profile profile;
        profile.servers << entry("u1");
        const auto resolved = resolveServers(profile, broken);
        QVERIFY(!resolved);
        QCOMPARE(resolved.error().message, broken.problems().constFirst().message);
    }
    void resolvesParametersAndLeavesOutWhatIsSwitchedOff()
    {
        Profile profile;
        profile.servers << entry("sanic") << entry("cherrypy");
        profile.servers[1].isEnabled = false;
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(resolved.isOk());
        QCOMPARE(names(*resolved), QStringList{QStringLiteral("Sanic")});
        QCOMPARE(resolved->constFirst().parameters.value(QStringLiteral("workers")).toInt(), 1);
    }

    void namesAreUniqueByPresetThenByNumber()
    {
        Profile profile;
        profile.servers << entry("sanic") << entry("sanic", "as-published") << entry("cherrypy")
                        << entry("cherrypy");
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(resolved.isOk());
        QCOMPARE(names(*resolved),
                 (QStringList{QStringLiteral("Sanic (tuned)"), QStringLiteral("Sanic (as-published)"),
                              QStringLiteral("CherryPy #1"), QStringLiteral("CherryPy #2")}));
    }

    void namesTellTheParametersInWhichTheyDiffer()
    {
        Profile profile;
        profile.servers << entry("sanic") << entry("sanic") << entry("sanic", "as-published")
                        << entry("cherrypy") << entry("cherrypy") << entry("cherrypy");
        profile.servers[1].parameters.insert(QStringLiteral("workers"), 4);
        profile.servers[4].parameters.insert(QStringLiteral("workers"), 2);
        profile.servers[5].parameters.insert(QStringLiteral("workers"), 2);
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(resolved.isOk());
        QCOMPARE(names(*resolved),
                 (QStringList{
                     QStringLiteral("Sanic (tuned, workers=1)"), QStringLiteral("Sanic (tuned, workers=4)"),
                     QStringLiteral("Sanic (as-published)"), QStringLiteral("CherryPy (workers=1)"),
                     QStringLiteral("CherryPy (workers=2) #1"), QStringLiteral("CherryPy (workers=2) #2")}));
    }

    void namesTellWhatGoesOverTlsWhereItDiffers()
    {
        Profile profile;
        profile.servers << entry("sanic") << entry("sanic") << entry("cherrypy");
        for (const qsizetype encrypted : {1, 2})
            profile.servers[encrypted].parameters.insert(QStringLiteral("tls"), true);
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(resolved.isOk());
        QCOMPARE(names(*resolved),
                 (QStringList{QStringLiteral("Sanic"), QStringLiteral("Sanic over TLS"),
                              QStringLiteral("CherryPy")}));
    }

    void tellsAllProblemsAtOnceWithTheNearestName()
    {
        Profile profile;
        profile.servers << entry("sanik") << entry("cherrypy");
        profile.servers[1].parameters.insert(QStringLiteral("workers"), 100);
        const auto resolved = resolveServers(profile, catalogue());
        QVERIFY(!resolved.isOk());
        QCOMPARE(resolved.error().code, ErrorCode::Usage);
        QVERIFY2(resolved.error().detail.contains(QStringLiteral("Did you mean \"sanic\"?")),
                 qPrintable(resolved.error().detail));
        QVERIFY2(resolved.error().detail.contains(QStringLiteral("workers")),
                 qPrintable(resolved.error().detail));
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
        const QList<PlannedTrial> plan = planTrials(profile, 4);
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
        QCOMPARE(planTrials(profile, 4), plan); // the seed decides
        profile.measurement.seed = 43;
        QVERIFY(planTrials(profile, 4) != plan);
    }

    void keepsTheOrderWithoutShuffling()
    {
        Profile profile;
        profile.measurement.repeats = 2;
        profile.measurement.shuffle = false;
        QList<int> order;
        for (const PlannedTrial &trial : planTrials(profile, 3))
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
        profile.load.requests = 300; // 10 users a second: 30 s
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

    void eachLaunchHasAPrivateFolder()
    {
        ResolvedServer launched;
        launched.stack = makeStack(QStringLiteral("sanic"), QStringLiteral("Sanic"));
        launched.stack.command << CommandPart{{QStringLiteral("true"), QStringLiteral("${run_dir}/pid")}, {}};
        launched.parameters = QJsonObject{{QStringLiteral("workers"), 1}};
        const Result<LaunchSpec> first = makeLaunchSpec(launched, {}, {});
        const Result<LaunchSpec> second = makeLaunchSpec(launched, {}, {});
        QVERIFY(first && second);
        const QString folder = first->privateFolder;
        QVERIFY2(folder.startsWith(QDir::tempPath() + QStringLiteral("/loadstone-")), qPrintable(folder));
        QVERIFY(!QFileInfo::exists(folder));
        QVERIFY(second->privateFolder != folder);
        QCOMPARE(first->command.last(), folder + QStringLiteral("/pid"));
        QCOMPARE(first->environment.value(QStringLiteral("TMPDIR")), folder);
    }

    void lowersBacklogToWhatKernelAllows()
    {
        const QString name = QStringLiteral("backlog");
        QJsonObject parameters{{name, 4096}, {QStringLiteral("workers"), 9999}};
        QVERIFY(limitBacklog(parameters, 4096).isEmpty());
        QVERIFY(limitBacklog(parameters, -1).isEmpty());
        QCOMPARE(parameters.value(name).toInt(), 4096);
        const QString note = limitBacklog(parameters, 128);
        QVERIFY2(note.contains(QStringLiteral("from 4096 to 128")), qPrintable(note));
        QCOMPARE(parameters.value(name).toInt(), 128);
        QCOMPARE(parameters.value(QStringLiteral("workers")).toInt(), 9999);
        QJsonObject without;
        QVERIFY(limitBacklog(without, 128).isEmpty());
        QVERIFY(without.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
