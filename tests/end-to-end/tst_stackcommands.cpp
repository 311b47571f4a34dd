// SPDX-License-Identifier: GPL-3.0-or-later
// `loadstone check` and `loadstone stacks` as a person calls them, with real servers and one's own.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{

// The first call on a new machine builds the Python environment.
constexpr int limitMs = 600'000;

struct Ended {
    int code = -1;
    QString out;
    QString err;
};

QJsonArray checksOf(const QString &text)
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

} // namespace

class StackCommandsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void checksChosenStacks();
    void killedCheckLeavesNothing();
    void tellsEveryStackOnce();
    void describesAStack();
    void addsChecksAndForgetsOnesOwn();
    void refusesWhatIsNoStack();
    void tellsALostFolder();
    void refusesToRunTheUnavailable();

private:
    QString temporaryFolder() const { return m_folder.filePath(u"temporary"_s); }
    void start(QProcess &process, const QStringList &arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_DATA_HOME"_s, m_folder.filePath(u"data"_s));
        environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"config"_s));
        environment.insert(u"TMPDIR"_s, temporaryFolder());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(LOADSTONE_PROGRAM), arguments);
    }
    Ended call(const QStringList &arguments)
    {
        QProcess process;
        start(process, arguments);
        Ended ended;
        if (!process.waitForFinished(limitMs)) {
            process.kill();
            process.waitForFinished();
            return ended;
        }
        ended.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
        ended.out = QString::fromUtf8(process.readAllStandardOutput());
        ended.err = QString::fromUtf8(process.readAllStandardError());
        return ended;
    }
    QString write(const QString &path, const QByteArray &text)
    {
        const QString whole = m_folder.filePath(path);
        QDir().mkpath(QFileInfo(whole).path());
        QFile file(whole);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? whole : QString();
    }

    QTemporaryDir m_folder;
};

void StackCommandsTest::initTestCase() { QVERIFY(QDir().mkpath(temporaryFolder())); }

void StackCommandsTest::cleanup()
{
    QVERIFY2(QDir(temporaryFolder()).isEmpty(), "temporary files were left");
}

void StackCommandsTest::killedCheckLeavesNothing()
{
    QProcess check;
    start(check, {u"check"_s, u"gunicorn"_s});
    const auto isThere = [this] { return !QDir(temporaryFolder()).isEmpty(); };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), limitMs);
    check.kill();
    QVERIFY(check.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!isThere(), 15'000);
}

void StackCommandsTest::checksChosenStacks()
{
    // One of each kind: an event loop, greenlets, threads.
    const Ended check = call({u"check"_s, u"sanic"_s, u"bottle-gevent"_s, u"cherrypy"_s, u"--json"_s});
    QVERIFY2(check.code == 0, qPrintable(check.out + check.err));
    const QJsonArray checks = checksOf(check.out);
    QCOMPARE(checks.size(), 6);
    for (const QJsonValue &each : checks) {
        QCOMPARE(each[u"state"].toString(), u"passed"_s);
        QVERIFY(each[u"steps"].toArray().size() > 10);
        QVERIFY(each[u"backlog"].toInt() > 0);
    }
}

void StackCommandsTest::tellsEveryStackOnce()
{
    const Ended list = call({u"stacks"_s});
    QCOMPARE(list.code, 0);
    QCOMPARE(list.err, QString());
    QCOMPARE(list.out.count(u" sanic "_s), 1);
    QVERIFY(list.out.trimmed().endsWith(u" can run here."_s));
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

void StackCommandsTest::addsChecksAndForgetsOnesOwn()
{
    write(u"my-server/app.py"_s, ownApplication);
    write(u"my-server/requirements.txt"_s, "# nothing\n");
    const QString folder = QFileInfo(write(u"my-server/stack.json"_s, ownStack)).path();

    const Ended added = call({u"stacks"_s, u"add"_s, folder});
    QVERIFY2(added.code == 0, qPrintable(added.err));
    QCOMPARE(call({u"stacks"_s, u"add"_s, folder}).code, 2); // known already
    const Ended check = call({u"check"_s, u"my-server"_s, u"--json"_s});
    QVERIFY2(check.code == 0, qPrintable(check.out + check.err));
    const QJsonValue only = checksOf(check.out).at(0);
    QVERIFY(only[u"command_line"].toArray().at(0).toString().contains(u"/stack-my-server-"_s));

    // What is edited counts at once.
    write(u"my-server/app.py"_s, QByteArray(ownApplication).replace("[b\"ready\"]", "[b\"READY\"]"));
    const Ended broken = call({u"check"_s, u"my-server"_s});
    QVERIFY2(broken.code == 1, qPrintable(broken.out));
    QVERIFY(broken.out.contains(u"1 failed"_s));

    QCOMPARE(call({u"stacks"_s, u"remove"_s, u"my-server"_s}).code, 0);
    QCOMPARE(call({u"check"_s, u"my-server"_s}).code, 2);
    QVERIFY(QFileInfo::exists(folder + u"/stack.json"_s));
    QCOMPARE(call({u"stacks"_s, u"remove"_s, u"sanic"_s}).code, 2);
}

void StackCommandsTest::refusesWhatIsNoStack()
{
    const Ended nothing = call({u"stacks"_s, u"add"_s, m_folder.filePath(u"nowhere"_s)});
    QCOMPARE(nothing.code, 2);
    QVERIFY(nothing.err.contains(u"There is no stack.json"_s));
    const QString broken = QFileInfo(write(u"broken/stack.json"_s, "{\"title\": 1}")).path();
    QCOMPARE(call({u"stacks"_s, u"add"_s, broken}).code, 2);
    const QString taken = QFileInfo(write(u"sanic/stack.json"_s, ownStack)).path();
    const Ended same = call({u"stacks"_s, u"add"_s, taken});
    QCOMPARE(same.code, 2);
    QVERIFY(same.err.contains(u"There is a stack \"sanic\" already"_s));
    const QString name = QFileInfo(write(u"My Server/stack.json"_s, ownStack)).path();
    QVERIFY(call({u"stacks"_s, u"add"_s, name}).err.contains(u"cannot be one"_s));
}

void StackCommandsTest::tellsALostFolder()
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
    write(u"needy/requirements.txt"_s, {});
    const QString folder = QFileInfo(write(u"needy/stack.json"_s, text)).path();
    QCOMPARE(call({u"stacks"_s, u"add"_s, folder}).code, 0);
    const QString sentence = u"The program no-such-program is not on this machine. Write it."_s;
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

QTEST_GUILESS_MAIN(StackCommandsTest)
#include "tst_stackcommands.moc"
