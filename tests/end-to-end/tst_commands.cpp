// SPDX-License-Identifier: GPL-3.0-or-later
// The built executable as users and CI jobs call it, with the real servers.
#include "core/server/listeners.h"
#include "tests/support/programtest.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

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
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        bool isPid = false;
        const qint64 pid = name.toLongLong(&isPid);
        QFile environment(u"/proc/%1/environ"_s.arg(name));
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
    /// Starts `loadstone serve` and returns its port once it reports readiness.
    int serve(QProcess &process, const QStringList &arguments, const QString &tag = {})
    {
        prepare(process, QStringList{u"serve"_s} + arguments);
        QProcessEnvironment environment = process.processEnvironment();
        if (!tag.isEmpty())
            environment.insert(u"LOADSTONE_TEST_TAG"_s, tag);
        process.setProcessEnvironment(environment);
        process.start();
        static const QRegularExpression ready(u"http://127\\.0\\.0\\.1:(\\d+)/"_s);
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

    /// On another machine: in a data folder of its own.
    Ended callElsewhere(const QStringList &arguments) const
    {
        QProcess process;
        prepare(process, arguments);
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(u"XDG_DATA_HOME"_s, m_folder.filePath(u"elsewhere"_s));
        process.setProcessEnvironment(environment);
        process.start();
        return finish(process);
    }

    void importedJsonIsTheSameRun(const QString &file, const QJsonObject &result) const
    {
        const Ended imported = callElsewhere({u"import"_s, file});
        QVERIFY2(imported.code == 0, qPrintable(imported.err));
        QCOMPARE(imported.out.trimmed(), result[u"id"_s].toString());
        for (const QString &run : {u"last"_s, file}) {
            QJsonObject shown = parseJson(callElsewhere({u"show"_s, run, u"--json"_s}).out);
            QVERIFY(shown.take(u"archive"_s).isString()); // has the folder of the logs
            QJsonObject before = result;
            before.remove(u"archive"_s);
            QCOMPARE(shown, before);
        }
        const QStringList compare{u"compare"_s, u"last"_s};
        QCOMPARE(callElsewhere(compare).out, call(compare).out);
        const Ended again = callElsewhere({u"import"_s, file});
        QVERIFY2(again.code != 0 && again.err.contains(result[u"id"_s].toString()), qPrintable(again.err));
    }

private slots:
    /// However a command ended.
    void cleanup() { QVERIFY2(QDir(temporaryFolder()).isEmpty(), "temporary files were left"); }

    void initTestCase()
    {
        const Ended setup = call({u"setup"_s, u"cpython"_s}, setupLimitMs);
        QVERIFY2(setup.code == 0, qPrintable(setup.err));
    }

    void setUpSkipsUnavailableEnvironments()
    {
        for (const char *name :
             {"LOADSTONE_PYTHON_PYPY", "LOADSTONE_PYTHON_JAPRONTO", "LOADSTONE_PYTHON_MEINHELD"})
            qputenv(name, "/no/such/python");
        const Ended setup = call({u"setup"_s}, setupLimitMs);
        for (const char *name :
             {"LOADSTONE_PYTHON_PYPY", "LOADSTONE_PYTHON_JAPRONTO", "LOADSTONE_PYTHON_MEINHELD"})
            qunsetenv(name);
        QVERIFY2(setup.code == 0, qPrintable(setup.err));
        QVERIFY2(setup.out.contains(u"cpython: CPython 3."_s), qPrintable(setup.out));
        QVERIFY2(setup.out.contains(u"pypy: skipped. "_s), qPrintable(setup.out));
        QVERIFY2(setup.out.contains(u"japronto: skipped. "_s), qPrintable(setup.out));
        QVERIFY2(setup.out.contains(u"meinheld: skipped. "_s), qPrintable(setup.out));
    }

    void racesTheFourServersAndReports()
    {
        const QString out = m_folder.filePath(u"out"_s);
        const Ended run = call({u"run"_s, u"quick"_s, u"--duration"_s, u"2s"_s, u"--format"_s,
                                u"html,json,md"_s, u"--out"_s, out});
        QVERIFY2(run.code == 0, qPrintable(run.err + run.out));
        const QStringList files = QDir(out).entryList(QDir::Files);
        QCOMPARE(files.size(), 3);
        QFile json(QDir(out).filePath(files.filter(u".json"_s).constFirst()));
        QVERIFY(json.open(QIODevice::ReadOnly));
        const QJsonObject result = QJsonDocument::fromJson(json.readAll()).object();
        const QJsonArray trials = result.value(u"trials"_s).toArray();
        QCOMPARE(trials.size(), 4);
        for (const QJsonValue &value : trials) {
            const QJsonObject trial = value.toObject();
            QVERIFY2(trial.value(u"end"_s).toString() == QLatin1String("finished"),
                     qPrintable(QString::fromUtf8(QJsonDocument(trial).toJson().left(2'000))));
            QVERIFY(trial.value(u"rps"_s).toDouble() > 1);
            QCOMPARE(trial.value(u"failures"_s).toInt(), 0);
        }
        for (const QJsonValue &server : result.value(u"servers"_s).toArray()) {
            const QJsonObject versions = server.toObject().value(u"versions"_s).toObject();
            QVERIFY(!versions.isEmpty());
            for (const QJsonValue &version : versions)
                QVERIFY2(version.toString().at(0).isDigit(),
                         QJsonDocument(versions).toJson(QJsonDocument::Compact).constData());
        }
        for (const char *name : {"Sanic", "FastAPI", "Bottle", "CherryPy"})
            QVERIFY2(run.out.contains(QLatin1String(name)), qPrintable(run.out));
        importedJsonIsTheSameRun(json.fileName(), result);
    }

    void violatedThresholdIsExitCode1()
    {
        const QStringList common{
            u"run"_s,        u"quick"_s, u"--stack"_s, u"sanic"_s,
            u"--requests"_s, u"40"_s,    u"--out"_s,   m_folder.filePath(u"thresholds"_s),
            u"--threshold"_s};
        const Ended failed = call(common + QStringList{u"p99<1us"_s});
        QVERIFY2(failed.code == 1, qPrintable(failed.err + failed.out));
        const Ended held = call(common + QStringList{u"failures<=1%"_s});
        QVERIFY2(held.code == 0, qPrintable(held.err + held.out));
    }

    // Others are in tests/app/tst_program.cpp.
    void usageErrorsAreOneSentenceAndExitCode2_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QStringList &arguments, const char *words) {
            QTest::newRow(name) << arguments << QString::fromUtf8(words);
        };
        row("unknown verb", {u"rnu"_s}, "Did you mean \"run\"?");
        row("bad number", {u"run"_s, u"quick"_s, u"--users"_s, u"many"_s},
            "--users expects an integer from 1 to 100,000");
        row("window without a display", {u"run"_s, u"quick"_s, u"--window"_s}, "No display");
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

    void reportsUnwritableFolderBeforeTheRun()
    {
        QFile obstacle(m_folder.filePath(u"obstacle"_s));
        QVERIFY(obstacle.open(QIODevice::WriteOnly));
        const Ended ended = call({u"run"_s, u"quick"_s, u"--stack"_s, u"sanic"_s, u"--requests"_s, u"40"_s,
                                  u"--out"_s, obstacle.fileName() + u"/out"_s});
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.err.contains(u"Choose another with --out"_s), qPrintable(ended.err));
        QVERIFY2(!ended.err.contains(u"Sanic"_s), qPrintable(ended.err));
        QVERIFY2(ended.out.isEmpty(), qPrintable(ended.out));
    }

    void theDemoRacesFourServersIntoItsReport()
    {
        const QString out = m_folder.filePath(u"demo"_s);
        QProcess demo;
        prepare(demo, {u"demo"_s, u"--out"_s, out});
        demo.start();
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT((said += QString::fromUtf8(demo.readAllStandardError())).contains(u"RPS"_s),
                                 limitMs);
        QVERIFY2(said.contains(u"[1/4]"_s), qPrintable(said));
        kill(pid_t(demo.processId()), SIGINT);
        QVERIFY(demo.waitForFinished(limitMs));
        QCOMPARE(demo.exitCode(), 4);
        const QStringList files = QDir(out).entryList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QFile html(QDir(out).filePath(files.constFirst()));
        QVERIFY(html.fileName().endsWith(u".html"_s) && html.open(QIODevice::ReadOnly));
        const QByteArray text = html.readAll();
        QVERIFY(text.startsWith("<!DOCTYPE html>") && text.contains("Quick look at four servers"));
        QVERIFY(demo.readAllStandardOutput().contains(html.fileName().toUtf8()));
    }

    void validateReportsEveryErrorWithItsPosition()
    {
        const QString path = m_folder.filePath(u"broken.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\n  \"loadstone_profile\": 1,\n  \"name\": \"Broken\",\n  \"servers\": [{\"stack\": "
                   "\"sanik\"}],\n"
                   "  \"requests\": [{\"name\": \"a\", \"path\": \"/\", \"wieght\": 2}],\n"
                   "  \"load\": {\"model\": \"closed\", \"users\": 0, \"duration_s\": 5}\n}\n");
        file.close();
        const Ended ended = call({u"validate"_s, path});
        QCOMPARE(ended.code, 2);
        for (const char *words : {"broken.json:4:", "sanic", "broken.json:5:", "weight", "broken.json:6:"})
            QVERIFY2(ended.out.contains(QLatin1String(words)), qPrintable(ended.out));
    }

    void usersOfALoadThink()
    {
        QProcess server;
        const int port = serve(server, {u"cherrypy"_s});
        QVERIFY(port > 0);
        const QStringList load{u"load"_s,          u"http://127.0.0.1:%1/simple-response"_s.arg(port),
                               u"--engine"_s,      u"native"_s,
                               u"--connections"_s, u"10"_s,
                               u"--spawn-rate"_s,  u"100"_s,
                               u"--think-time"_s,  u"400ms..600ms"_s,
                               u"--duration"_s,    u"3s"_s};
        const QJsonObject result = parseJson(call(load + QStringList{u"--json"_s}).out);
        const double ceiling = result.value(u"pacing_ceiling_rps"_s).toDouble();
        // Ten users with pauses of half a second: at most twenty requests a second, less the response time;
        // and in 3 s each can start eight times, however fast the server is.
        QVERIFY2(ceiling > 0 && ceiling <= 20, qPrintable(QString::number(ceiling)));
        const int requests = result.value(u"requests"_s).toInt();
        QVERIFY2(requests > 0 && requests <= 80, qPrintable(QString::number(requests)));
        QVERIFY(call(load).out.contains(u"upper bound from think time: "_s));
        kill(pid_t(server.processId()), SIGINT);
        QVERIFY(server.waitForFinished(limitMs));
    }

    void loadTakesTheUrlAsItIsWritten_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::newRow("qnam") << u"qnam"_s;
        QTest::newRow("native") << u"native"_s;
    }
    void loadTakesTheUrlAsItIsWritten()
    {
        QFETCH(QString, engine);
        ScriptedServer server(script::respond("hello"));
        const QString place = u"localhost:%1"_s.arg(server.port());
        const QStringList load{u"load"_s,     u"http://us:secret@%1?a=b"_s.arg(place),
                               u"--engine"_s, engine,
                               u"-c"_s,       u"1"_s,
                               u"-n"_s,       u"2"_s};
        const Ended asJson = call(load + QStringList{u"--json"_s});
        QVERIFY2(asJson.code == 0, qPrintable(asJson.err));
        QCOMPARE(parseJson(asJson.out)[u"url"_s].toString(), u"http://%1/?a=b"_s.arg(place));
        const Ended asText = call(load);
        for (const QString &text : {asJson.out, asJson.err, asText.out, asText.err})
            QVERIFY2(!text.contains(u"secret"_s), qPrintable(text));
        const QList<ScriptedRequest> seen = server.firstRequests();
        QCOMPARE(seen.size(), 4);
        for (const ScriptedRequest &request : seen) {
            QCOMPARE(request.target, QByteArray("/?a=b"));
            QVERIFY(request.head.contains("\r\nHost: " + place.toLatin1() + "\r\n"));
            QVERIFY(request.head.contains("\r\nAuthorization: Basic " + QByteArray("us:secret").toBase64()));
        }
    }

    void loadCountsMatchTheServers()
    {
        QProcess server;
        const int port = serve(server, {u"cherrypy"_s});
        QVERIFY(port > 0);
        const Ended load = call({u"load"_s, u"http://127.0.0.1:%1/simple-response"_s.arg(port),
                                 u"--connections"_s, u"5"_s, u"--requests"_s, u"200"_s, u"--json"_s});
        QVERIFY2(load.code == 0, qPrintable(load.err));
        const QJsonObject result = parseJson(load.out);
        QCOMPARE(result.value(u"requests"_s).toInt(), 200);
        QCOMPARE(result.value(u"failures"_s).toInt(), 0);
        QCOMPARE(result.value(u"connections_opened"_s).toInt(), 5);
        QCOMPARE(result.value(u"bytes_received"_s).toInt(), 200 * 27);
        QVERIFY(result.value(u"min_us"_s).toInt() > 0);
        QVERIFY(result.value(u"min_us"_s).toInt() <= result.value(u"p50_us"_s).toInt());
        QVERIFY(result.value(u"p50_us"_s).toInt() <= result.value(u"p99_us"_s).toInt());
        QVERIFY(result.value(u"p99_us"_s).toInt() <= result.value(u"max_us"_s).toInt());
        kill(pid_t(server.processId()), SIGINT);
        QVERIFY(server.waitForFinished(limitMs));
        QCOMPARE(server.exitCode(), 0);
        QVERIFY(!findPortHolder(quint16(port)));
    }

    void killingLoadstoneLeavesNothing()
    {
        const QString tag = u"LOADSTONE_TEST_TAG=kill-%1"_s.arg(QCoreApplication::applicationPid());
        QProcess server;
        const int port =
            serve(server, {u"fastapi-uvicorn"_s, u"workers=2"_s}, tag.section(QLatin1Char('='), 1));
        QVERIFY(port > 0);
        QVERIFY2(!QDir(temporaryFolder()).isEmpty(), "the server's private folder is not recognised");
        QVERIFY2(processesWith(tag).size() >= 4, "the server's processes are not recognised");
        kill(pid_t(server.processId()), SIGKILL);
        QVERIFY(server.waitForFinished(limitMs));
        const bool isNothingLeft = QTest::qWaitFor([&] { return processesWith(tag).isEmpty(); }, 15'000);
        for (const qint64 pid : processesWith(tag))
            kill(pid_t(pid), SIGKILL); // cleans up after a failed test too
        QVERIFY2(isNothingLeft, "processes outlived Loadstone");
        QVERIFY(!findPortHolder(quint16(port)));
    }

    void servesGrpcStacks()
    {
        QProcess server;
        QVERIFY(serve(server, {u"grpc-async"_s}) > 0);
        kill(pid_t(server.processId()), SIGINT);
        QVERIFY(server.waitForFinished(limitMs));
        QCOMPARE(server.exitCode(), 0);
    }

    void aTakenPortIsNamedWithItsHolder()
    {
        QProcess first;
        const int port = serve(first, {u"sanic"_s});
        QVERIFY(port > 0);
        const Ended second = call({u"serve"_s, u"cherrypy"_s, u"--port"_s, QString::number(port)});
        QCOMPARE(second.code, 3);
        QVERIFY2(second.err.contains(u"already in use by"_s), qPrintable(second.err));
        kill(pid_t(first.processId()), SIGTERM);
        QVERIFY(first.waitForFinished(limitMs));
    }

    void interruptedRunReportsPartialResults()
    {
        const QString out = m_folder.filePath(u"interrupted"_s);
        QProcess run;
        prepare(run,
                {u"run"_s, u"quick"_s, u"--stack"_s, u"sanic"_s, u"--duration"_s, u"60s"_s, u"--format"_s,
                 u"json"_s, u"--out"_s, out});
        run.start();
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT((said += QString::fromUtf8(run.readAllStandardError())).contains(u"RPS"_s),
                                 limitMs);
        kill(pid_t(run.processId()), SIGINT);
        QVERIFY(run.waitForFinished(limitMs));
        QCOMPARE(run.exitCode(), 4);
        const QStringList files = QDir(out).entryList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QFile json(QDir(out).filePath(files.constFirst()));
        QVERIFY(json.open(QIODevice::ReadOnly));
        const QJsonObject trial =
            QJsonDocument::fromJson(json.readAll()).object().value(u"trials"_s).toArray().first().toObject();
        QCOMPARE(trial.value(u"end"_s).toString(), u"stopped"_s);
        QVERIFY(trial.value(u"requests"_s).toInt() > 0);
    }

    void theRecordStaysWhereFilesCannotBeWritten()
    {
        const QString out = m_folder.filePath(u"gone"_s);
        QProcess run;
        prepare(
            run,
            {u"run"_s, u"quick"_s, u"--stack"_s, u"cherrypy"_s, u"--duration"_s, u"60s"_s, u"--out"_s, out});
        run.start();
        QString said;
        QTRY_VERIFY_WITH_TIMEOUT((said += QString::fromUtf8(run.readAllStandardError())).contains(u"RPS"_s),
                                 limitMs);
        QVERIFY(QDir().rmdir(out));
        QFile obstacle(out);
        QVERIFY(obstacle.open(QIODevice::WriteOnly));
        kill(pid_t(run.processId()), SIGINT);
        QVERIFY(run.waitForFinished(limitMs));
        QCOMPARE(run.exitCode(), 5);
        said += QString::fromUtf8(run.readAllStandardError());
        QVERIFY2(said.contains(u"could not be made: Not a directory."_s), qPrintable(said));
        static const QRegularExpression named(u"write them with `loadstone export (\\S+) "_s);
        const Ended shown = call({u"show"_s, named.match(said).captured(1)});
        QCOMPARE(shown.code, 0);
        QVERIFY2(shown.out.contains(u"CherryPy"_s), qPrintable(shown.out));
    }

    void everyVerbHasHelp()
    {
        for (const char *verb :
             {"demo", "run", "load", "serve", "stacks", "profiles", "validate", "setup", "doctor", "upstream",
              "runs", "show", "export", "import", "resume", "baseline", "compare", "reproduce"}) {
            const Ended help = call({QLatin1String(verb), u"--help"_s});
            QCOMPARE(help.code, 0);
            QVERIFY2(help.out.startsWith(u"Usage: loadstone %1"_s.arg(QLatin1String(verb))),
                     qPrintable(help.out));
        }
    }

    void listsAreJsonOnRequest()
    {
        const QJsonArray stacks =
            parseJson(call({u"stacks"_s, u"--json"_s}).out).value(u"stacks"_s).toArray();
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
             parseJson(call({u"profiles"_s, u"--json"_s}).out).value(u"profiles"_s).toArray()) {
            QCOMPARE(profile.toObject().value(u"errors"_s).toInt(-1), 0);
            QVERIFY(QFile::exists(profile.toObject().value(u"file"_s).toString()));
            profiles << profile.toObject().value(u"id"_s).toString();
        }
        for (const char *id : {"quick", "mixed-streaming", "mixed-streaming-delay"})
            QVERIFY2(profiles.contains(QLatin1String(id)), id);
        QVERIFY(!parseJson(call({u"doctor"_s, u"--json"_s}).out).isEmpty());
    }

    void listsNameAllEntries()
    {
        const QString stacks = call({u"stacks"_s}).out;
        for (const char *id : {"sanic", "fastapi-uvicorn", "bottle-gevent", "cherrypy"})
            QVERIFY2(stacks.contains(u"✔ "_s + QLatin1String(id)), qPrintable(stacks));
        const Ended card = call({u"stacks"_s, u"sanic"_s});
        QCOMPARE(card.code, 0);
        for (const char *words : {"\n  sanic 2", "workers  ", "as-published", "GET /stream-file"})
            QVERIFY2(card.out.contains(QLatin1String(words)), qPrintable(card.out));

        const QString folder = m_folder.filePath(u"data/loadstone/profiles"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile broken(folder + u"/mine.json"_s);
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{}") == 2);
        broken.close();
        const QString longId = u"a-profile-whose-name-is-longer-than-those-of-others"_s;
        const QString own = folder + u'/' + longId + u".json"_s;
        QFile copy(own);
        QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write("{\"name\": \"A name\"}") > 0);
        copy.close();
        const QString profiles = call({u"profiles"_s}).out;
        QVERIFY(broken.remove() && QFile::remove(own));
        QSet<qsizetype> columns;
        for (const QString &line : profiles.split(u'\n')) {
            if (line.startsWith(u"quick "_s))
                columns.insert(line.indexOf(u"Quick look at four servers"_s));
            if (line.startsWith(longId))
                columns.insert(line.indexOf(u"A name"_s));
        }
        QVERIFY2(columns == QSet<qsizetype>{longId.size() + 2}, qPrintable(profiles));
        QVERIFY2(profiles.contains(u"Quick look at four servers"_s), qPrintable(profiles));
        QVERIFY2(profiles.contains(u"see `loadstone validate mine`"_s), qPrintable(profiles));
        QVERIFY(call({u"doctor"_s}).out.contains(u"core"_s));
        const Ended sound = call({u"validate"_s, u"quick"_s});
        QCOMPARE(sound.code, 0);
        QVERIFY2(sound.out.endsWith(u"no problem found\n"_s), qPrintable(sound.out));
    }
};

LOADSTONE_TEST(TestCommands, QCoreApplication)
#include "tst_commands.moc"
