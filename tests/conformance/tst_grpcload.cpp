// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadgenerator.h"
#include "core/load/threadcpu.h"
#include "core/rpc/rpcchannel.h"
#include "core/rpc/rpcinbox.h"
#include "tests/support/rpcserver.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

#include <map>
#include <mutex>
#include <numeric>
#include <set>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr int deadlineMs = 20'000;

/// A load of `requests` calls of one method.
LoadSpec makeCalls(const QUrl &url, int users, qint64 requests)
{
    LoadSpec spec;
    spec.baseUrl = url;
    RequestTemplate request;
    request.name = u"index"_s;
    request.path = "/MyApp/index";
    request.expect.body = R"({"text":"ready"})";
    spec.requests = {request};
    spec.load.users = users;
    spec.load.duration.reset();
    spec.load.requests = requests;
    spec.connection.engine = grpcEngine();
    spec.connection.threads = 2;
    return spec;
}

} // namespace

/// The load generator over gRPC.
class TestGrpcLoad : public QObject
{
    Q_OBJECT
private slots:
    void threadsShareTheChannelToo();
    void countsAgreeWithTheServer();
    void cpuOfGrpcsThreadsIsCounted();
    void aCallGivenUpLeavesTheThreadsAlone();
    void refusesUnknownMethods();
    void callsFollowAScenario();

private:
    std::map<pid_t, Nanoseconds> grpcThreads() const
    {
        ThreadCpuWatch watch;
        watch.sample(m_clock.now());
        return watch.history().samples().back().used;
    }

    SystemClock m_clock;
};

void TestGrpcLoad::threadsShareTheChannelToo()
{
    const RpcServer server(RpcAnswer{u"ready"_s});
    LoadGenerator generator(m_clock);
    QSignalSpy finished(&generator, &LoadGenerator::finished);
    generator.start(makeCalls(server.url(), 8, 200));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, deadlineMs);
    QCOMPARE(server.connections(), 1);
}

void TestGrpcLoad::countsAgreeWithTheServer()
{
    const RpcServer server([](const RpcSeen &seen) {
        return seen.number % 10 == 9 ? RpcAnswer{u"full"_s, 8} : RpcAnswer{u"ready"_s};
    });
    LoadGenerator generator(m_clock);
    QSignalSpy finished(&generator, &LoadGenerator::finished);
    LoadSpec spec = makeCalls(server.url(), 50, 2'000);
    spec.connection.sharesChannel = false;
    generator.start(spec);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, deadlineMs);
    const auto result = finished.first().first().value<LoadResult>();
    QVERIFY2(result.error.isEmpty(), qPrintable(result.error.english()));
    const EndpointMetrics total = result.measured.total();
    QCOMPARE(std::accumulate(total.counts.begin(), total.counts.end(), qint64(0)), qint64(2'000));
    QCOMPARE(server.requests(), 2'000);
    QCOMPARE(total.ok(), qint64(1'800));
    QCOMPARE(total.counts.at(static_cast<size_t>(OutcomeClass::GrpcStatus)), qint64(200));
    QCOMPARE(total.connectionsOpened, qint64(50));
    QCOMPARE(server.connections(), 50);
    QCOMPARE(result.measured.failures.front().status, 8);
}

void TestGrpcLoad::cpuOfGrpcsThreadsIsCounted()
{
    const auto anybody = RpcChannel::open(u"127.0.0.1"_s, 1);
    // Although they are older than the watch.
    QTRY_VERIFY(!grpcThreads().empty());
}

void TestGrpcLoad::aCallGivenUpLeavesTheThreadsAlone()
{
    const auto idsNow = [this] {
        std::set<pid_t> ids;
        for (const auto &[id, used] : grpcThreads())
            ids.insert(id);
        return ids;
    };
    const RpcRequest request{"/MyApp/index", "", {}, std::chrono::seconds(5)};
    std::set<pid_t> ids;
    std::weak_ptr<RpcCall> givenUp;
    {
        const RpcServer server(RpcAnswer{{}, 0, 0, true});
        const RpcInbox inbox;
        const auto channel = RpcChannel::open(u"127.0.0.1"_s, server.port());
        givenUp = channel->call(request, m_clock, inbox, [](const RpcReply &) {});
        QTRY_COMPARE(server.requests(), 1);
        ids = idsNow();
        QVERIFY(!ids.empty());
    }
    // Its last owner is the thread that ends it.
    QTRY_VERIFY(givenUp.expired());
    const RpcServer server(RpcAnswer{u"ready"_s});
    const RpcInbox inbox;
    const auto channel = RpcChannel::open(u"127.0.0.1"_s, server.port());
    bool isAnswered = false;
    const auto call =
        channel->call(request, m_clock, inbox, [&isAnswered](const RpcReply &) { isAnswered = true; });
    QTRY_VERIFY(isAnswered);
    QCOMPARE(idsNow(), ids);
}

void TestGrpcLoad::refusesUnknownMethods()
{
    LoadGenerator generator(m_clock);
    QSignalSpy finished(&generator, &LoadGenerator::finished);
    LoadSpec spec = makeCalls(QUrl(u"http://127.0.0.1:1"_s), 1, 1);
    spec.requests.front().path = "/MyApp/indx";
    generator.start(spec);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, deadlineMs);
    QCOMPARE(finished.first().first().value<LoadResult>().error,
             u"There is no gRPC method \"/MyApp/indx\". Did you mean \"/MyApp/index\"?"_s);
}

void TestGrpcLoad::callsFollowAScenario()
{
    // Each login returns a token; every call must send its token and a unique number.
    std::mutex mutex;
    std::set<int> shown;
    const RpcServer server([&](const RpcSeen &seen) {
        if (seen.method == "/MyApp/index")
            return RpcAnswer{u"token"_s};
        const std::lock_guard lock(mutex);
        const bool isNew = shown.insert(seen.num).second;
        const bool isMember = seen.metadata.value("x-token") == "token";
        return RpcAnswer{isMember && isNew ? u"done"_s : u"refused"_s};
    });
    LoadGenerator generator(m_clock);
    QSignalSpy finished(&generator, &LoadGenerator::finished);
    LoadSpec spec = makeCalls(server.url(), 5, 300);
    spec.scenario.login = spec.requests.first();
    spec.scenario.login->expect = {};
    spec.scenario.login->expect.json = {{u"/text"_s, u"token"_s}};
    spec.scenario.login->captures = {{u"token"_s, Capture::From::Json, u"/text"_s}};
    Variable number{u"n"_s, 1, 1'000'000};
    number.kind = Variable::Kind::Sequence;
    spec.variables = {number};
    RequestTemplate &call = spec.requests.first();
    call.path = "/MyApp/cpu_bound";
    call.body = R"({"num": {n}})";
    call.headers = {{"X-Token", "{token}"}};
    call.expect = {};
    call.expect.json = {{u"/text"_s, u"done"_s}};
    RequestTemplate wrong = call;
    wrong.name = u"wrong"_s;
    wrong.expect.json.first().value = u"else"_s;
    spec.requests.append(wrong);
    spec.scenario.order = Scenario::Order::Sequence;
    generator.start(spec);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, deadlineMs);
    const auto result = finished.first().first().value<LoadResult>();
    QVERIFY2(result.error.isEmpty(), qPrintable(result.error.english()));
    QCOMPARE(result.measured.login->requests.ok(), 5);
    QCOMPARE(result.measured.endpoints.at(0).ok(), result.measured.endpoints.at(0).started);
    QCOMPARE(result.measured.endpoints.at(1).counts[size_t(OutcomeClass::WrongBody)],
             result.measured.endpoints.at(1).started);
    QCOMPARE(result.measured.total().started, 300);
    QCOMPARE(result.measured.failures.size(), 1);
    QCOMPARE(result.measured.failures.first().example, u"/text is \"done\" instead of \"else\""_s);
    QCOMPARE(shown.size(), size_t(300));
    QCOMPARE(*shown.rbegin(), 300);
}

LOADSTONE_TEST(TestGrpcLoad, QCoreApplication)
#include "tst_grpcload.moc"
