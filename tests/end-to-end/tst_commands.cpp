// SPDX-License-Identifier: GPL-3.0-or-later
// The built executable as a person or a CI job calls it, with the real servers.
#include "core/server/listeners.h"
#include "tests/support/programtest.h"
#include "tests/support/scriptedserver.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <csignal>

using namespace loadstone;

namespace
{

// The first call on a new machine builds the Python environment.
constexpr int setupLimitMs = 600'000;
constexpr int limitMs = 120'000;

QJsonObject parseJson(const QString &text) { return QJsonDocument::fromJson(text.toUtf8()).object(); }

QList<qint64> processesWith(const QString &word)
{
    QList<qint64> pids;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        bool isPid = false;
        const qint64 pid = name.toLongLong(&isPid);
        QFile environment(QStringLiteral("/proc/%1/environ").arg(name));
        if (isPid && environment.open(QIODevice::ReadOnly) && environment.readAll().contains(word.toUtf8()))
            pids << pid;
    }
    return pids;
}

} // namespace

class TestCommands : public ProgramTest
{
    Q_OBJECT

public:
    TestCommands() : ProgramTest(QStringLiteral(LOADSTONE_PROGRAM), limitMs) { }

private:
    /// Starts `loadstone serve` and returns its port once it has said that it is ready.
    int serve(QProcess &process, const QStringList &arguments, const QString &tag = {})
    {
        prepare(process, QStringList{QStringLiteral("serve")} + arguments);
        QProcessEnvironment environment = process.processEnvironment();
        if (!tag.isEmpty())
            environment.insert(QStringLiteral("LOADSTONE_TEST_TAG"), tag);
        process.setProcessEnvironment(environment);
        process.start();
        static const QRegularExpression ready(QStringLiteral("http://127\\.0\\.0\\.1:(\\d+)/"));
        QString said;
        QDeadlineTimer deadline(limitMs);
        while (!deadline.hasExpired() && process.state() != QProcess::NotRunning) {
            process.waitForReadyRead(100);
            said += QString::fromUtf8(process.readAllStandardOutput());
            if (const auto match = ready.match(said); match.hasMatch())
                return match.captured(1).toInt();
        }
        return -1;
    }

private slots:
    /// However a command ended.
    void cleanup() { QVERIFY2(QDir(temporaryFolder()).isEmpty(), "temporary files were left"); }

    void initTestCase()
    {
        const Ended setup = call({QStringLiteral("setup"), QStringLiteral("cpython")}, setupLimitMs);
        QVERIFY2(setup.code == 0, qPrintable(setup.err));
    }

    void setUpLeavesOutWhatCannotBeBuiltHere()
    {
        for (const char *name :
             {"LOADSTONE_PYTHON_PYPY", "LOADSTONE_PYTHON_JAPRONTO", "LOADSTONE_PYTHON_MEINHELD"})
            qputenv(name, "/no/such/python");
        const Ended setup = call({QStringLiteral("setup")}, setupLimitMs);
        for (const char *name :
             {"LOADSTONE_PYTHON_PYPY", "LOADSTONE_PYTHON_JAPRONTO", "LOADSTONE_PYTHON_MEINHELD"})
            qunsetenv(name);
        QVERIFY2(setup.code == 0, qPrintable(setup.err));
        QVERIFY2(setup.out.contains(QStringLiteral("cpython: CPython 3.")), qPrintable(setup.out));
        QVERIFY2(setup.out.contains(QStringLiteral("pypy: skipped. ")), qPrintable(setup.out));
        QVERIFY2(setup.out.contains(QStringLiteral("japronto: skipped. ")), qPrintable(setup.out));
        QVERIFY2(setup.out.contains(QStringLiteral("meinheld: skipped. ")), qPrintable(setup.out));
    }

    void racesTheFourServersAndReports()
    {
        const QString out = m_folder.filePath(QStringLiteral("out"));
        const Ended run = call({QStringLiteral("run"), QStringLiteral("quick"), QStringLiteral("--duration"),
                                QStringLiteral("2s"), QStringLiteral("--format"),
                                QStringLiteral("html,json,md"), QStringLiteral("--out"), out});
        QVERIFY2(run.code == 0, qPrintable(run.err + run.out));
        const QStringList files = QDir(out).entryList(QDir::Files);
        QCOMPARE(files.size(), 3);
        QFile json(QDir(out).filePath(files.filter(QStringLiteral(".json")).constFirst()));
        QVERIFY(json.open(QIODevice::ReadOnly));
        const QJsonObject result = QJsonDocument::fromJson(json.readAll()).object();
        const QJsonArray trials = result.value(QStringLiteral("trials")).toArray();
        QCOMPARE(trials.size(), 4);
        for (const QJsonValue &value : trials) {
            const QJsonObject trial = value.toObject();
            QVERIFY2(trial.value(QStringLiteral("end")).toString() == QLatin1String("finished"),
                     qPrintable(QString::fromUtf8(QJsonDocument(trial).toJson().left(2'000))));
            QVERIFY(trial.value(QStringLiteral("rps")).toDouble() > 1);
            QCOMPARE(trial.value(QStringLiteral("failures")).toInt(), 0);
        }
        for (const QJsonValue &server : result.value(QStringLiteral("servers")).toArray()) {
            const QJsonObject versions = server.toObject().value(QStringLiteral("versions")).toObject();
            QVERIFY(!versions.isEmpty());
            for (const QJsonValue &version : versions)
                QVERIFY2(version.toString().at(0).isDigit(),
                         QJsonDocument(versions).toJson(QJsonDocument::Compact).constData());
        }
        for (const char *name : {"Sanic", "FastAPI", "Bottle", "CherryPy"})
            QVERIFY2(run.out.contains(QLatin1String(name)), qPrintable(run.out));
    }

    void aThresholdThatDoesNotHoldIsExitCode1()
    {
        const QStringList common{
            QStringLiteral("run"),        QStringLiteral("quick"),
            QStringLiteral("--stack"),    QStringLiteral("sanic"),
            QStringLiteral("--requests"), QStringLiteral("40"),
            QStringLiteral("--out"),      m_folder.filePath(QStringLiteral("thresholds")),
            QStringLiteral("--threshold")};
        const Ended failed = call(common + QStringList{QStringLiteral("p99<1us")});
        QVERIFY2(failed.code == 1, qPrintable(failed.err + failed.out));
        const Ended held = call(common + QStringList{QStringLiteral("failures<=1%")});
        QVERIFY2(held.code == 0, qPrintable(held.err + held.out));
    }

    // All the others: tests/app/tst_program.cpp.
    void usageErrorsAreOneSentenceAndExitCode2_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QStringList &arguments, const char *words) {
            QTest::newRow(name) << arguments << QString::fromUtf8(words);
        };
        row("unknown verb", {QStringLiteral("rnu")}, "Did you mean \"run\"?");
        row("bad number",
            {QStringLiteral("run"), QStringLiteral("quick"), QStringLiteral("--users"),
             QStringLiteral("many")},
            "--users expects an integer from 1 to 100,000");
        row("window without a display",
            {QStringLiteral("run"), QStringLiteral("quick"), QStringLiteral("--window")}, "No display");
    }
    void usageErrorsAreOneSentenceAndExitCode2()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, words);
        const Ended ended = call(arguments);
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.err.contains(words), qPrintable(ended.err));
        QVERIFY(ended.out.isEmpty());
    }

    void aFolderThatCannotBeWrittenIsToldBeforeTheRun()
    {
        QFile obstacle(m_folder.filePath(QStringLiteral("obstacle")));
        QVERIFY(obstacle.open(QIODevice::WriteOnly));
        const Ended ended = call({QStringLiteral("run"), QStringLiteral("quick"), QStringLiteral("--stack"),
                                  QStringLiteral("sanic"), QStringLiteral("--requests"), QStringLiteral("40"),
                                  QStringLiteral("--out"), obstacle.fileName() + QStringLiteral("/out")});
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.err.contains(QStringLiteral("Choose another with --out")), qPrintable(ended.err));
        QVERIFY2(!ended.err.contains(QStringLiteral("Sanic")), qPrintable(ended.err));
        QVERIFY2(ended.out.isEmpty(), qPrintable(ended.out));
    }

    void theDemoRacesFourServersIntoItsReport()
    {
        const QString out = m_folder.filePath(QStringLiteral("demo"));
        QProcess demo;
        prepare(demo, {QStringLiteral("demo"), QStringLiteral("--out"), out});
        demo.start();
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT(
            (said += QString::fromUtf8(demo.readAllStandardError())).contains(QStringLiteral("RPS")),
            limitMs);
        QVERIFY2(said.contains(QStringLiteral("[1/4]")), qPrintable(said));
        kill(pid_t(demo.processId()), SIGINT);
        QVERIFY(demo.waitForFinished(limitMs));
        QCOMPARE(demo.exitCode(), 4);
        const QStringList files = QDir(out).entryList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QFile html(QDir(out).filePath(files.constFirst()));
        QVERIFY(html.fileName().endsWith(QStringLiteral(".html")) && html.open(QIODevice::ReadOnly));
        const QByteArray text = html.readAll();
        QVERIFY(text.startsWith("<!DOCTYPE html>") && text.contains("Quick look at four servers"));
        QVERIFY(demo.readAllStandardOutput().contains(html.fileName().toUtf8()));
    }

    void validateTellsEveryErrorWithItsPlace()
    {
        const QString path = m_folder.filePath(QStringLiteral("broken.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\n  \"loadstone_profile\": 1,\n  \"name\": \"Broken\",\n  \"servers\": [{\"stack\": "
                   "\"sanik\"}],\n"
                   "  \"requests\": [{\"name\": \"a\", \"path\": \"/\", \"wieght\": 2}],\n"
                   "  \"load\": {\"model\": \"closed\", \"users\": 0, \"duration_s\": 5}\n}\n");
        file.close();
        const Ended ended = call({QStringLiteral("validate"), path});
        QCOMPARE(ended.code, 2);
        for (const char *words : {"broken.json:4:", "sanic", "broken.json:5:", "weight", "broken.json:6:"})
            QVERIFY2(ended.out.contains(QLatin1String(words)), qPrintable(ended.out));
    }

    void usersOfALoadThink()
    {
        QProcess server;
        const int port = serve(server, {QStringLiteral("cherrypy")});
        QVERIFY(port > 0);
        const QStringList load{
            QStringLiteral("load"),          QStringLiteral("http://127.0.0.1:%1/simple-response").arg(port),
            QStringLiteral("--engine"),      QStringLiteral("native"),
            QStringLiteral("--connections"), QStringLiteral("10"),
            QStringLiteral("--spawn-rate"),  QStringLiteral("100"),
            QStringLiteral("--think-time"),  QStringLiteral("400ms..600ms"),
            QStringLiteral("--duration"),    QStringLiteral("3s")};
        const QJsonObject result = parseJson(call(load + QStringList{QStringLiteral("--json")}).out);
        const double ceiling = result.value(QStringLiteral("pacing_ceiling_rps")).toDouble();
        // Ten users who wait half a second: twenty a second at most, less what an answer takes; and in
        // 3 s each can begin eight times, however fast the server is.
        QVERIFY2(ceiling > 0 && ceiling <= 20, qPrintable(QString::number(ceiling)));
        const int requests = result.value(QStringLiteral("requests")).toInt();
        QVERIFY2(requests > 0 && requests <= 80, qPrintable(QString::number(requests)));
        QVERIFY(call(load).out.contains(QStringLiteral("upper bound from think time: ")));
        kill(pid_t(server.processId()), SIGINT);
        QVERIFY(server.waitForFinished(limitMs));
    }

    void loadTakesTheUrlAsItIsWritten_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::newRow("qnam") << QStringLiteral("qnam");
        QTest::newRow("native") << QStringLiteral("native");
    }
    void loadTakesTheUrlAsItIsWritten()
    {
        QFETCH(QString, engine);
        ScriptedServer server(script::answer("hello"));
        const QString place = QStringLiteral("localhost:%1").arg(server.port());
        const QStringList load{
            QStringLiteral("load"),     QStringLiteral("http://us:secret@%1?a=b").arg(place),
            QStringLiteral("--engine"), engine,
            QStringLiteral("-c"),       QStringLiteral("1"),
            QStringLiteral("-n"),       QStringLiteral("2")};
        const Ended asJson = call(load + QStringList{QStringLiteral("--json")});
        QVERIFY2(asJson.code == 0, qPrintable(asJson.err));
        QCOMPARE(parseJson(asJson.out)[QStringLiteral("url")].toString(),
                 QStringLiteral("http://%1/?a=b").arg(place));
        const Ended asText = call(load);
        for (const QString &text : {asJson.out, asJson.err, asText.out, asText.err})
            QVERIFY2(!text.contains(QStringLiteral("secret")), qPrintable(text));
        const QList<ScriptedRequest> seen = server.firstRequests();
        QCOMPARE(seen.size(), 4);
        for (const ScriptedRequest &request : seen) {
            QCOMPARE(request.target, QByteArray("/?a=b"));
            QVERIFY(request.head.contains("\r\nHost: " + place.toLatin1() + "\r\n"));
            QVERIFY(request.head.contains("\r\nAuthorization: Basic " + QByteArray("us:secret").toBase64()));
        }
    }

    void loadCountsWhatTheServerCounts()
    {
        QProcess server;
        const int port = serve(server, {QStringLiteral("cherrypy")});
        QVERIFY(port > 0);
        const Ended load =
            call({QStringLiteral("load"), QStringLiteral("http://127.0.0.1:%1/simple-response").arg(port),
                  QStringLiteral("--connections"), QStringLiteral("5"), QStringLiteral("--requests"),
                  QStringLiteral("200"), QStringLiteral("--json")});
        QVERIFY2(load.code == 0, qPrintable(load.err));
        const QJsonObject result = parseJson(load.out);
        QCOMPARE(result.value(QStringLiteral("requests")).toInt(), 200);
        QCOMPARE(result.value(QStringLiteral("failures")).toInt(), 0);
        QCOMPARE(result.value(QStringLiteral("connections_opened")).toInt(), 5);
        QCOMPARE(result.value(QStringLiteral("bytes_received")).toInt(), 200 * 27);
        QVERIFY(result.value(QStringLiteral("min_us")).toInt() > 0);
        QVERIFY(result.value(QStringLiteral("min_us")).toInt()
                <= result.value(QStringLiteral("p50_us")).toInt());
        QVERIFY(result.value(QStringLiteral("p50_us")).toInt()
                <= result.value(QStringLiteral("p99_us")).toInt());
        QVERIFY(result.value(QStringLiteral("p99_us")).toInt()
                <= result.value(QStringLiteral("max_us")).toInt());
        kill(pid_t(server.processId()), SIGINT);
        QVERIFY(server.waitForFinished(limitMs));
        QCOMPARE(server.exitCode(), 0);
        QVERIFY(!findPortHolder(quint16(port)));
    }

    void killingLoadstoneLeavesNothing()
    {
        const QString tag =
            QStringLiteral("LOADSTONE_TEST_TAG=kill-%1").arg(QCoreApplication::applicationPid());
        QProcess server;
        const int port = serve(server, {QStringLiteral("fastapi-uvicorn"), QStringLiteral("workers=2")},
                               tag.section(QLatin1Char('='), 1));
        QVERIFY(port > 0);
        QVERIFY2(!QDir(temporaryFolder()).isEmpty(), "the server's private folder is not recognised");
        QVERIFY2(processesWith(tag).size() >= 4, "the server's processes are not recognised");
        kill(pid_t(server.processId()), SIGKILL);
        QVERIFY(server.waitForFinished(limitMs));
        const bool isNothingLeft = QTest::qWaitFor([&] { return processesWith(tag).isEmpty(); }, 15'000);
        for (const qint64 pid : processesWith(tag))
            kill(pid_t(pid), SIGKILL); // a test that fails leaves nothing either
        QVERIFY2(isNothingLeft, "processes outlived Loadstone");
        QVERIFY(!findPortHolder(quint16(port)));
    }

    void servesWhatSpeaksGrpc()
    {
        QProcess server;
        QVERIFY(serve(server, {QStringLiteral("grpc-async")}) > 0);
        kill(pid_t(server.processId()), SIGINT);
        QVERIFY(server.waitForFinished(limitMs));
        QCOMPARE(server.exitCode(), 0);
    }

    void aTakenPortIsNamedWithItsHolder()
    {
        QProcess first;
        const int port = serve(first, {QStringLiteral("sanic")});
        QVERIFY(port > 0);
        const Ended second = call({QStringLiteral("serve"), QStringLiteral("cherrypy"),
                                   QStringLiteral("--port"), QString::number(port)});
        QCOMPARE(second.code, 3);
        QVERIFY2(second.err.contains(QStringLiteral("already in use by")), qPrintable(second.err));
        kill(pid_t(first.processId()), SIGTERM);
        QVERIFY(first.waitForFinished(limitMs));
    }

    void interruptingARunKeepsWhatThereIs()
    {
        const QString out = m_folder.filePath(QStringLiteral("interrupted"));
        QProcess run;
        prepare(run,
                {QStringLiteral("run"), QStringLiteral("quick"), QStringLiteral("--stack"),
                 QStringLiteral("sanic"), QStringLiteral("--duration"), QStringLiteral("60s"),
                 QStringLiteral("--format"), QStringLiteral("json"), QStringLiteral("--out"), out});
        run.start();
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT(
            (said += QString::fromUtf8(run.readAllStandardError())).contains(QStringLiteral("RPS")), limitMs);
        kill(pid_t(run.processId()), SIGINT);
        QVERIFY(run.waitForFinished(limitMs));
        QCOMPARE(run.exitCode(), 4);
        const QStringList files = QDir(out).entryList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QFile json(QDir(out).filePath(files.constFirst()));
        QVERIFY(json.open(QIODevice::ReadOnly));
        const QJsonObject trial = QJsonDocument::fromJson(json.readAll())
                                      .object()
                                      .value(QStringLiteral("trials"))
                                      .toArray()
                                      .first()
                                      .toObject();
        QCOMPARE(trial.value(QStringLiteral("end")).toString(), QStringLiteral("stopped"));
        QVERIFY(trial.value(QStringLiteral("requests")).toInt() > 0);
    }

    void theRecordStaysWhereFilesCannotBeWritten()
    {
        const QString out = m_folder.filePath(QStringLiteral("gone"));
        QProcess run;
        prepare(run,
                {QStringLiteral("run"), QStringLiteral("quick"), QStringLiteral("--stack"),
                 QStringLiteral("cherrypy"), QStringLiteral("--duration"), QStringLiteral("60s"),
                 QStringLiteral("--out"), out});
        run.start();
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT(
            (said += QString::fromUtf8(run.readAllStandardError())).contains(QStringLiteral("RPS")), limitMs);
        QVERIFY(QDir().rmdir(out));
        QFile obstacle(out);
        QVERIFY(obstacle.open(QIODevice::WriteOnly));
        kill(pid_t(run.processId()), SIGINT);
        QVERIFY(run.waitForFinished(limitMs));
        QCOMPARE(run.exitCode(), 5);
        said += QString::fromUtf8(run.readAllStandardError());
        QVERIFY2(said.contains(QStringLiteral("could not be made: Not a directory.")), qPrintable(said));
        static const QRegularExpression named(QStringLiteral("print it with `loadstone show (\\S+)`"));
        const Ended shown = call({QStringLiteral("show"), named.match(said).captured(1)});
        QCOMPARE(shown.code, 0);
        QVERIFY2(shown.out.contains(QStringLiteral("CherryPy")), qPrintable(shown.out));
    }

    void everyVerbHasHelp()
    {
        for (const char *verb : {"demo", "run", "load", "serve", "stacks", "profiles", "validate", "setup",
                                 "doctor", "upstream"}) {
            const Ended help = call({QLatin1String(verb), QStringLiteral("--help")});
            QCOMPARE(help.code, 0);
            QVERIFY2(help.out.startsWith(QStringLiteral("Usage: loadstone %1").arg(QLatin1String(verb))),
                     qPrintable(help.out));
        }
    }

    void listsAreJsonOnRequest()
    {
        const QJsonArray stacks = parseJson(call({QStringLiteral("stacks"), QStringLiteral("--json")}).out)
                                      .value(QStringLiteral("stacks"))
                                      .toArray();
        QStringList available;
        for (const QJsonValue &stack : stacks) {
            if (stack[u"available"].toBool())
                available.append(stack[u"id"].toString());
            else
                QVERIFY(!stack[u"reason"].toString().isEmpty());
        }
        for (const auto *id : {"bottle-gevent", "cherrypy", "fastapi-uvicorn", "sanic"})
            QVERIFY2(available.contains(QLatin1String(id)), id);
        QStringList profiles;
        for (const QJsonValue &profile :
             parseJson(call({QStringLiteral("profiles"), QStringLiteral("--json")}).out)
                 .value(QStringLiteral("profiles"))
                 .toArray()) {
            QCOMPARE(profile.toObject().value(QStringLiteral("errors")).toInt(-1), 0);
            QVERIFY(QFile::exists(profile.toObject().value(QStringLiteral("file")).toString()));
            profiles << profile.toObject().value(QStringLiteral("id")).toString();
        }
        for (const char *id : {"quick", "mixed-streaming", "mixed-streaming-delay"})
            QVERIFY2(profiles.contains(QLatin1String(id)), id);
        QVERIFY(!parseJson(call({QStringLiteral("doctor"), QStringLiteral("--json")}).out).isEmpty());
    }

    void listsNameWhatThereIs()
    {
        const QString stacks = call({QStringLiteral("stacks")}).out;
        for (const char *id : {"sanic", "fastapi-uvicorn", "bottle-gevent", "cherrypy"})
            QVERIFY2(stacks.contains(QStringLiteral("✔ ") + QLatin1String(id)), qPrintable(stacks));
        const Ended card = call({QStringLiteral("stacks"), QStringLiteral("sanic")});
        QCOMPARE(card.code, 0);
        for (const char *words : {"\n  sanic 2", "workers  ", "as-published", "GET /stream-file"})
            QVERIFY2(card.out.contains(QLatin1String(words)), qPrintable(card.out));

        const QString folder = m_folder.filePath(QStringLiteral("data/loadstone/profiles"));
        QVERIFY(QDir().mkpath(folder));
        QFile broken(folder + QStringLiteral("/mine.json"));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{}") == 2);
        broken.close();
        const QString longId = QStringLiteral("a-profile-whose-name-is-longer-than-those-of-others");
        const QString own = folder + u'/' + longId + QStringLiteral(".json");
        QFile copy(own);
        QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write("{\"name\": \"A name\"}") > 0);
        copy.close();
        const QString profiles = call({QStringLiteral("profiles")}).out;
        QVERIFY(broken.remove() && QFile::remove(own));
        QSet<qsizetype> columns;
        for (const QString &line : profiles.split(u'\n')) {
            if (line.startsWith(QStringLiteral("quick ")))
                columns.insert(line.indexOf(QStringLiteral("Quick look at four servers")));
            if (line.startsWith(longId))
                columns.insert(line.indexOf(QStringLiteral("A name")));
        }
        QVERIFY2(columns == QSet<qsizetype>{longId.size() + 2}, qPrintable(profiles));
        QVERIFY2(profiles.contains(QStringLiteral("Quick look at four servers")), qPrintable(profiles));
        QVERIFY2(profiles.contains(QStringLiteral("see `loadstone validate mine`")), qPrintable(profiles));
        QVERIFY(call({QStringLiteral("doctor")}).out.contains(QStringLiteral("core")));
        const Ended sound = call({QStringLiteral("validate"), QStringLiteral("quick")});
        QCOMPARE(sound.code, 0);
        QVERIFY2(sound.out.endsWith(QStringLiteral("no problem found\n")), qPrintable(sound.out));
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
