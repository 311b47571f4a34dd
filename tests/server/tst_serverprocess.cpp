// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/listeners.h"
#include "core/server/serverlog.h"
#include "core/server/serverprocess.h"
#include "tests/support/servertree.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

const QByteArray expectedBody = "It is a simple text response";

/// A Python server that responds to GET with `answer` (raw bytes of the whole response).
QString rawServer(const QByteArray &answer)
{
    return uR"(
import socket, sys
s = socket.create_server(('127.0.0.1', int(sys.argv[1])))
while True:
    c, _ = s.accept()
    try:
        c.recv(4096); c.sendall(bytes.fromhex('%1')); c.close()
    except OSError: pass
)"_s.arg(QString::fromLatin1(answer.toHex()));
}

QByteArray response(const QByteArray &body, const QByteArray &status = "200 OK")
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"
        + body;
}

Error firstError(const QSignalSpy &spy)
{
    return spy.isEmpty() ? Error{} : spy.first().first().value<Error>();
}

ServerExit firstExit(const QSignalSpy &spy)
{
    return spy.isEmpty() ? ServerExit{} : spy.first().first().value<ServerExit>();
}

} // namespace

class TestServerProcess : public QObject
{
    Q_OBJECT

    /// Launch of a Python program with the port as its first argument.
    LaunchSpec launch(const QString &program, const MarkedProcesses &marked) const
    {
        LaunchSpec spec;
        spec.command = {u"python3"_s, u"-u"_s, u"-c"_s, program};
        spec.port = findFreePort();
        spec.command << QString::number(spec.port);
        spec.workingFolder = m_folder.path();
        spec.environment = QProcessEnvironment::systemEnvironment();
        spec.environment.insert(marked.name(), marked.value());
        spec.readiness.body = expectedBody;
        spec.readiness.timeout = Milliseconds(1500);
        spec.stop.grace = Milliseconds(1500);
        spec.stop.repeatAfter = Milliseconds(300);
        spec.title = u"Sample"_s;
        spec.logFile = m_folder.filePath(u"server.log"_s);
        return spec;
    }
    LaunchSpec goodServer(const MarkedProcesses &marked) const
    {
        LaunchSpec spec = launch(rawServer(response(expectedBody)), marked);
        spec.readiness.timeout = Milliseconds(10'000);
        return spec;
    }

    QTemporaryDir m_folder;
    const QString m_guard = QStringLiteral(GUARD_PROGRAM);

private slots:
    void becomesReadyAndStops();
    void reportsExitBeforeReady();
    void reportsMissingProgram();
    void reportsMissingFolder();
    void reportsRemedyForAnInvalidProgram_data();
    void reportsRemedyForAnInvalidProgram();
    void reportsAShortageOfDescriptors_data();
    void reportsAShortageOfDescriptors();
    void reportsWrongResponses_data();
    void reportsWrongResponses();
    void namesHolderOfTakenPort();
    void logsAllOutput();
    void dropsNothingBeforeStop();
    void doesNotStartAfterStop();
    void killsTreeWhenDestroyed();
    void sweepsWhenGuardIsKilled();
    void sweepsAfterASilentGuard();
    void killsProcessesStartedAfterTheGuardDied();
    void killsImmediatelyWhenStoppedTwice();
    void reportsExistingPrivateFolder();
    void reportsAFailedFolderCreation();
    void waitsForASlowFirstResponse();
    void reportsOtherListeningAddresses_data();
    void reportsOtherListeningAddresses();
    void reportsDaemonisedServers();
    void boundsLog();
    void splitsLinesAtReturns_data();
    void splitsLinesAtReturns();
};

void TestServerProcess::becomesReadyAndStops()
{
    const MarkedProcesses marked;
    const LaunchSpec spec = goodServer(marked);
    ServerProcess server(spec, m_guard);
    QSignalSpy ready(&server, &ServerProcess::ready);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, 10'000);
    QVERIFY(server.isRunning());
    const auto holder = findPortHolder(spec.port);
    QVERIFY(holder);
    QCOMPARE(holder->pid, server.pid());
    server.stop();
    server.stop();
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
    const ServerExit exit = firstExit(exited);
    QVERIFY(exit.wasRequested);
    QCOMPARE(exit.signal, std::optional(SIGTERM));
    QCOMPARE(exit.killed, 0);
    QVERIFY(exit.isPortFree);
    QVERIFY(exit.cpuUserS > 0);
    QVERIFY2(exit.sentence.english().startsWith(u"was ended by signal 15 after "),
             qPrintable(exit.sentence.english()));
    QVERIFY(failed.isEmpty());
    QVERIFY(marked.alive().empty());
}

void TestServerProcess::reportsExitBeforeReady()
{
    const MarkedProcesses marked;
    ServerProcess server(launch(u"raise SystemExit('no such module')"_s, marked), m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(firstError(failed).text(),
             u"Sample exited with code 1 before it was ready. See its last output.");
    QCOMPARE(firstError(failed).detail, u"no such module");
    QCOMPARE(firstExit(exited).exitCode, std::optional(1));
    QVERIFY(!firstExit(exited).wasRequested);
}

void TestServerProcess::reportsMissingProgram()
{
    const MarkedProcesses marked;
    LaunchSpec spec = launch({}, marked);
    spec.command = {u"/nowhere/python3"_s};
    ServerProcess server(spec, m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 5'000);
    QCOMPARE(firstError(failed).code, ErrorCode::Unavailable);
    QVERIFY(firstError(failed).text().contains(u"/nowhere/python3: No such file or directory"));
    // Callers wait for it, even if there was no server.
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
    QVERIFY(!server.isRunning());
    QCOMPARE(firstExit(exited).sentence.english(), u"was never started");
}

void TestServerProcess::reportsMissingFolder()
{
    const MarkedProcesses marked;
    LaunchSpec spec = goodServer(marked);
    spec.workingFolder = u"/nowhere"_s;
    ServerProcess server(spec, m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 5'000);
    QVERIFY(firstError(failed).text().contains(u"/nowhere"));
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
}

void TestServerProcess::reportsRemedyForAnInvalidProgram_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("missing") << u"/nowhere/python3"_s << u"that it is installed"_s;
    QTest::newRow("not executable") << u"/etc/passwd"_s << u"permissions"_s;
    QTest::newRow("folder") << u"/etc"_s << u"permissions"_s;
}

void TestServerProcess::reportsRemedyForAnInvalidProgram()
{
    QFETCH(const QString, program);
    QFETCH(const QString, remedy);
    const MarkedProcesses marked;
    LaunchSpec spec = launch({}, marked);
    spec.command = {program};
    ServerProcess server(spec, m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 5'000);
    QVERIFY2(firstError(failed).text().contains(remedy), qPrintable(firstError(failed).text()));
}

void TestServerProcess::reportsAShortageOfDescriptors_data()
{
    QTest::addColumn<int>("left");
    QTest::newRow("none for its status") << 1;
    QTest::newRow("none for its output") << 6;
}

void TestServerProcess::reportsAShortageOfDescriptors()
{
    QFETCH(const int, left);
    const MarkedProcesses marked;
    ServerProcess server(goodServer(marked), m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    rlimit before = {};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const int lowest = ::dup(0);
    ::close(lowest);
    const rlimit few{rlim_t(lowest + left), before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    server.start();
    ::setrlimit(RLIMIT_NOFILE, &before);
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 5'000);
    QVERIFY2(firstError(failed).text().contains(u"`ulimit -n`"), qPrintable(firstError(failed).text()));
    QVERIFY2(!firstError(failed).text().contains(u"installation"), qPrintable(firstError(failed).text()));
}

void TestServerProcess::reportsWrongResponses_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("message");
    QTest::newRow("one byte too many")
        << rawServer(response(expectedBody + '!'))
        << u"Sample responds, but not with the expected text (29 bytes instead of "
           "28). It was not measured."_s;
    QTest::newRow("other bytes") << rawServer(response(QByteArray(28, 'x')))
                                 << u"Sample responds, but not with the expected text "
                                    "(other bytes, same length). It was not "
                                    "measured."_s;
    QTest::newRow("status") << rawServer(response(expectedBody, "503 Busy"))
                            << u"Sample responds, but with status 503 instead of 200. "
                               "It was not measured."_s;
    QTest::newRow("garbage") << rawServer("\x01\x02 hello")
                             << u"Sample responds, but not with HTTP. It was not "
                                "measured."_s;
    QTest::newRow("nothing") << u"import time; time.sleep(60)"_s
                             << u"Sample started but did not respond within 1.5 s. It "
                                "was stopped; see its last output."_s;
}

void TestServerProcess::reportsWrongResponses()
{
    QFETCH(const QString, program);
    QFETCH(const QString, message);
    const MarkedProcesses marked;
    ServerProcess server(launch(program, marked), m_guard);
    QSignalSpy ready(&server, &ServerProcess::ready);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 8'000);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(firstError(failed).text(), message);
    QVERIFY(ready.isEmpty());
    QVERIFY(marked.alive().empty());
}

void TestServerProcess::namesHolderOfTakenPort()
{
    const MarkedProcesses marked;
    const LaunchSpec spec = goodServer(marked);
    ServerProcess first(spec, m_guard);
    QSignalSpy ready(&first, &ServerProcess::ready);
    first.start();
    QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, 10'000);
    ServerProcess second(spec, m_guard);
    QSignalSpy failed(&second, &ServerProcess::failed);
    second.start();
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(firstError(failed).text(),
             u"Sample was not started. Port %1 is already in use by python3 (pid "
             "%2). End that program or choose another port."_s.arg(spec.port)
                 .arg(first.pid()));
    QVERIFY(!second.isRunning());
}

void TestServerProcess::logsAllOutput()
{
    const MarkedProcesses marked;
    const LaunchSpec spec = launch(u"import sys\nprint('x' * 1000000)\nprint('short')\n"
                                   "print('wrong', file=sys.stderr)\nprint('unended', end='')"_s,
                                   marked);
    ServerProcess server(spec, m_guard);
    QSignalSpy output(&server, &ServerProcess::output);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
    QStringList plain;
    QStringList errors;
    for (const QList<QVariant> &batch : output)
        (batch[1].toBool() ? errors : plain) += batch[0].toStringList();
    QCOMPARE(plain.size(), 3);
    QCOMPARE(plain[0].size(), ServerLog::maxLineLength);
    QCOMPARE(plain.mid(1), QStringList({u"short"_s, u"unended"_s}));
    QCOMPARE(errors, QStringList(u"wrong"_s));
    QVERIFY(server.lastLines(2).contains(u"unended"_s));
    QCOMPARE(QFile(spec.logFile).size(), 1000001 + 6 + 6 + 7);
}

void TestServerProcess::dropsNothingBeforeStop()
{
    const MarkedProcesses marked;
    ServerProcess server(launch(forkingProgram(), marked), m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_VERIFY(server.lastLines(1).contains(u"ready"_s));
    server.stop();
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
    QCOMPARE(firstError(failed).code, ErrorCode::Stopped);
    QVERIFY(marked.alive().empty());
}

void TestServerProcess::doesNotStartAfterStop()
{
    const MarkedProcesses marked;
    ServerProcess server(goodServer(marked), m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    server.stop();
    QVERIFY(!failed.wait(0)); // nothing to report before start()
    server.start();
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(firstError(failed).code, ErrorCode::Stopped);
    QVERIFY(!server.isRunning());
    QVERIFY(marked.alive().empty());
}

void TestServerProcess::killsTreeWhenDestroyed()
{
    const MarkedProcesses marked;
    const QString stubborn = u"signal.signal(15, signal.SIG_IGN)"_s;
    auto server = std::make_unique<ServerProcess>(launch(forkingProgram(stubborn), marked), m_guard);
    server->start();
    QTRY_VERIFY(server->lastLines(1).contains(u"ready"_s));
    QCOMPARE(marked.alive().size(), 5U); // the guard and four of the server
    QElapsedTimer timer;
    timer.start();
    server.reset();
    QVERIFY(timer.elapsed() < 1500);
    QVERIFY(marked.alive().empty());
}

void TestServerProcess::sweepsWhenGuardIsKilled()
{
    const MarkedProcesses marked;
    LaunchSpec spec = launch(forkingProgram(), marked);
    spec.privateFolder = m_folder.filePath(u"private"_s);
    ServerProcess server(spec, m_guard);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_VERIFY(server.lastLines(1).contains(u"ready"_s));
    QCOMPARE(marked.alive().size(), 5U);
    QVERIFY(QFileInfo::exists(spec.privateFolder));
    kill(static_cast<pid_t>(server.guardPid()), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
    QVERIFY(marked.alive().empty());
    QCOMPARE(firstExit(exited).sentence.english(), u"was ended together with its guard");
    QVERIFY(!QFileInfo::exists(spec.privateFolder));
}

// In a session and an environment of its own: neither mark nor pid identifies it.
void TestServerProcess::killsProcessesStartedAfterTheGuardDied()
{
    const MarkedProcesses marked;
    const QString token = u"61.%1"_s.arg(QRandomGenerator::global()->generate());
    const auto alive = [&token] {
        QList<int> pids;
        for (const ProcessStat &process : ProcessTree().all()) {
            QFile file(u"/proc/%1/cmdline"_s.arg(process.pid));
            if (process.state != 'Z' && file.open(QIODevice::ReadOnly)
                && file.readAll().contains(token.toLatin1() + '\0') && process.name != "python3")
                pids << process.pid;
        }
        return pids;
    };
    const QString program = uR"(
import os, time
if os.fork() == 0:
    os.setsid()
    loop = 'while :; do /usr/bin/setsid /usr/bin/sleep "$0" & /usr/bin/sleep 0.05; done'
    os.execve('/bin/sh', ['sh', '-c', loop, '%1'], {})
print('ready', flush=True)
time.sleep(60)
)"_s.arg(token);
    ServerProcess server(launch(program, marked), m_guard);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_VERIFY(server.lastLines(1).contains(u"ready"_s));
    QTRY_VERIFY(alive().size() > 3);
    kill(static_cast<pid_t>(server.guardPid()), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 10'000);
    const QList<int> left = alive();
    for (int round = 0; round < 10; ++round) {
        for (const int pid : alive())
            kill(pid, SIGKILL);
    }
    QCOMPARE(left, QList<int>());
}

void TestServerProcess::killsImmediatelyWhenStoppedTwice()
{
    const MarkedProcesses marked;
    LaunchSpec spec = launch(forkingProgram(u"signal.signal(15, signal.SIG_IGN)"_s), marked);
    spec.stop.grace = std::chrono::minutes(10);
    spec.readiness.timeout = std::chrono::minutes(10);
    ServerProcess server(spec, m_guard);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_VERIFY(server.lastLines(1).contains(u"ready"_s));
    server.stop();
    server.stop();
    QVERIFY(!exited.wait(200));
    server.stop(true);
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
    QVERIFY(firstExit(exited).wasRequested);
    QVERIFY(marked.alive().empty());
}

// Killed after it had launched the server and before it could report it.
void TestServerProcess::sweepsAfterASilentGuard()
{
    const MarkedProcesses marked;
    QFile guard(m_folder.filePath(u"guard"_s));
    QVERIFY(guard.open(QIODevice::WriteOnly));
    guard.write("#!/bin/sh\nmkdir \"$PRIVATE\"\nsetsid -f sleep 60\nkill -KILL $$\n");
    guard.close();
    QVERIFY(guard.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    LaunchSpec spec = launch({}, marked);
    spec.privateFolder = m_folder.filePath(u"private"_s);
    spec.environment.insert(u"PRIVATE"_s, spec.privateFolder);
    ServerProcess server(spec, guard.fileName());
    QSignalSpy failed(&server, &ServerProcess::failed);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 5'000);
    QVERIFY(marked.alive().empty());
    QVERIFY(!QFileInfo::exists(spec.privateFolder));
}

void TestServerProcess::reportsExistingPrivateFolder()
{
    const MarkedProcesses marked;
    LaunchSpec spec = goodServer(marked);
    spec.privateFolder = m_folder.filePath(u"of others"_s);
    QVERIFY(QDir().mkpath(spec.privateFolder + u"/theirs"_s));
    ServerProcess server(spec, m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 5'000);
    QCOMPARE(firstError(failed).code, ErrorCode::Unavailable);
    QVERIFY2(firstError(failed).text().contains(spec.privateFolder
                                                + u" for its private files could not be made: File exists"_s),
             qPrintable(firstError(failed).text()));
    QTRY_VERIFY(!server.isRunning());
    QVERIFY(QFileInfo::exists(spec.privateFolder + u"/theirs"_s));
}

void TestServerProcess::reportsAFailedFolderCreation()
{
    const MarkedProcesses marked;
    LaunchSpec spec = goodServer(marked);
    spec.privateFolder = u"/proc/private"_s;
    ServerProcess server(spec, m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 5'000);
    QCOMPARE(failed.size(), 1);
    QVERIFY2(firstError(failed).text().contains(u"set TMPDIR"), qPrintable(firstError(failed).text()));
    QVERIFY(marked.alive().empty());
}

// Slower than the former limit of an attempt, and well within the stack's timeout.
void TestServerProcess::waitsForASlowFirstResponse()
{
    const MarkedProcesses marked;
    LaunchSpec spec = launch(uR"(
import http.server, sys, time
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(2.5)
        body = b'%1'
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Slow).serve_forever()
)"_s.arg(QString::fromLatin1(expectedBody)),
                             marked);
    spec.readiness.timeout = Milliseconds(8'000);
    ServerProcess server(spec, m_guard);
    QSignalSpy ready(&server, &ServerProcess::ready);
    QSignalSpy failed(&server, &ServerProcess::failed);
    server.start();
    QTRY_VERIFY_WITH_TIMEOUT(ready.size() + failed.size() == 1, 20'000);
    QVERIFY2(failed.isEmpty(), qPrintable(firstError(failed).text()));
}

void TestServerProcess::reportsOtherListeningAddresses_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("message");
    // Bound without listening, so that no other test's server gets this port meanwhile.
    const QString listen = u"import socket, sys, time\nport = int(sys.argv[1])\n"
                           "taken = socket.socket(); taken.bind(('127.0.0.1', port))\n%1\n"
                           "time.sleep(60)"_s;
    QTest::newRow("IPv6 only") << listen.arg(
        u"s = socket.create_server(('::1', port), family=socket.AF_INET6)"_s)
                               << u"Sample listens on [::1]:%1 only, not on 127.0.0.1:%1. "_s;
    QTest::newRow("any address of IPv6, no IPv4")
        << listen.arg(u"s = socket.create_server(('::', port), family=socket.AF_INET6)"_s)
        << u"Sample listens on [::]:%1 only, not on 127.0.0.1:%1. "_s;
    QTest::newRow("another address") << listen.arg(u"s = socket.create_server(('127.0.0.2', port))"_s)
                                     << u"Sample listens on 127.0.0.2:%1 only, not on 127.0.0.1:%1. "_s;
    QTest::newRow("another port") << listen.arg(u"s = socket.create_server(('127.0.0.1', 0))\n"
                                                "print(s.getsockname()[1], flush=True)"_s)
                                  << u"Sample listens on 127.0.0.1:%2 only, not on 127.0.0.1:%1. "_s;
}

void TestServerProcess::reportsOtherListeningAddresses()
{
    QFETCH(const QString, program);
    QFETCH(const QString, message);
    const MarkedProcesses marked;
    const LaunchSpec spec = launch(program, marked);
    ServerProcess server(spec, m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 8'000);
    QCOMPARE(failed.size(), 1);
    const QString expected = message.contains(u"%2")
        ? message.arg(spec.port).arg(server.lastLines(1).value(0))
        : message.arg(spec.port);
    QVERIFY2(firstError(failed).text().startsWith(expected), qPrintable(firstError(failed).text()));
}

void TestServerProcess::reportsDaemonisedServers()
{
    const MarkedProcesses marked;
    const QString daemon =
        u"import os\nif os.fork(): os._exit(0)\nos.setsid()\n"_s + rawServer(response(expectedBody));
    LaunchSpec spec = launch(u"import time; time.sleep(0.2)\n"_s + daemon, marked);
    ServerProcess server(spec, m_guard);
    QSignalSpy failed(&server, &ServerProcess::failed);
    QSignalSpy exited(&server, &ServerProcess::exited);
    server.start();
    QTRY_COMPARE_WITH_TIMEOUT(exited.size(), 1, 8'000);
    QCOMPARE(failed.size(), 1);
    QVERIFY2(firstError(failed).text().startsWith(u"Sample went into the background"),
             qPrintable(firstError(failed).text()));
    QVERIFY(marked.alive().empty());
}

void TestServerProcess::boundsLog()
{
    const QString file = m_folder.filePath(u"bounded.log"_s);
    ServerLog log(file, 1000);
    for (int i = 0; i < 5000; ++i)
        log.add("0123456789\n", false);
    log.finish();
    QVERIFY(QFile(file).size() > 1000 && QFile(file).size() < 1200);
    const QStringList batch = log.takeBatch(false);
    QCOMPARE(batch.size(), ServerLog::maxLines + 1);
    QCOMPARE(batch.first(), u"[3000 lines left out here]");
    QCOMPARE(log.lastLines(10'000).size(), ServerLog::maxLines);
}

void TestServerProcess::splitsLinesAtReturns_data()
{
    QTest::addColumn<QList<QByteArray>>("parts");
    QTest::addColumn<QStringList>("lines");
    const QStringList progress{u"10 %"_s, u"20 %"_s, u"done"_s};
    QTest::newRow("between") << QList<QByteArray>{"10 %\r20 %\rdone\n"} << progress;
    QTest::newRow("before") << QList<QByteArray>{"\r10 %\r20 %\rdone\n"} << progress;
    QTest::newRow("in parts") << QList<QByteArray>{"10 %", "\r", "20 %\r", "done\n"} << progress;
    QTest::newRow("of another system")
        << QList<QByteArray>{"a\r\n\r\nb\r\n"} << QStringList{u"a"_s, {}, u"b"_s};
    QTest::newRow("of another system, in parts")
        << QList<QByteArray>{"a\r", "\nb\r", "\n"} << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("empty lines") << QList<QByteArray>{"a\n\nb\n"} << QStringList{u"a"_s, {}, u"b"_s};
}

void TestServerProcess::splitsLinesAtReturns()
{
    QFETCH(const QList<QByteArray>, parts);
    QFETCH(const QStringList, lines);
    ServerLog log({});
    for (const QByteArray &part : parts)
        log.add(part, false);
    QCOMPARE(log.takeBatch(false), lines);
}

LOADSTONE_TEST(TestServerProcess, QCoreApplication)
#include "tst_serverprocess.moc"
