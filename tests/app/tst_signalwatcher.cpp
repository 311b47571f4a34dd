// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/signalwatcher.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

using namespace loadstone;

namespace
{

/// Exit code of a process that does this and then waits; -1 if it does not exit by itself.
int exitCodeAfter(const std::function<void()> &action)
{
    const pid_t child = fork();
    if (child == 0) {
        action();
        for (int i = 0; i < 30; ++i)
            sleep(1); // each is interrupted by a signal
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

class TestSignalWatcher : public QObject
{
    Q_OBJECT
private slots:
    void countsSignals_data();
    void countsSignals();
    void forwardsUnhandledSignals_data() { countsSignals_data(); }
    void forwardsUnhandledSignals();
    void theThirdEndsTheProgram();
    void theSecondEndsAProgramThatDoesNotListen();
    void secondSignalEndsAProgramWithoutListener();
    void secondSignalIsLeftToItsHandler();
    void leavesHangupIgnoredAsNohupMakesIt();
    void cleanup() { const SignalWatcher patientAgain; }
};

void TestSignalWatcher::countsSignals_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("INT") << SIGINT;
    QTest::newRow("TERM") << SIGTERM;
    QTest::newRow("HUP") << SIGHUP;
}

void TestSignalWatcher::countsSignals()
{
    QFETCH(const int, number);
    SignalWatcher watcher;
    QSignalSpy interrupted(&watcher, &SignalWatcher::interrupted);
    raise(number);
    QTRY_COMPARE(interrupted.size(), 1);
    raise(number);
    QTRY_COMPARE(interrupted.size(), 2);
    QCOMPARE(interrupted[0][0].toInt(), 1);
    QCOMPARE(interrupted[1][0].toInt(), 2);
}

// Between two event loops: the program must not continue as if there had been no signal.
void TestSignalWatcher::forwardsUnhandledSignals()
{
    QFETCH(const int, number);
    const pid_t child = fork();
    if (child == 0) {
        {
            const SignalWatcher watcher;
            raise(number);
        }
        _exit(0);
    }
    QVERIFY(child > 0);
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY2(WIFSIGNALED(status), "it went on");
    QCOMPARE(WTERMSIG(status), number);
}

void TestSignalWatcher::theThirdEndsTheProgram()
{
    QCOMPARE(exitCodeAfter([] {
                 static const SignalWatcher watcher;
                 raise(SIGINT);
                 raise(SIGTERM);
                 raise(SIGINT);
                 _exit(0);
             }),
             int(StoppedByUser));
}

void TestSignalWatcher::theSecondEndsAProgramThatDoesNotListen()
{
    QCOMPARE(exitCodeAfter([] {
                 static const SignalWatcher watcher;
                 raise(SIGINT);
                 raise(SIGINT);
             }),
             int(StoppedByUser));
}

// A program may be blocked by its own threads as it exits.
void TestSignalWatcher::secondSignalEndsAProgramWithoutListener()
{
    QCOMPARE(exitCodeAfter([] {
                 SignalWatcher watcher;
                 QSignalSpy interrupted(&watcher, &SignalWatcher::interrupted);
                 raise(SIGINT);
                 raise(SIGINT);
                 while (interrupted.isEmpty())
                     QCoreApplication::processEvents();
             }),
             int(StoppedByUser));
}

void TestSignalWatcher::secondSignalIsLeftToItsHandler()
{
    SignalWatcher watcher;
    QSignalSpy interrupted(&watcher, &SignalWatcher::interrupted);
    raise(SIGINT);
    raise(SIGINT);
    QTRY_VERIFY(!interrupted.isEmpty());
    QCOMPARE(interrupted.last()[0].toInt(), 2);
    raise(SIGALRM); // repeats from now on
    QCOMPARE(interrupted.last()[0].toInt(), 2);
}

void TestSignalWatcher::leavesHangupIgnoredAsNohupMakesIt()
{
    std::signal(SIGHUP, SIG_IGN);
    {
        SignalWatcher watcher;
        QSignalSpy interrupted(&watcher, &SignalWatcher::interrupted);
        raise(SIGHUP);
        raise(SIGTERM); // arrives after it
        QTRY_COMPARE(interrupted.size(), 1);
        QCOMPARE(interrupted[0][0].toInt(), 1);
    }
    QVERIFY(std::signal(SIGHUP, SIG_DFL) == SIG_IGN);
}

LOADSTONE_TEST(TestSignalWatcher, QCoreApplication)
#include "tst_signalwatcher.moc"
