// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadgenerator.h"
#include "core/load/threadcpu.h"
#include "core/rpc/rpcchannel.h"
#include "tests/support/rpcserver.h"

#include <QSignalSpy>
#include <QTest>

#include <numeric>

using namespace loadstone;

namespace
{

constexpr int deadlineMs = 20'000;

/// A load of `requests` calls of one method.
LoadSpec callsOf(const QUrl &url, int users, qint64 requests)
{
    LoadSpec spec;
    spec.baseUrl = url;
    RequestTemplate request;
    request.name = QStringLiteral("index");
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
    void aLoadOfUnknownMethodsDoesNotBegin();

private:
    SystemClock m_clock;
};

void TestGrpcLoad::threadsShareTheChannelToo()
{
    const RpcServer server(RpcAnswer{QStringLiteral("ready")});
    LoadGenerator generator(m_clock);
    QSignalSpy finished(&generator, &LoadGenerator::finished);
    generator.start(callsOf(server.url(), 8, 200));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, deadlineMs);
    QCOMPARE(server.connections(), 1);
}

void TestGrpcLoad::countsAgreeWithTheServer()
{
    const RpcServer server([](const RpcSeen &seen) {
        return seen.number % 10 == 9 ? RpcAnswer{QStringLiteral("full"), 8}
                                     : RpcAnswer{QStringLiteral("ready")};
    });
    LoadGenerator generator(m_clock);
    QSignalSpy finished(&generator, &LoadGenerator::finished);
    LoadSpec spec = callsOf(server.url(), 50, 2'000);
    spec.connection.sharesChannel = false;
    generator.start(spec);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, deadlineMs);
    const auto result = finished.first().first().value<LoadResult>();
    QVERIFY2(result.error.isEmpty(), qPrintable(result.error));
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
    const auto watched = [this] {
        ThreadCpuWatch watch;
        watch.sample(m_clock.now());
        return watch.samples().back().used.size();
    };
    QTRY_COMPARE(watched(), size_t(0));
    const RpcThreads threads;
    // Though they are older than the watch.
    QTRY_VERIFY(watched() > 0);
}

void TestGrpcLoad::aLoadOfUnknownMethodsDoesNotBegin()
{
    LoadGenerator generator(m_clock);
    QSignalSpy finished(&generator, &LoadGenerator::finished);
    LoadSpec spec = callsOf(QUrl(QStringLiteral("http://127.0.0.1:1")), 1, 1);
    spec.requests.front().path = "/MyApp/indx";
    generator.start(spec);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, deadlineMs);
    QCOMPARE(finished.first().first().value<LoadResult>().error,
             QStringLiteral("There is no gRPC method \"/MyApp/indx\". Did you mean \"/MyApp/index\"?"));
}

QTEST_GUILESS_MAIN(TestGrpcLoad)
#include "tst_grpcload.moc"
