// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/affinity.h"
#include "core/server/listeners.h"
#include "tests/support/serverguardrun.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>

using namespace loadstone;

namespace
{

const QString ignoreTerm = QStringLiteral("signal.signal(15, signal.SIG_IGN)");
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
    void isNotCalledLikeLoadstone();
    void removesPrivateFolder_data();
    void removesPrivateFolder();
    void removesPrivateFolderOfFailedExec();
    void refusesPrivateFolderOfOthers();
    void takesOverAFolder();
    void killsWhoIgnoresTheSignal();
    void killsAtOnceWhenTold();
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
    QCOMPARE(run.status(QStringLiteral("leader-exited")).value(QLatin1String("signal")).toInt(), 15);
    QCOMPARE(run.status(QStringLiteral("stopped")).value(QLatin1String("killed")).toInt(), 0);
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
    const QString server = forkingProgram(QStringLiteral("import socket\n"
                                                         "s = socket.create_server(('127.0.0.1', %1))\n%2")
                                              .arg(port)
                                              .arg(ignoreTerm));
    const QString parent = QStringLiteral(R"(
import subprocess, sys
p = subprocess.Popen([sys.argv[1], 'guard', '--status-fd', '2', '--grace-ms', '500', '--',
                      'python3', '-c', sys.argv[2]], stdin=subprocess.PIPE)
p.wait()
)");
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(marked.name(), marked.value());
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral("python3"), {QStringLiteral("-c"), parent, guardProgram, server});
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
    kill(run.status(QStringLiteral("started")).value(QLatin1String("pid")).toInt(), SIGKILL);
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.status(QStringLiteral("leader-exited")).value(QLatin1String("signal")).toInt(), 9);
    QCOMPARE(run.status(QStringLiteral("stopped")).value(QLatin1String("killed")).toInt(), 3);
    QVERIFY(run.marked.alive().empty());
}

// Loadstone and its guard must not both die of `pkill -9 loadstone`.
void TestGuard::isNotCalledLikeLoadstone()
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

// The last to write into it is a process that ignores the signal and has to be killed.
void TestGuard::removesPrivateFolder()
{
    QFETCH(const QString, way);
    const QTemporaryDir parent;
    const QString folder = parent.filePath(QStringLiteral("private"));
    GuardRun run(guardProgram,
                 GuardRun::python(forkingProgram(QStringLiteral("signal.signal(15, signal.SIG_IGN)\n"
                                                                "os.makedirs('%1/a/b')\n"
                                                                "open('%1/a/b/file', 'w').close()\n"
                                                                "os.symlink('/proc', '%1/link')")
                                                     .arg(folder))),
                 500, folder);
    QTRY_VERIFY(run.hasPrinted("ready"));
    QCOMPARE(QFile::permissions(folder) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(QFile::exists(folder + QStringLiteral("/a/b/file")));
    if (way == QLatin1String("told"))
        run.process.write("stop\n");
    else if (way == QLatin1String("lifeline"))
        run.process.closeWriteChannel();
    else
        kill(run.status(QStringLiteral("started")).value(QLatin1String("pid")).toInt(), SIGKILL);
    QVERIFY(run.process.waitForFinished(5000));
    QVERIFY(!QFileInfo::exists(folder));
    QVERIFY(QDir(parent.path()).isEmpty());
    QVERIFY(run.marked.alive().empty());
}

void TestGuard::removesPrivateFolderOfFailedExec()
{
    const QTemporaryDir parent;
    GuardRun run(guardProgram, {QStringLiteral("/nowhere/python3")}, 500,
                 parent.filePath(QStringLiteral("private")));
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.process.exitCode(), 127);
    QVERIFY(QDir(parent.path()).isEmpty());
}

void TestGuard::refusesPrivateFolderOfOthers()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("mine")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    GuardRun run(guardProgram, GuardRun::python(QStringLiteral("print('ran')")), 500, folder.path());
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.process.exitCode(), 127);
    QVERIFY(!run.hasPrinted("ran"));
    QCOMPARE(run.status(QStringLiteral("folder-failed")).value(QLatin1String("text")).toString(),
             u"File exists");
    QVERIFY(file.exists());
}

void TestGuard::takesOverAFolder()
{
    const QTemporaryDir parent;
    const QString folder = parent.filePath(QStringLiteral("made"));
    QVERIFY(QDir().mkpath(folder + QStringLiteral("/certificate")));
    QProcess process;
    process.start(guardProgram,
                  {QStringLiteral("guard"), QStringLiteral("--status-fd"), QStringLiteral("2"),
                   QStringLiteral("--made-folder"), folder, QStringLiteral("--"), QStringLiteral("ls"),
                   folder});
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
    QCOMPARE(run.status(QStringLiteral("stopped")).value(QLatin1String("killed")).toInt(), 4);
    QVERIFY(run.marked.alive().empty());
}

void TestGuard::killsAtOnceWhenTold()
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
    GuardRun run(guardProgram, GuardRun::python(QStringLiteral(R"(
import signal, sys, time
seen = []
def note(*_):
    seen.append(1)
    if len(seen) == 2: sys.exit(3)
signal.signal(15, note)
print('ready', flush=True)
while True: time.sleep(60)
)")),
                 20'000);
    QTRY_VERIFY(run.hasPrinted("ready"));
    run.process.write("stop\n");
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.status(QStringLiteral("leader-exited")).value(QLatin1String("code")).toInt(), 3);
}

void TestGuard::reportsHowTheLeaderEnded_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("value");
    QTest::newRow("good") << QStringLiteral("pass") << QStringLiteral("code") << 0;
    QTest::newRow("code") << QStringLiteral("raise SystemExit(70)") << QStringLiteral("code") << 70;
    QTest::newRow("signal") << QStringLiteral("import os; os.kill(os.getpid(), 9)")
                            << QStringLiteral("signal") << 9;
}

void TestGuard::reportsHowTheLeaderEnded()
{
    QFETCH(const QString, program);
    QFETCH(const QString, key);
    QFETCH(const int, value);
    GuardRun run(guardProgram, GuardRun::python(program));
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.status(QStringLiteral("leader-exited")).value(key).toInt(-1), value);
}

void TestGuard::reportsFailedExec()
{
    GuardRun run(guardProgram, {QStringLiteral("/nowhere/python3")});
    QVERIFY(run.process.waitForFinished(5000));
    const QJsonObject status = run.status(QStringLiteral("exec-failed"));
    QCOMPARE(status.value(QLatin1String("errno")).toInt(), ENOENT);
    QCOMPARE(status.value(QLatin1String("text")).toString(), u"No such file or directory");
    QCOMPARE(run.process.exitCode(), 127);
}

void TestGuard::reportsCpuOfEverythingReaped()
{
    // Half a second is burnt by a process that daemonised, so that only the guard can reap it.
    GuardRun run(guardProgram, GuardRun::python(QStringLiteral(R"(
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork(): os._exit(0)
    while time.process_time() < 0.5: pass
    os.write(1, b'burnt')
    os._exit(0)
time.sleep(60)
)")));
    QTRY_VERIFY_WITH_TIMEOUT(run.hasPrinted("burnt"), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(run.marked.alive().size(), 2U, 10'000);
    run.process.write("stop\n");
    QVERIFY(run.process.waitForFinished(5000));
    const QJsonObject stopped = run.status(QStringLiteral("stopped"));
    const double cpuS = (stopped.value(QLatin1String("cpu_user_us")).toDouble()
                         + stopped.value(QLatin1String("cpu_system_us")).toDouble())
        / 1e6;
    QVERIFY2(cpuS > 0.49 && cpuS < 1.5, qPrintable(QString::number(cpuS)));
}

void TestGuard::givesTheServerDefaultSignals()
{
    GuardRun run(guardProgram,
                 {QStringLiteral("grep"), QStringLiteral("-E"), QStringLiteral("^Sig(Blk|Ign):"),
                  QStringLiteral("/proc/self/status")});
    QVERIFY(run.process.waitForFinished(5000));
    QVERIFY(run.hasPrinted("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"));
}

void TestGuard::holdsEverythingOnItsCores()
{
    const int core = allowedCores().last();
    const QString program = QStringLiteral("import os, subprocess, sys\n"
                                           "print('own', os.sched_getaffinity(0), flush=True)\n"
                                           "subprocess.run([sys.executable, '-c',"
                                           " 'import os; print(\"child\", os.sched_getaffinity(0))'])\n");
    GuardRun run(guardProgram, GuardRun::python(program), 1000, {},
                 {QStringLiteral("--cores"), QString::number(core)});
    QVERIFY(run.process.waitForFinished(5000));
    const QByteArray cores = '{' + QByteArray::number(core) + "}\n";
    QVERIFY(run.hasPrinted("own " + cores));
    QVERIFY(run.hasPrinted("child " + cores));
}

void TestGuard::reportsCoresThatAreNotThere()
{
    GuardRun run(guardProgram, {QStringLiteral("true")}, 1000, {},
                 {QStringLiteral("--cores"), QString::number(allowedCores().last() + 1)});
    QVERIFY(run.process.waitForFinished(5000));
    QCOMPARE(run.process.exitCode(), 127);
    QVERIFY(!run.status(QStringLiteral("cores-failed")).value(QLatin1String("text")).toString().isEmpty());
}

void TestGuard::endsAsTheProgramDidWithoutAStatusPipe_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("printed");
    const QString shell = QStringLiteral("/bin/sh");
    const QString option = QStringLiteral("-c");
    QTest::newRow("well") << QStringList{QStringLiteral("true")} << 0 << QByteArray();
    QTest::newRow("with a code") << QStringList{shell, option, QStringLiteral("exit 7")} << 7 << QByteArray();
    QTest::newRow("by a signal") << QStringList{shell, option, QStringLiteral("kill -KILL $$")} << 137
                                 << QByteArray();
    QTest::newRow("never begun") << QStringList{QStringLiteral("/nowhere/x")} << 127
                                 << QByteArray("loadstone guard: /nowhere/x: No such file or directory\n");
}

void TestGuard::endsAsTheProgramDidWithoutAStatusPipe()
{
    QFETCH(const QStringList, command);
    QFETCH(const int, code);
    QFETCH(const QByteArray, printed);
    QProcess process;
    process.start(guardProgram, QStringList{QStringLiteral("guard"), QStringLiteral("--")} + command);
    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), code);
    QCOMPARE(process.readAllStandardError(), printed);
}

void TestGuard::refusesNonsense()
{
    for (const QStringList &arguments :
         {QStringList{QStringLiteral("guard")},
          QStringList{QStringLiteral("guard"), QStringLiteral("--status-fd"), QStringLiteral("x"),
                      QStringLiteral("--"), QStringLiteral("true")},
          QStringList{QStringLiteral("guard"), QStringLiteral("--status-fd"), QStringLiteral("2"),
                      QStringLiteral("--signal"), QStringLiteral("0"), QStringLiteral("--"),
                      QStringLiteral("true")},
          QStringList{QStringLiteral("guard"), QStringLiteral("--status-fd"), QStringLiteral("2"),
                      QStringLiteral("--cores"), QStringLiteral("0,"), QStringLiteral("--"),
                      QStringLiteral("true")}}) {
        QProcess process;
        process.start(guardProgram, arguments);
        QVERIFY(process.waitForFinished(5000));
        QCOMPARE(process.exitCode(), 2);
    }
}

QTEST_GUILESS_MAIN(TestGuard)
#include "tst_guard.moc"
