// SPDX-License-Identifier: GPL-3.0-or-later
// `loadstone check` and `loadstone stacks` as users call them, with real servers and a user's own.
#include "tests/support/programtest.h"
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

namespace
{

// The first call on a new machine builds the Python environment.
constexpr int commandLimitMs = 600'000;

QJsonArray parseChecks(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object().value(u"checks").toArray();
}

constexpr auto ownApplication = R"(import os
from wsgiref.simple_server import make_server

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"ready"]

make_server(os.environ["LOADSTONE_HOST"], int(os.environ["LOADSTONE_PORT"]), app).serve_forever()
)";

constexpr auto ownStack = R"({"loadstone_stack": 1, "title": "Mine", "framework": "bare WSGI",
    "server": "wsgiref", "model": "one at a time", "summary": "Mine.", "license": "MIT",
    "requirements": "requirements.txt", "keep_alive": false, "command": ["${python}", "app.py"],
    "parameters": [{"name": "backlog", "title": "Backlog", "help": "Fixed.", "type": "integer",
                    "min": 5, "max": 5, "default": 5}],
    "presets": [{"id": "tuned", "title": "Tuned", "note": "Nothing.", "values": {}}],
    "endpoints": ["GET /"], "readiness": {"path": "/", "body": "ready"}})";

constexpr auto secureProfile = R"({"loadstone_profile": 1, "name": "Secure",
    "servers": [{"stack": "gunicorn", "preset": "tuned", "parameters": {"tls": true}, "label": "encrypted"},
                {"stack": "gunicorn", "preset": "tuned", "label": "plain"}],
    "requests": [{"name": "/", "method": "GET", "path": "/", "weight": 1,
                  "expect": {"status": [200], "body": "ready"}}],
    "load": {"model": "closed", "users": 4, "spawn_rate_per_s": 0, "think_time": {"kind": "none"},
             "requests": 100},
    "connection": {"reuse": true, "timeout_s": 5}, "measurement": {"warm_up_s": 0, "repeats": 1}})";

} // namespace

class StackCommandsTest : public ProgramTest
{
    Q_OBJECT

public:
    StackCommandsTest() : ProgramTest(QStringLiteral(LOADSTONE_PROGRAM), commandLimitMs) { }

private slots:
    void cleanup();
    void checksChosenStacks();
    void checksOverTls();
    void setsOnlyParametersThatAreThere();
    void runsOverTls();
    void servesAndLoadsOverTls();
    void killedCheckLeavesNothing();
    void listsEveryStackOnce();
    void describesAStack();
    void addsChecksAndRemovesUserStack();
    void refusesInvalidStacks();
    void reportsALostFolder();
    void refusesToRunTheUnavailable();
    void reportsAProgramThatCannotBeExecuted();
    void logsAServerThatNeverGetsReady();

private:
    QString write(const QString &path, const QByteArray &text)
    {
        const QString whole = m_folder.filePath(path);
        QDir().mkpath(QFileInfo(whole).path());
        QFile file(whole);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? whole : QString();
    }
};

void StackCommandsTest::cleanup()
{
    QVERIFY2(QDir(temporaryFolder()).isEmpty(), "temporary files were left");
}

void StackCommandsTest::killedCheckLeavesNothing()
{
    QProcess check;
    start(check, {u"check"_s, u"gunicorn"_s});
    const auto isThere = [this] { return !QDir(temporaryFolder()).isEmpty(); };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), commandLimitMs);
    check.kill();
    QVERIFY(check.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!isThere(), 15'000);
}

void StackCommandsTest::checksChosenStacks()
{
    // One of each kind: an event loop, greenlets, threads.
    const Ended check = call({u"check"_s, u"sanic"_s, u"bottle-gevent"_s, u"cherrypy"_s, u"--json"_s});
    QVERIFY2(check.code == 0, qPrintable(check.out + check.err));
    const QJsonArray checks = parseChecks(check.out);
    QCOMPARE(checks.size(), 6);
    for (const QJsonValue &each : checks) {
        QCOMPARE(each[u"state"].toString(), u"passed"_s);
        QVERIFY(each[u"steps"].toArray().size() > 10);
        QVERIFY(each[u"backlog"].toInt() > 0);
    }
}

void StackCommandsTest::checksOverTls()
{
    // Every stack that supports TLS: the server must actually use it.
    const Ended check = call({u"check"_s, u"--set"_s, u"tls=true"_s, u"--preset"_s, u"tuned"_s, u"--json"_s});
    QVERIFY2(check.code == 0, qPrintable(check.out + check.err));
    const QJsonArray checks = parseChecks(check.out);
    QStringList ids;
    for (const QJsonValue &each : checks) {
        if (each[u"state"].toString() == u"unavailable"_s)
            continue;
        ids << each[u"stack"].toString();
        QCOMPARE(each[u"state"].toString(), u"passed"_s);
        QCOMPARE(each[u"tls"][u"version"].toString(), u"TLS 1.3"_s);
    }
    for (const auto *id : {"aiohttp", "cherrypy-wsgi", "fastapi-uvicorn", "gevent-pywsgi", "gunicorn",
                           "tornado", "uwsgi", "werkzeug"})
        QVERIFY2(ids.contains(QString::fromLatin1(id)), id);
}

void StackCommandsTest::setsOnlyParametersThatAreThere()
{
    const Ended check = call({u"check"_s, u"sanic"_s, u"--set"_s, u"tls=true"_s});
    QCOMPARE(check.code, 2);
    QVERIFY2(check.err.contains(u"has no parameter \"tls\""_s), qPrintable(check.err));
    QCOMPARE(call({u"check"_s, u"--set"_s, u"tls"_s}).code, 2);
}

void StackCommandsTest::runsOverTls()
{
    const QString profile = write(u"secure.json"_s, secureProfile);
    const Ended run = call({u"run"_s, profile, u"--out"_s, m_folder.filePath(u"out"_s), u"--label"_s,
                            u"tls"_s, u"--format"_s, u"json"_s});
    QVERIFY2(run.code == 0, qPrintable(run.out + run.err));
    const QDir out(m_folder.filePath(u"out"_s));
    const QStringList files = out.entryList({u"*.json"_s}, QDir::Files);
    QCOMPARE(files.size(), 1);
    QFile file(out.filePath(files.first()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray trials = QJsonDocument::fromJson(file.readAll()).object()[u"trials"].toArray();
    QCOMPARE(trials.size(), 2);
    for (const QJsonValue &trial : trials) {
        const bool isOverTls = trial[u"server"].toString() == u"encrypted"_s;
        QCOMPARE(trial[u"scheme"].toString(), isOverTls ? u"https"_s : u"http"_s);
        QCOMPARE(trial[u"tls"][u"version"].toString(), isOverTls ? u"TLS 1.3"_s : QString());
        QCOMPARE(trial[u"ok"].toInteger(), 100);
        QCOMPARE(trial[u"failures"].toInteger(), 0);
    }
    QVERIFY2(run.out.contains(u"loopback, some servers over TLS"_s), qPrintable(run.out));
    // No private key outlives its server.
    QCOMPARE(QProcess::execute(
                 u"sh"_s, {u"-c"_s, u"! find \"$1\" -name '*.pem' | grep ."_s, u"sh"_s, m_folder.path()}),
             0);
}

void StackCommandsTest::servesAndLoadsOverTls()
{
    QProcess server;
    start(server, {u"serve"_s, u"tornado"_s, u"tls=true"_s});
    QString said;
    static const QRegularExpression ready(
        u"at (https://127\\.0\\.0\\.1:\\d+/).*Protocol: TLS 1\\.3, self-signed; certificate: (\\S+)\\n"_s,
        QRegularExpression::DotMatchesEverythingOption);
    QTRY_VERIFY_WITH_TIMEOUT(
        ready.match(said += QString::fromUtf8(server.readAllStandardOutput())).hasMatch(), commandLimitMs);
    const QString url = ready.match(said).captured(1);
    const QString certificate = ready.match(said).captured(2);

    const QStringList load{u"load"_s, url, u"--requests"_s, u"50"_s, u"--connections"_s, u"3"_s, u"--json"_s};
    const Ended loaded = call(load + QStringList{u"--certificate"_s, certificate});
    QVERIFY2(loaded.code == 0, qPrintable(loaded.err));
    const QJsonObject result = QJsonDocument::fromJson(loaded.out.toUtf8()).object();
    QCOMPARE(result[u"ok"].toInt(), 50);
    QCOMPARE(result[u"connections_opened"].toInt(), 3);
    const Ended blind = call(load);
    QCOMPARE(blind.code, 2);
    QVERIFY2(blind.err.contains(u"--certificate"_s), qPrintable(blind.err));
    // An independent check of trust: no other certificate, and curl with this one.
    QCOMPARE(
        QProcess::execute(u"curl"_s, {u"-sS"_s, u"--cacert"_s, certificate, u"-o"_s, u"/dev/null"_s, url}),
        0);
    QCOMPARE(QProcess::execute(u"curl"_s, {u"-s"_s, u"-o"_s, u"/dev/null"_s, url}), 60);

    ::kill(pid_t(server.processId()), SIGINT);
    QVERIFY(server.waitForFinished(commandLimitMs));
    QCOMPARE(server.exitCode(), 0);
    QVERIFY(!QFile::exists(certificate));
}

void StackCommandsTest::listsEveryStackOnce()
{
    const Ended list = call({u"stacks"_s});
    QCOMPARE(list.code, 0);
    QCOMPARE(list.err, QString());
    QCOMPARE(list.out.count(u" sanic "_s), 1);
    QVERIFY(list.out.trimmed().endsWith(u" available."_s));
}

void StackCommandsTest::describesAStack()
{
    const Ended card = call({u"stacks"_s, u"sanic"_s});
    QCOMPARE(card.code, 0);
    for (const auto *part : {"Known traps", "Presets and their command lines", "Parameters", "workers",
                             "Versions, and what they need", "app.py"})
        QVERIFY2(card.out.contains(QString::fromLatin1(part)), part);
    const Ended unknown = call({u"stacks"_s, u"sanik"_s});
    QCOMPARE(unknown.code, 2);
    QVERIFY(unknown.err.contains(u"Did you mean \"sanic\"?"_s));
}

void StackCommandsTest::addsChecksAndRemovesUserStack()
{
    write(u"my-server/app.py"_s, ownApplication);
    write(u"my-server/requirements.txt"_s, "# nothing\n");
    const QString folder = QFileInfo(write(u"my-server/stack.json"_s, ownStack)).path();

    const Ended added = call({u"stacks"_s, u"add"_s, folder});
    QVERIFY2(added.code == 0, qPrintable(added.err));
    QCOMPARE(call({u"stacks"_s, u"add"_s, folder}).code, 2); // known already
    const Ended check = call({u"check"_s, u"my-server"_s, u"--json"_s});
    QVERIFY2(check.code == 0, qPrintable(check.out + check.err));
    const QJsonValue only = parseChecks(check.out).at(0);
    QVERIFY(only[u"command_line"].toArray().at(0).toString().contains(u"/stack-my-server-"_s));

    // Edits take effect immediately.
    write(u"my-server/app.py"_s, QByteArray(ownApplication).replace("[b\"ready\"]", "[b\"READY\"]"));
    const Ended broken = call({u"check"_s, u"my-server"_s});
    QVERIFY2(broken.code == 1, qPrintable(broken.out));
    QVERIFY(broken.out.contains(u"1 failed"_s));

    QCOMPARE(call({u"stacks"_s, u"remove"_s, u"my-server"_s}).code, 0);
    QCOMPARE(call({u"check"_s, u"my-server"_s}).code, 2);
    QVERIFY(QFileInfo::exists(folder + u"/stack.json"_s));
    QCOMPARE(call({u"stacks"_s, u"remove"_s, u"sanic"_s}).code, 2);
}

void StackCommandsTest::refusesInvalidStacks()
{
    const Ended nothing = call({u"stacks"_s, u"add"_s, m_folder.filePath(u"nowhere"_s)});
    QCOMPARE(nothing.code, 2);
    QVERIFY(nothing.err.contains(u"No stack.json"_s));
    const QString broken = QFileInfo(write(u"broken/stack.json"_s, "{\"title\": 1}")).path();
    QCOMPARE(call({u"stacks"_s, u"add"_s, broken}).code, 2);
    const QString taken = QFileInfo(write(u"sanic/stack.json"_s, ownStack)).path();
    const Ended same = call({u"stacks"_s, u"add"_s, taken});
    QCOMPARE(same.code, 2);
    QVERIFY(same.err.contains(u"A stack \"sanic\" already exists"_s));
    const QString name = QFileInfo(write(u"My Server/stack.json"_s, ownStack)).path();
    QVERIFY(call({u"stacks"_s, u"add"_s, name}).err.contains(u"is not a valid one"_s));
}

void StackCommandsTest::reportsALostFolder()
{
    write(u"lost/requirements.txt"_s, {});
    const QString folder = QFileInfo(write(u"lost/stack.json"_s, ownStack)).path();
    QCOMPARE(call({u"stacks"_s, u"add"_s, folder}).code, 0);
    QVERIFY(QDir(folder).removeRecursively());
    const Ended list = call({u"stacks"_s});
    QVERIFY2(list.err.contains(u"loadstone stacks remove lost"_s), qPrintable(list.err));
    QCOMPARE(call({u"stacks"_s, u"remove"_s, u"lost"_s}).code, 0);
    QCOMPARE(call({u"stacks"_s}).err, QString());
}

void StackCommandsTest::refusesToRunTheUnavailable()
{
    QByteArray text(ownStack);
    text.replace(
        "\"keep_alive\"",
        "\"requires\": [{\"program\": \"no-such-program\", \"remedy\": \"Write it.\"}], \"keep_alive\"");
    text.replace("[\"GET /\"]",
                 R"(["GET /", "GET /simple-response", "POST /process-jwe", "GET /stream-file"])");
    write(u"needy/requirements.txt"_s, {});
    const QString folder = QFileInfo(write(u"needy/stack.json"_s, text)).path();
    QCOMPARE(call({u"stacks"_s, u"add"_s, folder}).code, 0);
    const QString sentence = u"The program no-such-program is not installed. Write it."_s;
    QVERIFY(call({u"stacks"_s}).out.contains(sentence));
    const Ended run = call({u"run"_s, u"quick"_s, u"--stack"_s, u"needy"_s});
    QCOMPARE(run.code, 3);
    QVERIFY2((run.err + run.out).contains(sentence), qPrintable(run.err + run.out));
    const Ended serve = call({u"serve"_s, u"needy"_s});
    QCOMPARE(serve.code, 3);
    QVERIFY2(serve.err.contains(sentence), qPrintable(serve.err));
    const Ended check = call({u"check"_s, u"needy"_s});
    QCOMPARE(check.code, 3);
    QVERIFY(check.out.contains(sentence));
    QCOMPARE(call({u"stacks"_s, u"remove"_s, u"needy"_s}).code, 0);
}

void StackCommandsTest::reportsAProgramThatCannotBeExecuted()
{
    QByteArray text(ownStack);
    text.replace("\"requirements\": \"requirements.txt\", ", "");
    text.replace(R"(["${python}", "app.py"])", R"(["/nowhere/server"])");
    const QString folder = QFileInfo(write(u"missing/stack.json"_s, text)).path();
    QCOMPARE(call({u"stacks"_s, u"add"_s, folder}).code, 0);
    const QString words = u"/nowhere/server: No such file or directory"_s;
    const QString profile = write(u"secure.json"_s, secureProfile);
    const Ended run = call({u"run"_s, profile, u"--stack"_s, u"missing"_s});
    QCOMPARE(run.code, 3);
    QVERIFY2((run.err + run.out).contains(words), qPrintable(run.err + run.out));
    const Ended serve = call({u"serve"_s, u"missing"_s});
    QCOMPARE(serve.code, 3);
    QVERIFY2(serve.err.contains(words), qPrintable(serve.err));
    const Ended check = call({u"check"_s, u"missing"_s});
    QCOMPARE(check.code, 1);
    QVERIFY2(check.out.contains(words), qPrintable(check.out + check.err));
    QCOMPARE(call({u"stacks"_s, u"remove"_s, u"missing"_s}).code, 0);
}

void StackCommandsTest::logsAServerThatNeverGetsReady()
{
    // Returns a body with terminal control characters, and an unexpected status.
    write(u"stuck/app.py"_s, R"(import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503)
        self.end_headers()
        self.wfile.write(b"busy\033[31m\n")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
)");
    QByteArray text(ownStack);
    text.replace("\"requirements\": \"requirements.txt\", ", "");
    text.replace(R"(["${python}", "app.py"])", R"(["/usr/bin/python3", "app.py", "${port}"])");
    text.replace("\"body\": \"ready\"", "\"body\": \"ready\", \"timeout_ms\": 1500");
    const QString folder = QFileInfo(write(u"stuck/stack.json"_s, text)).path();
    QCOMPARE(call({u"stacks"_s, u"add"_s, folder}).code, 0);

    const Ended quiet = call({u"serve"_s, u"stuck"_s});
    QCOMPARE(quiet.code, 3);
    QVERIFY2(!quiet.err.contains(u"loadstone."_s), qPrintable(quiet.err));

    const Ended logged =
        call({u"--log"_s, u"server,readiness"_s, u"serve"_s, u"stuck"_s, u"--log"_s, u"all"_s});
    QCOMPARE(logged.code, 3);
    QVERIFY(logged.out.isEmpty());
    for (const QString &line :
         {u"loadstone\\.server: Mine: launching in \\S+ for port \\d+ /usr/bin/python3 app\\.py \\d+"_s,
          u"loadstone\\.server: Mine: started, pid \\d+ under guard \\d+"_s,
          u"loadstone\\.guard: Mine: guard reports .*\"event\":\"started\".*"_s,
          u"loadstone\\.readiness: asking 127\\.0\\.0\\.1:\\d+ / until status 200 and 5 bytes, .*"_s,
          u"loadstone\\.readiness: attempt 1 .+"_s,
          u"loadstone\\.readiness: attempt \\d+ status 503, 10 bytes: busy \\[31m ?"_s,
          u"loadstone\\.server: Mine: not ready: .*status 503 instead of 200.*"_s,
          u"loadstone\\.server: Mine: stopping in order"_s,
          u"loadstone\\.server: Mine: end: .+ CPU [0-9.]+ s"_s,
          u"loadstone\\.guard: Mine: guard ended, exit code 0.*"_s}) {
        const QRegularExpression expected(u"^\\[ *\\d+\\.\\d{3}\\] "_s + line + u'$',
                                          QRegularExpression::MultilineOption);
        QVERIFY2(logged.err.contains(expected), qPrintable(line + u"\n\n"_s + logged.err));
    }
    QVERIFY2(!logged.err.contains(QChar(0x1b)), qPrintable(logged.err));
    QCOMPARE(call({u"stacks"_s, u"remove"_s, u"stuck"_s}).code, 0);
}

LOADSTONE_TEST(StackCommandsTest, QCoreApplication)
#include "tst_stackcommands.moc"
