// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"
#include "core/server/listeners.h"
#include "tests/support/serverguardrun.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

const QString ignoreTerm = u"signal.signal(15, signal.SIG_IGN)"_s;
const QString guardProgram = QStringLiteral(GUARD_PROGRAM);

} // namespace

class TestGuard : public QObject
{
    Q_OBJECT
private slots:
    void leavesNothingAfterStop();
    void leavesNothingWhenLifelineCloses();
    void leavesNothingWhenParentIsKilled();
    void leavesNothingWhenLeaderIsKilled();
    void isNotNamedLoadstone();
    void removesPrivateFolder_data();
    void removesPrivateFolder();
    void removesPrivateFolderOfFailedExec();
    void refusesExistingPrivateFolder();
    void takesOverAFolder();
    void killsWhoIgnoresTheSignal();
    void killsImmediatelyOnRequest();
    void stopsWhenTerminated();
    void repeatsALostSignal();
    void reportsHowTheLeaderEnded_data();
    void reportsHowTheLeaderEnded();
    void reportsFailedExec();
    void reportsCpuOfEverythingReaped();
    void givesTheServerDefaultSignals();
    void holdsEverythingOnItsCores();
    void reportsCoresThatAreNotThere();
    void endsAsTheProgramDidWithoutAStatusPipe_data();
    void endsAsTheProgramDidWithoutAStatusPipe();
    void refusesNonsense();
};

void TestGuard::leavesNothingAfterStop()
{
    GuardRun run(guardProgram, GuardRun::python(forkingProgram()));
    QTRY_VERIFY(run.hasPrinted("ready"));
    QCOMPARE(run.marked.alive().size(), 5U);
    run.process.write("stop\n");
    QVERIFY(run.process.waitForFinished(5000));
    QVERIFY(run.marked.alive().empty());
    QCOMPARE(run.status(u"leader-exited"_s).value(QLatin1String("signal")).toInt(), 15);
    QCOMPARE(run.status(u"stopped"_s).value(QLatin1String("killed")).toInt(), 0);
}

void TestGuard::leavesNothingWhenLifelineCloses()
{
    GuardRun run(guardProgram, GuardRun::python(forkingProgram(ignoreTerm)));
    QTRY_VERIFY(run.hasPrinted("ready"));
    run.process.closeWriteChannel();
    QVERIFY(run.process.waitForFinished(5000));
    QVERIFY(run.marked.alive().empty());
}

void TestGuard::leavesNothingWhenParentIsKilled()
{
    const MarkedProcesses marked;
    const quint16 port = findFreePort();
    const QString server = forkingProgram(u"import socket\n"
                                          "s = socket.create_server(('127.0.0.1', %1))\n%2"_s.arg(port)
                                              .arg(ignoreTerm));
    const QString parent = uR"(
import subprocess, sys
p = subprocess.Popen([sys.argv[1], 'guard', '--status-fd', '2', '--grace-ms', '500', '--',
                      'python3', '-c', sys.argv[2]], stdin=subprocess.PIPE)
p.wait()
)"_s;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(marked.name(), marked.value());
    process.setProcessEnvironment(environment);
    process.start(u"python3"_s, {u"-c"_s, parent, guardProgram, server});
    QByteArray printed;
    QTRY_VERIFY((printed += process.readAllStandardOutput()).contains("ready"));
    QCOMPARE(marked.alive().size(), 6U);
    QVERIFY(findPortHolder(port));
    process.kill();
    QTRY_VERIFY(marked.alive().empty());
    QVERIFY(!findPortHolder(port));
}

void TestGuard::leavesNothingWhenLeaderIsKilled()
{
    GuardRun run(guardProgram, GuardRun::python(forkingProgram(ignoreTerm)));
    QTRY_VERIFY(run.hasPrinted("ready"));
    kill(run.status(u"started"_s).value(QLatin1String("pid")).toInt(), SIGKILL);
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.status(u"leader-exited"_s).value(QLatin1String("signal")).toInt(), 9);
    QCOMPARE(run.status(u"stopped"_s).value(QLatin1String("killed")).toInt(), 3);
    QVERIFY(run.marked.alive().empty());
}

// `pkill -9 loadstone` must not kill Loadstone and its guard together.
void TestGuard::isNotNamedLoadstone()
{
    GuardRun run(guardProgram, GuardRun::python(forkingProgram()));
    QTRY_VERIFY(run.hasPrinted("ready"));
    const auto guard = ProcessTree().stat(static_cast<int>(run.process.processId()));
    QVERIFY(guard);
    QCOMPARE(guard->name, "server-guard");
}

void TestGuard::removesPrivateFolder_data()
{
    QTest::addColumn<QString>("way");
    for (const char *way : {"told", "lifeline", "leader killed"})
        QTest::newRow(way) << QString::fromLatin1(way);
}

// Written to until the end by a process that ignores the signal and has to be killed.
void TestGuard::removesPrivateFolder()
{
    QFETCH(const QString, way);
    const QTemporaryDir parent;
    const QString folder = parent.filePath(u"private"_s);
    GuardRun run(guardProgram,
                 GuardRun::python(forkingProgram(u"signal.signal(15, signal.SIG_IGN)\n"
                                                 "os.makedirs('%1/a/b')\n"
                                                 "open('%1/a/b/file', 'w').close()\n"
                                                 "os.symlink('/proc', '%1/link')"_s.arg(folder))),
                 500, folder);
    QTRY_VERIFY(run.hasPrinted("ready"));
    QCOMPARE(QFile::permissions(folder) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(QFile::exists(folder + u"/a/b/file"_s));
    if (way == QLatin1String("told"))
        run.process.write("stop\n");
    else if (way == QLatin1String("lifeline"))
        run.process.closeWriteChannel();
    else
        kill(run.status(u"started"_s).value(QLatin1String("pid")).toInt(), SIGKILL);
    QVERIFY(run.process.waitForFinished(5000));
    QVERIFY(!QFileInfo::exists(folder));
    QVERIFY(QDir(parent.path()).isEmpty());
    QVERIFY(run.marked.alive().empty());
}

void TestGuard::removesPrivateFolderOfFailedExec()
{
    const QTemporaryDir parent;
    GuardRun run(guardProgram, {u"/nowhere/python3"_s}, 500, parent.filePath(u"private"_s));
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.process.exitCode(), 127);
    QVERIFY(QDir(parent.path()).isEmpty());
}

void TestGuard::refusesExistingPrivateFolder()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"mine"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    GuardRun run(guardProgram, GuardRun::python(u"print('ran')"_s), 500, folder.path());
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.process.exitCode(), 127);
    QVERIFY(!run.hasPrinted("ran"));
    QCOMPARE(run.status(u"folder-failed"_s).value(QLatin1String("text")).toString(), u"File exists");
    QVERIFY(file.exists());
}

void TestGuard::takesOverAFolder()
{
    const QTemporaryDir parent;
    const QString folder = parent.filePath(u"made"_s);
    QVERIFY(QDir().mkpath(folder + u"/certificate"_s));
    QProcess process;
    process.start(
        guardProgram,
        {u"guard"_s, u"--status-fd"_s, u"2"_s, u"--made-folder"_s, folder, u"--"_s, u"ls"_s, folder});
    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.readAllStandardOutput(), "certificate\n");
    QVERIFY(QDir(parent.path()).isEmpty());
}

void TestGuard::killsWhoIgnoresTheSignal()
{
    GuardRun run(guardProgram, GuardRun::python(forkingProgram(ignoreTerm)), 700);
    QTRY_VERIFY(run.hasPrinted("ready"));
    QElapsedTimer timer;
    timer.start();
    run.process.write("stop\n");
    QVERIFY(run.process.waitForFinished(5000));
    QVERIFY(timer.elapsed() >= 690);
    QCOMPARE(run.status(u"stopped"_s).value(QLatin1String("killed")).toInt(), 4);
    QVERIFY(run.marked.alive().empty());
}

void TestGuard::killsImmediatelyOnRequest()
{
    GuardRun run(guardProgram, GuardRun::python(forkingProgram(ignoreTerm)), 60'000);
    QTRY_VERIFY(run.hasPrinted("ready"));
    run.process.write("stop\nstop-now\n");
    QVERIFY(run.process.waitForFinished(5000));
    QVERIFY(run.marked.alive().empty());
}

void TestGuard::stopsWhenTerminated()
{
    GuardRun run(guardProgram, GuardRun::python(forkingProgram()));
    QTRY_VERIFY(run.hasPrinted("ready"));
    run.process.terminate();
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.process.exitStatus(), QProcess::NormalExit);
    QVERIFY(run.marked.alive().empty());
}

void TestGuard::repeatsALostSignal()
{
    GuardRun run(guardProgram, GuardRun::python(uR"(
import signal, sys, time
seen = []
def note(*_):
    seen.append(1)
    if len(seen) == 2: sys.exit(3)
signal.signal(15, note)
print('ready', flush=True)
while True: time.sleep(60)
)"_s),
                 20'000);
    QTRY_VERIFY(run.hasPrinted("ready"));
    run.process.write("stop\n");
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.status(u"leader-exited"_s).value(QLatin1String("code")).toInt(), 3);
}

void TestGuard::reportsHowTheLeaderEnded_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("value");
    QTest::newRow("good") << u"pass"_s << u"code"_s << 0;
    QTest::newRow("code") << u"raise SystemExit(70)"_s << u"code"_s << 70;
    QTest::newRow("signal") << u"import os; os.kill(os.getpid(), 9)"_s << u"signal"_s << 9;
}

void TestGuard::reportsHowTheLeaderEnded()
{
    QFETCH(const QString, program);
    QFETCH(const QString, key);
    QFETCH(const int, value);
    GuardRun run(guardProgram, GuardRun::python(program));
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.status(u"leader-exited"_s).value(key).toInt(-1), value);
}

void TestGuard::reportsFailedExec()
{
    GuardRun run(guardProgram, {u"/nowhere/python3"_s});
    QVERIFY(run.process.waitForFinished(5000));
    const QJsonObject status = run.status(u"exec-failed"_s);
    QCOMPARE(status.value(QLatin1String("errno")).toInt(), ENOENT);
    QCOMPARE(status.value(QLatin1String("text")).toString(), u"No such file or directory");
    QCOMPARE(run.process.exitCode(), 127);
}

void TestGuard::reportsCpuOfEverythingReaped()
{
    // Half a second of CPU time is used by a daemonised process, so that only the guard can reap it.
    GuardRun run(guardProgram, GuardRun::python(uR"(
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork(): os._exit(0)
    while time.process_time() < 0.5: pass
    os.write(1, b'burnt')
    os._exit(0)
time.sleep(60)
)"_s));
    QTRY_VERIFY_WITH_TIMEOUT(run.hasPrinted("burnt"), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(run.marked.alive().size(), 2U, 10'000);
    run.process.write("stop\n");
    QVERIFY(run.process.waitForFinished(5000));
    const QJsonObject stopped = run.status(u"stopped"_s);
    const double cpuS = (stopped.value(QLatin1String("cpu_user_us")).toDouble()
                         + stopped.value(QLatin1String("cpu_system_us")).toDouble())
        / 1e6;
    QVERIFY2(cpuS > 0.49 && cpuS < 1.5, qPrintable(QString::number(cpuS)));
}

void TestGuard::givesTheServerDefaultSignals()
{
    GuardRun run(guardProgram, {u"grep"_s, u"-E"_s, u"^Sig(Blk|Ign):"_s, u"/proc/self/status"_s});
    QVERIFY(run.process.waitForFinished(5000));
    QVERIFY(run.hasPrinted("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"));
}

void TestGuard::holdsEverythingOnItsCores()
{
    const int core = allowedCores().last();
    const QString program = u"import os, subprocess, sys\n"
                            "print('own', os.sched_getaffinity(0), flush=True)\n"
                            "subprocess.run([sys.executable, '-c',"
                            " 'import os; print(\"child\", os.sched_getaffinity(0))'])\n"_s;
    GuardRun run(guardProgram, GuardRun::python(program), 1000, {}, {u"--cores"_s, QString::number(core)});
    QVERIFY(run.process.waitForFinished(5000));
    const QByteArray cores = '{' + QByteArray::number(core) + "}\n";
    QVERIFY(run.hasPrinted("own " + cores));
    QVERIFY(run.hasPrinted("child " + cores));
}

void TestGuard::reportsCoresThatAreNotThere()
{
    GuardRun run(guardProgram, {u"true"_s}, 1000, {},
                 {u"--cores"_s, QString::number(allowedCores().last() + 1)});
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.process.exitCode(), 127);
    QVERIFY(!run.status(u"cores-failed"_s).value(QLatin1String("text")).toString().isEmpty());
}

void TestGuard::endsAsTheProgramDidWithoutAStatusPipe_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("printed");
    const QString shell = u"/bin/sh"_s;
    const QString option = u"-c"_s;
    QTest::newRow("well") << QStringList{u"true"_s} << 0 << QByteArray();
    QTest::newRow("with a code") << QStringList{shell, option, u"exit 7"_s} << 7 << QByteArray();
    QTest::newRow("by a signal") << QStringList{shell, option, u"kill -KILL $$"_s} << 137 << QByteArray();
    QTest::newRow("never begun") << QStringList{u"/nowhere/x"_s} << 127
                                 << QByteArray("loadstone guard: /nowhere/x: No such file or directory\n");
}

void TestGuard::endsAsTheProgramDidWithoutAStatusPipe()
{
    QFETCH(const QStringList, command);
    QFETCH(const int, code);
    QFETCH(const QByteArray, printed);
    QProcess process;
    process.start(guardProgram, QStringList{u"guard"_s, u"--"_s} + command);
    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), code);
    QCOMPARE(process.readAllStandardError(), printed);
}

void TestGuard::refusesNonsense()
{
    for (const QStringList &arguments :
         {QStringList{u"guard"_s}, QStringList{u"guard"_s, u"--status-fd"_s, u"x"_s, u"--"_s, u"true"_s},
          QStringList{u"guard"_s, u"--status-fd"_s, u"2"_s, u"--signal"_s, u"0"_s, u"--"_s, u"true"_s},
          QStringList{u"guard"_s, u"--status-fd"_s, u"2"_s, u"--cores"_s, u"0,"_s, u"--"_s, u"true"_s}}) {
        QProcess process;
        process.start(guardProgram, arguments);
        QVERIFY(process.waitForFinished(5000));
        QCOMPARE(process.exitCode(), 2);
    }
}

LOADSTONE_TEST(TestGuard, QCoreApplication)
#include "tst_guard.moc"
