// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the native engine that need no network.
#include "core/load/native/nativeruntime.h"
#include "core/load/native/requestwriter.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <stdexcept>
#include <thread>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

/// Records when it was called, and ends the loop after the last call.
class Noting final : public TimerHandler
{
public:
    Noting(Reactor &reactor, std::vector<int> &order, int number, int last)
        : m_reactor(reactor), m_order(order), m_number(number), m_last(last)
    {
    }
    void onDue(TimePoint now) override
    {
        calledAt = now;
        m_order.push_back(m_number);
        if (static_cast<int>(m_order.size()) == m_last)
            m_reactor.end();
    }
    TimePoint calledAt;

private:
    Reactor &m_reactor;
    std::vector<int> &m_order;
    int m_number;
    int m_last;
};

Task throwing()
{
    throw std::runtime_error("no luck");
    co_return;
}

Task awaiting(bool *isCaught)
{
    try {
        co_await throwing();
    } catch (const std::runtime_error &) {
        *isCaught = true;
    }
}

Task sleeping(NativeRuntime *runtime, Reactor *reactor, TimePoint until, std::vector<bool> *slept)
{
    NativeRuntime::Sleep sleep(*runtime);
    const bool isSlept = co_await sleep.until(until);
    slept->push_back(isSlept);
    reactor->end();
}

Task wakingOther(NativeRuntime *runtime, NativeRuntime::Sleep **other)
{
    NativeRuntime::Sleep sleep(*runtime);
    co_await sleep.until(Reactor::now() + 5ms);
    (*other)->wake();
}

Task wokenByOther(NativeRuntime *runtime, Reactor *reactor, NativeRuntime::Sleep **self, bool *isSlept)
{
    NativeRuntime::Sleep sleep(*runtime);
    *self = &sleep;
    *isSlept = co_await sleep.until(TimePoint::max());
    reactor->end();
}

QByteArray written(RequestWriter &writer, const PreparedRequest &request, bool closes = false)
{
    return QByteArray::fromStdString(std::string(writer.write(request, closes)));
}

} // namespace

class TestNativeParts : public QObject
{
    Q_OBJECT
private slots:
    void momentsComeInOrderAndNeverEarly();
    void aMomentCanBeMovedAndForgotten();
    void callsFromOtherThreadsArrive();
    void tasksRethrowExceptions();
    void framesAreUsedAgain();
    void sleepsEndInFullOrImmediately();
    void aSleepCanBeWokenByAnother();
    void writesRequests();
};

void TestNativeParts::momentsComeInOrderAndNeverEarly()
{
    constexpr int count = 200;
    Reactor reactor;
    std::vector<int> order;
    std::vector<std::unique_ptr<Noting>> all;
    const TimePoint begin = Reactor::now();
    std::vector<TimePoint> due;
    for (int i = 0; i < count; ++i) {
        const int place = i * 37 % count;
        due.push_back(begin + Microseconds(100 * place));
        all.push_back(std::make_unique<Noting>(reactor, order, place, count));
        reactor.wakeAt(due.back(), all.back().get());
    }
    reactor.run();
    QCOMPARE(order.size(), size_t(count));
    QVERIFY(std::is_sorted(order.begin(), order.end()));
    for (size_t i = 0; i < all.size(); ++i)
        QVERIFY(all[i]->calledAt >= due[i]);
}

void TestNativeParts::aMomentCanBeMovedAndForgotten()
{
    Reactor reactor;
    std::vector<int> order;
    Noting first(reactor, order, 1, 2);
    Noting second(reactor, order, 2, 2);
    Noting never(reactor, order, 3, 2);
    const TimePoint now = Reactor::now();
    reactor.wakeAt(now + 1ms, &first);
    reactor.wakeAt(now + 2ms, &second);
    reactor.wakeAt(now, &never);
    reactor.wakeAt(now + 3ms, &first);
    reactor.forget(&never);
    QVERIFY(!reactor.waits(&never));
    reactor.run();
    QCOMPARE(order, std::vector<int>({2, 1}));
}

void TestNativeParts::callsFromOtherThreadsArrive()
{
    constexpr int calls = 1'000;
    Reactor reactor;
    int arrived = 0;
    const std::thread::id here = std::this_thread::get_id();
    bool isHere = true;
    std::thread other([&] {
        for (int i = 0; i < calls; ++i)
            reactor.post([&] {
                isHere = isHere && std::this_thread::get_id() == here;
                if (++arrived == calls)
                    reactor.end();
            });
    });
    reactor.run();
    other.join();
    QCOMPARE(arrived, calls);
    QVERIFY(isHere);
}

void TestNativeParts::tasksRethrowExceptions()
{
    int emptied = 0;
    TaskScope scope([&emptied] { ++emptied; });
    bool isCaught = false;
    scope.launch(awaiting(&isCaught));
    QVERIFY(isCaught);
    QVERIFY(!scope.firstThrown());
    scope.launch(throwing());
    QVERIFY(scope.firstThrown());
    QCOMPARE(scope.liveCount(), 0);
    QCOMPARE(emptied, 2);
}

void TestNativeParts::framesAreUsedAgain()
{
    TaskScope scope;
    bool isCaught = false;
    scope.launch(awaiting(&isCaught));
    const std::size_t fresh = freshFrames();
    for (int i = 0; i < 1'000; ++i)
        scope.launch(awaiting(&isCaught));
    QCOMPARE(freshFrames(), fresh);
}

void TestNativeParts::sleepsEndInFullOrImmediately()
{
    Reactor reactor;
    const auto client = std::move(NativeClient::make(reactor, {}, QUrl(u"http://127.0.0.1:1"_s), {})).value();
    TaskScope scope;
    NativeRuntime runtime(reactor, *client, scope);
    std::vector<bool> slept;
    runtime.launch(sleeping(&runtime, &reactor, Reactor::now() + 2ms, &slept));
    reactor.run();
    runtime.launch(sleeping(&runtime, &reactor, Reactor::now() - 1h, &slept));
    QCOMPARE(slept.size(), size_t(1)); // the others first
    reactor.run();
    QCOMPARE(slept, std::vector<bool>({true, true}));
    runtime.launch(sleeping(&runtime, &reactor, TimePoint::max(), &slept));
    reactor.post([&runtime] { runtime.requestStop(); });
    reactor.run();
    QCOMPARE(slept.back(), false);
    runtime.launch(sleeping(&runtime, &reactor, Reactor::now() + 1h, &slept));
    QCOMPARE(slept.size(), size_t(4));
    QCOMPARE(scope.liveCount(), 0);
}

void TestNativeParts::aSleepCanBeWokenByAnother()
{
    Reactor reactor;
    const auto client = std::move(NativeClient::make(reactor, {}, QUrl(u"http://127.0.0.1:1"_s), {})).value();
    TaskScope scope;
    NativeRuntime runtime(reactor, *client, scope);
    NativeRuntime::Sleep *other = nullptr;
    bool isSlept = true;
    runtime.launch(wokenByOther(&runtime, &reactor, &other, &isSlept));
    runtime.launch(wakingOther(&runtime, &other));
    reactor.run();
    QVERIFY(!isSlept);
    QCOMPARE(scope.liveCount(), 0);
}

void TestNativeParts::writesRequests()
{
    RequestWriter writer("127.0.0.1:8000");
    RequestTemplate get;
    get.headers = {{"accept", "text/plain"}, {"X-Own", "1"}};
    const QByteArray expected =
        "GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nUser-Agent: Loadstone/" LOADSTONE_VERSION
        "\r\nAccept-Language: *\r\nAccept-Encoding: identity\r\nConnection: Keep-Alive\r\n"
        "accept: text/plain\r\nX-Own: 1\r\n\r\n";
    QCOMPARE(written(writer, {&get, "/a?b", {}, {}}), expected);
    QCOMPARE(written(writer, {&get, "/a?b", {}, {}}), expected);
    QVERIFY(written(writer, {&get, "/c", {}, {}}).startsWith("GET /c HTTP/1.1\r\n"));
    QVERIFY(written(writer, {&get, "/c", {}, {}}, true).contains("\r\nConnection: close\r\n"));
    QCOMPARE(written(writer, {&get, "/a?b", {}, {}}), expected);
    const QByteArray own = written(writer, {&get, "/a?b", {}, {{"X-Own", "2"}}});
    QVERIFY(own.contains("\r\nX-Own: 2\r\n") && own.contains("\r\nAccept: */*\r\n"));
    const QByteArray next = written(writer, {&get, "/a?b", {}, {{"X-Own", "3"}}});
    QVERIFY(next.contains("\r\nX-Own: 3\r\n") && !next.contains("X-Own: 2"));

    RequestTemplate post;
    post.method = "POST";
    QVERIFY(written(writer, {&post, "/", {}, {}}).endsWith("\r\nContent-Length: 0\r\n\r\n"));
    const QByteArray sent = written(writer, {&post, "/", "body", {}});
    QVERIFY(sent.endsWith("\r\nContent-Length: 4\r\n\r\nbody"));
    QVERIFY(sent.contains("\r\nContent-Type: application/octet-stream\r\n"));
    QVERIFY(written(writer, {&post, "/", "other", {}}).endsWith("\r\nContent-Length: 5\r\n\r\nother"));
}

LOADSTONE_TEST(TestNativeParts, QCoreApplication)
#include "tst_nativeparts.moc"
