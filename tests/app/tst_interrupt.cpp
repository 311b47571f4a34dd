// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/interrupt.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace loadstone;

class TestInterrupt : public QObject
{
    Q_OBJECT
private slots:
    void countsSignals_data();
    void countsSignals();
    void handsOnWhatNobodyHeard_data() { countsSignals_data(); }
    void handsOnWhatNobodyHeard();
    void leavesHangupIgnoredAsNohupMakesIt();
};

void TestInterrupt::countsSignals_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("INT") << SIGINT;
    QTest::newRow("TERM") << SIGTERM;
    QTest::newRow("HUP") << SIGHUP;
}

void TestInterrupt::countsSignals()
{
    QFETCH(const int, number);
    Interrupt interrupt;
    QSignalSpy interrupted(&interrupt, &Interrupt::interrupted);
    raise(number);
    QTRY_COMPARE(interrupted.size(), 1);
    raise(number);
    QTRY_COMPARE(interrupted.size(), 2);
    QCOMPARE(interrupted[0][0].toInt(), 1);
    QCOMPARE(interrupted[1][0].toInt(), 2);
}

// Between two event loops: the program must not go on as if nothing had been said.
void TestInterrupt::handsOnWhatNobodyHeard()
{
    QFETCH(const int, number);
    const pid_t child = fork();
    if (child == 0) {
        {
            const Interrupt interrupt;
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

void TestInterrupt::leavesHangupIgnoredAsNohupMakesIt()
{
    std::signal(SIGHUP, SIG_IGN);
    {
        Interrupt interrupt;
        QSignalSpy interrupted(&interrupt, &Interrupt::interrupted);
        raise(SIGHUP);
        raise(SIGTERM); // comes behind it
        QTRY_COMPARE(interrupted.size(), 1);
        QCOMPARE(interrupted[0][0].toInt(), 1);
    }
    QVERIFY(std::signal(SIGHUP, SIG_DFL) == SIG_IGN);
}

QTEST_GUILESS_MAIN(TestInterrupt)
#include "tst_interrupt.moc"
