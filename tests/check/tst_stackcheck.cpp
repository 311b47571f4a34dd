// SPDX-License-Identifier: GPL-3.0-or-later
// Checks stacks from launch to stop with a real process, valid and broken.
#include "core/check/stackcheck.h"
#include "core/server/processtree.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

constexpr int limitMs = 60'000;

Stack makeStack()
{
    Stack stack;
    stack.id = u"test"_s;
    stack.title = u"Test server"_s;
    stack.folder = QStringLiteral(SERVER_FOLDER);
    stack.command = {{{u"${program:python3}"_s, u"server.py"_s}, {}}};
    ParameterSpec mode{u"mode"_s, u"Mode"_s, u"What goes wrong."_s, {},       ParameterSpec::Type::Choice,
                       0,         0,         {u"good"_s},           u"good"_s};
    ParameterSpec backlog{
        u"backlog"_s, u"Backlog"_s, u"Accepts."_s, {}, ParameterSpec::Type::Integer, 1, 4096, {}, 64};
    stack.parameters = {mode, backlog};
    stack.presets = {Preset{u"tuned"_s, u"Tuned"_s, u"N"_s, {}}};
    stack.endpoints = {u"GET /"_s, u"GET /text"_s};
    stack.readiness = {"/", 200, "ready", Milliseconds(10'000)};
    stack.stop.grace = Milliseconds(1'500);
    return stack;
}

StackCheckResult::State checkState(const StackCheckResult &result) { return result.state; }

} // namespace

class StackCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void passesAValidServer();
    void reportsProblems_data();
    void reportsProblems();
    void presetOverrulesKeepAlive();
    void stopsInTheMiddle();
    void interruptsARequestWhenStopped();
    void killsADeafServerWhenStoppedTwice();
    void reportsAProgramThatCannotBeExecuted();
    void endsTheServerWhenDestroyed();

private:
    static StackCheckSpec spec(const QString &mode, const Stack &stack = makeStack())
    {
        ResolvedServer server;
        server.entry = {stack.id, u"tuned"_s, {}, {}, true};
        server.stack = stack;
        server.name = stack.title;
        server.parameters = {{u"mode"_s, mode}, {u"backlog"_s, 64}};
        return {server, {}, QStringLiteral(GUARD_PROGRAM)};
    }
    static StackCheckResult run(const StackCheckSpec &spec)
    {
        StackCheck check(spec);
        QSignalSpy finished(&check, &StackCheck::finished);
        check.start();
        if (finished.isEmpty() && !finished.wait(limitMs))
            return {};
        return finished.first().first().value<StackCheckResult>();
    }
};

void StackCheckTest::passesAValidServer()
{
    const StackCheckResult result = run(spec(u"good"_s));
    QVERIFY2(checkState(result) == StackCheckResult::State::Passed,
             qPrintable(result.problems().join(u'\n')));
    QStringList steps;
    for (const CheckStep &step : result.steps)
        steps << step.what;
    QCOMPARE(steps,
             QStringList({u"Start"_s, u"Backlog"_s, u"Loopback only"_s, u"GET /"_s, u"GET /text"_s,
                          u"Keeps connections"_s, u"200 simultaneous connections"_s, u"Clean stop"_s}));
    QCOMPARE(result.processes, 1);
    QCOMPARE(result.backlog, 64);
    QVERIFY(result.readyAfterS > 0);
    QCOMPARE(result.commandLine.last(), u"server.py"_s);
}

void StackCheckTest::reportsProblems_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("problem");
    QTest::newRow("body") << u"wrong-body"_s
                          << u"GET /text: the response has the body \"Hello world!\" instead of"_s;
    QTest::newRow("child") << u"leaves-child"_s << u"Clean stop: it exited with code 0"_s;
    QTest::newRow("signal") << u"ignores-signal"_s << u"Clean stop: it was ended by signal 9"_s;
    QTest::newRow("code") << u"wrong-code"_s << u"Clean stop: it exited with code 9"_s;
    QTest::newRow("backlog") << u"other-backlog"_s
                             << u"Backlog: the listening socket has 100, and 64 was requested."_s;
    QTest::newRow("addresses") << u"all-addresses"_s << u"Loopback only: it listens on 0.0.0.0:"_s;
    QTest::newRow("another port") << u"other-port"_s << u"Loopback only: it listens on 0.0.0.0:"_s;
    QTest::newRow("death") << u"dies-when-asked"_s << u": it exited with code 3 after"_s;
}

void StackCheckTest::reportsProblems()
{
    QFETCH(QString, mode);
    QFETCH(QString, problem);
    const StackCheckResult result = run(spec(mode));
    QCOMPARE(checkState(result), StackCheckResult::State::Failed);
    const QString problems = result.problems().join(u'\n');
    QVERIFY2(problems.contains(problem), qPrintable(problems));
}

void StackCheckTest::presetOverrulesKeepAlive()
{
    Stack stack = makeStack();
    stack.presets.first().keepsAlive = false;
    const StackCheckResult result = run(spec(u"good"_s, stack));
    QCOMPARE(checkState(result), StackCheckResult::State::Failed);
    QVERIFY(result.problems().first().startsWith(u"Closes connections: the connection was still open"_s));
}

void StackCheckTest::stopsInTheMiddle()
{
    StackCheck check(spec(u"never-ready"_s));
    QSignalSpy finished(&check, &StackCheck::finished);
    check.start();
    check.stop();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, limitMs);
    QCOMPARE(checkState(finished.first().first().value<StackCheckResult>()),
             StackCheckResult::State::Stopped);
}

// Otherwise it would take ten seconds.
void StackCheckTest::interruptsARequestWhenStopped()
{
    StackCheck check(spec(u"hangs-when-asked"_s));
    QSignalSpy finished(&check, &StackCheck::finished);
    check.start();
    QTRY_VERIFY_WITH_TIMEOUT(check.isChecking(), 20'000);
    check.stop();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 6'000);
    QCOMPARE(checkState(finished.first().first().value<StackCheckResult>()),
             StackCheckResult::State::Stopped);
}

void StackCheckTest::killsADeafServerWhenStoppedTwice()
{
    Stack stack = makeStack();
    stack.stop.grace = std::chrono::minutes(10);
    StackCheck check(spec(u"ignores-signal"_s, stack));
    QSignalSpy finished(&check, &StackCheck::finished);
    check.start();
    QTRY_VERIFY_WITH_TIMEOUT(check.isChecking(), 20'000);
    check.stop();
    QVERIFY(!finished.wait(300));
    check.stop(true);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 5'000);
}

void StackCheckTest::reportsAProgramThatCannotBeExecuted()
{
    Stack stack = makeStack();
    stack.command = {{{u"/nowhere/server"_s}, {}}};
    const StackCheckResult result = run(spec(u"good"_s, stack));
    QCOMPARE(checkState(result), StackCheckResult::State::Failed);
    const QString problems = result.problems().join(u'\n');
    QVERIFY2(problems.contains(u"Start: "_s) && problems.contains(u"/nowhere/server: No such file"_s),
             qPrintable(problems));
}

void StackCheckTest::endsTheServerWhenDestroyed()
{
    // Identified by a mark that only this test's server has.
    const std::string mark = "LOADSTONE_PARAM_MODE=never-ready";
    const auto isRunning = [&mark] {
        const ProcessTree tree;
        const std::vector<ProcessStat> below =
            tree.descendants(static_cast<int>(QCoreApplication::applicationPid()));
        return std::any_of(below.begin(), below.end(), [&](const ProcessStat &process) {
            return process.state != 'Z' && process.name.starts_with("python")
                && tree.hasEnvironment(process.pid, mark);
        });
    };
    auto check = std::make_unique<StackCheck>(spec(u"never-ready"_s));
    check->start();
    constexpr int patienceMs = 30'000; // on a loaded machine a Python takes five seconds to start
    QVERIFY(QTest::qWaitFor(isRunning, patienceMs));
    check.reset();
    QVERIFY(QTest::qWaitFor([&isRunning] { return !isRunning(); }, patienceMs));
}

LOADSTONE_TEST(StackCheckTest, QCoreApplication)
#include "tst_stackcheck.moc"
