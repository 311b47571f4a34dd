// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/grpc/grpcoutcome.h"
#include "tests/conformance/engineload.h"
#include "tests/support/blackhole.h"
#include "tests/support/rpcserver.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testmain.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cerrno>
#include <cstring>

using namespace Qt::StringLiterals;

using namespace loadstone;
using namespace std::chrono_literals;

namespace
{

constexpr int deadlineMs = 20'000;
constexpr int requestsPerCase = 4;
constexpr int manyBytes = 8 * 1024 * 1024;
/// The first bytes of an HTTP/2 server: an empty SETTINGS frame.
const QByteArray settings("\x00\x00\x00\x04\x00\x00\x00\x00\x00", 9);

RequestTemplate calling(const QByteArray &method, const QByteArray &message = {})
{
    RequestTemplate request;
    request.path = method;
    request.body = message;
    return request;
}

RequestTemplate expecting(const QByteArray &json)
{
    RequestTemplate request = calling("/MyApp/index");
    request.expect.body = json;
    return request;
}

RequestTemplate makeHashExpectation(const QByteArray &message)
{
    RequestTemplate request = calling("/MyApp/index");
    request.expect.bodySha256 = QCryptographicHash::hash(message, QCryptographicHash::Sha256).toHex();
    return request;
}

RequestTemplate expectingLength(qint64 length)
{
    RequestTemplate request = calling("/MyApp/index");
    request.expect.bodyLength = length;
    return request;
}

qsizetype countMatching(const std::vector<Outcome> &outcomes, OutcomeClass outcomeClass)
{
    return std::count_if(outcomes.begin(), outcomes.end(), [outcomeClass](const Outcome &outcome) {
        return outcome.outcomeClass == outcomeClass;
    });
}

qsizetype opened(const std::vector<Outcome> &outcomes)
{
    return std::count_if(outcomes.begin(), outcomes.end(),
                         [](const Outcome &outcome) { return outcome.openedConnection; });
}

} // namespace

/// The contract of every engine, applied to the gRPC engine.
class TestGrpcTransport : public QObject
{
    Q_OBJECT
private slots:
    void responsesAreClassified_data();
    void responsesAreClassified();
    void brokenConnectionsAreClassed_data();
    void brokenConnectionsAreClassed();
    void shortagesHaveTheSystemsMessage_data();
    void shortagesHaveTheSystemsMessage();
    void nameWithoutAddress();
    void reportsRefusedConnects();
    void deadlineWhileWaiting();
    void deadlineWhileConnecting();
    void aServerThatDiesFailsAllRunningCalls();
    void comesBackWithTheServer();
    void abortEndsAllAsCancelled();
    void connectionsAreSharedOrNot_data();
    void connectionsAreSharedOrNot();
    void sendsOnlyTheRequest();
    void theHostIsSentAsWritten_data();
    void theHostIsSentAsWritten();
    void variablesChangeTheMessage();
    void aMessageThatDoesNotFitFailsAlone();

private:
    std::unique_ptr<EngineLoad> loadOn(const QUrl &url, std::chrono::milliseconds timeout = 15s,
                                       bool sharesChannel = true, bool reuse = true) const
    {
        Connection connection;
        connection.engine = grpcEngine();
        connection.timeout = timeout;
        connection.sharesChannel = sharesChannel;
        connection.reuse = reuse;
        return std::make_unique<EngineLoad>(connection, url);
    }
};

void TestGrpcTransport::responsesAreClassified_data()
{
    using enum OutcomeClass;
    QTest::addColumn<RpcAnswer>("answer");
    QTest::addColumn<RequestTemplate>("request");
    QTest::addColumn<OutcomeClass>("outcomeClass");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("bytes");
    const RequestTemplate plain = calling("/MyApp/index");
    const RpcAnswer ready{u"ready"_s};
    QTest::newRow("a response") << ready << plain << Ok << 0 << 7;
    QTest::newRow("of another method")
        << ready << calling("/MyApp/cpu_bound", R"({"num":3})") << Ok << 0 << 7;
    QTest::newRow("a response without fields") << RpcAnswer{} << plain << Ok << 0 << 0;
    QTest::newRow("the expected response") << ready << expecting(R"({"text":"ready"})") << Ok << 0 << 7;
    QTest::newRow("the expected empty response") << RpcAnswer{} << expecting("{}") << Ok << 0 << 0;
    QTest::newRow("the expected length") << ready << expectingLength(7) << Ok << 0 << 7;
    QTest::newRow("the expected hash") << ready << makeHashExpectation("\x0a\x05ready") << Ok << 0 << 7;
    QTest::newRow("another hash") << ready << makeHashExpectation("\x0a\x05reads") << WrongBody << 0 << 7;
    QTest::newRow("another response") << ready << expecting(R"({"text":"reads"})") << WrongBody << 0 << 7;
    QTest::newRow("another length") << ready << expectingLength(6) << WrongBody << 0 << 7;
    QTest::newRow("late") << RpcAnswer{u"ready"_s, 0, 30} << plain << Ok << 0 << 7;
    QTest::newRow("big") << RpcAnswer{QString(manyBytes, u'x')} << plain << Ok << 0 << manyBytes + 5;
    for (int status = 1; status <= 16; ++status)
        QTest::addRow("status %d", status)
            << RpcAnswer{u"why"_s, status} << plain << GrpcStatus << status << 0;
    QTest::newRow("status without message") << RpcAnswer{{}, 5} << plain << GrpcStatus << 5 << 0;
    // gRPC's own messages about connections prove nothing if a server sends them.
    QTest::newRow("a server that speaks of sockets")
        << RpcAnswer{u"Its socket closed"_s, 14} << plain << GrpcStatus << 14 << 0;
    QTest::newRow("a server that speaks of refusals")
        << RpcAnswer{u"Connection refused"_s, 14} << plain << GrpcStatus << 14 << 0;
}

void TestGrpcTransport::responsesAreClassified()
{
    QFETCH(RpcAnswer, answer);
    QFETCH(RequestTemplate, request);
    QFETCH(OutcomeClass, outcomeClass);
    QFETCH(int, status);
    QFETCH(int, bytes);
    const RpcServer server(answer);
    const auto load = loadOn(server.url());
    const std::vector<Outcome> outcomes = load->send(request, requestsPerCase);

    QCOMPARE(outcomes.size(), size_t(requestsPerCase));
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == outcomeClass, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.status, status);
        QCOMPARE(outcome.bytesReceived, qint64(bytes));
        QCOMPARE(outcome.example.isEmpty(), !isFailure(outcomeClass));
    }
    QCOMPARE(server.requests(), requestsPerCase);
    QCOMPARE(server.connections(), 1);
    QCOMPARE(opened(outcomes), 1);
    const auto waited = outcomes.back().phases.at(static_cast<size_t>(RequestPhase::Wait));
    if (outcomeClass == OutcomeClass::Ok)
        QVERIFY(waited && *waited >= std::chrono::milliseconds(answer.delayMs));
}

void TestGrpcTransport::brokenConnectionsAreClassed_data()
{
    using enum OutcomeClass;
    QTest::addColumn<Script>("script");
    QTest::addColumn<OutcomeClass>("outcomeClass");
    QTest::addColumn<RequestPhase>("phase");
    const RequestPhase connect = RequestPhase::Connect;
    const RequestPhase wait = RequestPhase::Wait;
    QTest::newRow("garbage") << script::send("this is not what you think it is\r\n\r\n") << Protocol
                             << connect;
    QTest::newRow("an HTTP/1.1 server") << script::respond("hello") << Protocol << connect;
    QTest::newRow("closed before any byte") << script::close() << ClosedEarly << connect;
    QTest::newRow("reset before any byte") << script::reset() << Reset << connect;
    QTest::newRow("silence") << script::hang() << ConnectTimeout << connect;
    QTest::newRow("closed before the response")
        << script::send(settings) + script::delayed(100, script::close()) << ClosedEarly << wait;
    QTest::newRow("reset before the response")
        << script::send(settings) + script::delayed(100, script::reset()) << Reset << wait;
    QTest::newRow("silence after the greeting") << script::send(settings) + script::hang() << Timeout << wait;
}

void TestGrpcTransport::brokenConnectionsAreClassed()
{
    QFETCH(Script, script);
    QFETCH(OutcomeClass, outcomeClass);
    QFETCH(RequestPhase, phase);
    // An HTTP/1 server reads the HTTP/2 preface as two requests.
    const ScriptedServer server(
        [script](const ScriptedRequest &request) { return request.onConnection == 0 ? script : Script(); });
    // Only cases that end by the deadline may reach it, and only in the expected phase.
    const bool endsByDeadline =
        outcomeClass == OutcomeClass::Timeout || outcomeClass == OutcomeClass::ConnectTimeout;
    const auto load = loadOn(server.url(), endsByDeadline ? 1500ms : 15s);
    const RequestTemplate request = calling("/MyApp/index");
    const std::vector<Outcome> outcomes = load->send(request);
    QVERIFY2(outcomes.front().outcomeClass == outcomeClass, qPrintable(describe(outcomes)));
    QCOMPARE(outcomes.front().diedIn, phase);
    QCOMPARE(outcomes.front().status, 0);
    QVERIFY(!outcomes.front().example.isEmpty());
}

void TestGrpcTransport::shortagesHaveTheSystemsMessage_data()
{
    using enum OutcomeClass;
    QTest::addColumn<int>("error");
    QTest::addColumn<OutcomeClass>("outcomeClass");
    QTest::newRow("EMFILE") << EMFILE << FdUnavailable;
    QTest::newRow("ENFILE") << ENFILE << FdUnavailable;
    QTest::newRow("EADDRNOTAVAIL") << EADDRNOTAVAIL << PortUnavailable;
    QTest::newRow("ECONNREFUSED") << ECONNREFUSED << Refused;
    QTest::newRow("ETIMEDOUT") << ETIMEDOUT << ConnectTimeout;
    QTest::newRow("ECONNRESET") << ECONNRESET << Reset;
    QTest::newRow("EPIPE") << EPIPE << Reset;
}

void TestGrpcTransport::shortagesHaveTheSystemsMessage()
{
    QFETCH(int, error);
    QFETCH(OutcomeClass, outcomeClass);
    RpcReply reply;
    reply.status = 14;
    reply.message = u"failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:80: %1"_s.arg(
        QString::fromLocal8Bit(std::strerror(error)));
    QCOMPARE(classifyFailedCall(reply, 1ms, 3s), outcomeClass);
}

void TestGrpcTransport::nameWithoutAddress()
{
    const auto load = loadOn(QUrl(u"http://nothing.invalid:80"_s), 15s);
    const RequestTemplate request = calling("/MyApp/index");
    const std::vector<Outcome> outcomes = load->send(request, 2);
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Dns, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.diedIn, RequestPhase::Connect);
        QVERIFY(outcome.example.contains(u"nothing.invalid"_s));
    }
}

void TestGrpcTransport::reportsRefusedConnects()
{
    auto server = std::make_unique<RpcServer>(RpcAnswer{});
    const QUrl url = server->url();
    server.reset();
    const auto load = loadOn(url);
    const RequestTemplate request = calling("/MyApp/index");
    const std::vector<Outcome> outcomes = load->send(request, 5);
    for (const Outcome &outcome : outcomes) {
        QVERIFY2(outcome.outcomeClass == OutcomeClass::Refused, qPrintable(describe(outcomes)));
        QCOMPARE(outcome.diedIn, RequestPhase::Connect);
        QVERIFY(!outcome.openedConnection);
    }
}

void TestGrpcTransport::deadlineWhileWaiting()
{
    RpcAnswer silence;
    silence.hangs = true;
    const RpcServer server(silence);
    // Enough time to connect on a busy machine.
    const auto load = loadOn(server.url(), 1500ms);
    const RequestTemplate request = calling("/MyApp/io_bound");
    QElapsedTimer time;
    time.start();
    const std::vector<Outcome> outcomes = load->send(request);
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::Timeout, qPrintable(describe(outcomes)));
    QCOMPARE(outcomes.front().diedIn, RequestPhase::Wait);
    QVERIFY(time.elapsed() >= 1500);
    QVERIFY(time.elapsed() < 5'000);
    QCOMPARE(server.requests(), 1);
}

void TestGrpcTransport::deadlineWhileConnecting()
{
    const BlackHole hole;
    const auto load = loadOn(hole.url(), 300ms);
    const RequestTemplate request = calling("/MyApp/index");
    const std::vector<Outcome> outcomes = load->send(request);
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::ConnectTimeout, qPrintable(describe(outcomes)));
    QCOMPARE(outcomes.front().diedIn, RequestPhase::Connect);
}

void TestGrpcTransport::aServerThatDiesFailsAllRunningCalls()
{
    constexpr int users = 20;
    RpcAnswer silence;
    silence.hangs = true;
    RpcServer server(silence);
    const auto load = loadOn(server.url());
    const RequestTemplate request = calling("/MyApp/io_bound");
    load->start(request, 1, users);
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), users, deadlineMs);
    server.die();
    QVERIFY(load->waitForEnd());
    const std::vector<Outcome> outcomes = load->outcomes();
    QCOMPARE(outcomes.size(), size_t(users));
    for (const Outcome &outcome : outcomes)
        QVERIFY2(isFailure(outcome.outcomeClass) && outcome.outcomeClass != OutcomeClass::Timeout,
                 qPrintable(describe(outcomes)));
    // No hidden retries.
    QCOMPARE(server.requests(), users);
}

void TestGrpcTransport::comesBackWithTheServer()
{
    ScriptedServer dead(script::close());
    const auto load = loadOn(dead.url());
    const RequestTemplate request = calling("/MyApp/index");
    load->spec.requests = {request};
    load->pause(5ms);
    load->start();
    QTRY_VERIFY_WITH_TIMEOUT(!load->outcomes().empty(), deadlineMs);
    QVERIFY(isFailure(load->outcomes().front().outcomeClass));
    const int before = dead.connections();
    // Reconnects soon, rather than after gRPC's default of one, two, then three seconds: over 4 s at least.
    QElapsedTimer time;
    time.start();
    QTRY_VERIFY_WITH_TIMEOUT(dead.connections() >= before + 3, deadlineMs);
    QVERIFY2(time.elapsed() < 3'000, qPrintable(QString::number(time.elapsed())));
}

void TestGrpcTransport::abortEndsAllAsCancelled()
{
    constexpr int users = 20;
    RpcAnswer silence;
    silence.hangs = true;
    const RpcServer server(silence);
    auto load = loadOn(server.url());
    const RequestTemplate request = calling("/MyApp/io_bound");
    load->start(request, 1, users);
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), users, deadlineMs);
    load->cutOff();
    QVERIFY(load->waitForEnd());
    QCOMPARE(countMatching(load->outcomes(), OutcomeClass::Cancelled), users);
}

void TestGrpcTransport::connectionsAreSharedOrNot_data()
{
    QTest::addColumn<bool>("sharesChannel");
    QTest::addColumn<bool>("reuse");
    QTest::addColumn<int>("connections");
    QTest::newRow("one for all") << true << true << 1;
    QTest::newRow("one for each user") << false << true << 8;
    QTest::newRow("one for each call") << false << false << 40;
    QTest::newRow("one for each call, whatever is shared") << true << false << 40;
}

void TestGrpcTransport::connectionsAreSharedOrNot()
{
    QFETCH(bool, sharesChannel);
    QFETCH(bool, reuse);
    QFETCH(int, connections);
    const RpcServer server(RpcAnswer{u"ready"_s, 0, 5});
    const auto load = loadOn(server.url(), 15s, sharesChannel, reuse);
    const RequestTemplate request = calling("/MyApp/index");
    const std::vector<Outcome> outcomes = load->send(request, 5, 8);
    QVERIFY2(countMatching(outcomes, OutcomeClass::Ok) == 40, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), connections);
    QCOMPARE(opened(outcomes), connections);
}

void TestGrpcTransport::sendsOnlyTheRequest()
{
    const RpcServer server(RpcAnswer{u"ready"_s});
    const auto load = loadOn(server.url());
    RequestTemplate request = calling("/MyApp/cpu_bound", R"({"num":7})");
    request.headers = {{"X-Own", "value"}, {"X-Twice", "1"}, {"x-TWICE", "2"}, {"X-Empty", ""}};
    const std::vector<Outcome> outcomes = load->send(request);
    const RpcSeen seen = server.lastRequest();
    QCOMPARE(seen.method, QByteArray("/MyApp/cpu_bound"));
    QCOMPARE(seen.num, 7);
    QCOMPARE(seen.metadata.value("x-own"), QByteArray("value"));
    QCOMPARE(seen.metadata.values("x-twice").size(), 2);
    QVERIFY(seen.metadata.contains("x-twice", "1") && seen.metadata.contains("x-twice", "2"));
    QVERIFY(seen.metadata.contains("x-empty", ""));
    QVERIFY(seen.metadata.value("user-agent").startsWith("Loadstone/"));
    QCOMPARE(seen.metadata.size(), 5);
}

void TestGrpcTransport::theHostIsSentAsWritten_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("host");
    QTest::newRow("address") << "127.0.0.1"
                             << "127.0.0.1";
    QTest::newRow("localhost") << "127.0.0.1"
                               << "localhost";
    QTest::newRow("localhost of IPv6 alone") << "[::1]"
                                             << "localhost";
    QTest::newRow("IPv6") << "[::1]"
                          << "[::1]";
    QTest::newRow("unspecified") << "127.0.0.1"
                                 << "0.0.0.0";
    QTest::newRow("unspecified of IPv6") << "[::1]"
                                         << "[::]";
}

void TestGrpcTransport::theHostIsSentAsWritten()
{
    QFETCH(QString, address);
    QFETCH(QString, host);
    const RpcServer server(RpcAnswer{u"ready"_s}, address);
    const QString authority = u"%1:%2"_s.arg(host).arg(server.port());
    const auto load = loadOn(QUrl(u"http://"_s + authority));
    const RequestTemplate request = calling("/MyApp/index", "{}");
    const std::vector<Outcome> outcomes = load->send(request, 3);
    QVERIFY2(countMatching(outcomes, OutcomeClass::Ok) == 3, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), 1);
    QCOMPARE(server.lastRequest().authority, authority.toLatin1());
}

void TestGrpcTransport::variablesChangeTheMessage()
{
    QList<int> seen; // one call at a time
    const RpcServer server([&seen](const RpcSeen &call) {
        seen.append(call.num);
        return RpcAnswer{QString::number(call.num)};
    });
    const auto load = loadOn(server.url());
    const RequestTemplate request = calling("/MyApp/io_bound", R"({"num": {n}})");
    load->vary(u"n"_s, {"3", "3", "4", "0"});
    const std::vector<Outcome> outcomes = load->send(request, 4);
    QVERIFY2(countMatching(outcomes, OutcomeClass::Ok) == 4, qPrintable(describe(outcomes)));
    QCOMPARE(seen, (QList<int>{3, 3, 4, 0}));
}

void TestGrpcTransport::aMessageThatDoesNotFitFailsAlone()
{
    const RpcServer server(RpcAnswer{u"ready"_s});
    const auto load = loadOn(server.url());
    const RequestTemplate request = calling("/MyApp/index", R"({"num": 2147483648})");
    const std::vector<Outcome> outcomes = load->send(request, 2);
    QCOMPARE(countMatching(outcomes, OutcomeClass::Protocol), 2);
    QVERIFY(outcomes.front().example.contains(u"MyAppRequest"));
    QCOMPARE(server.requests(), 0);
}

LOADSTONE_TEST(TestGrpcTransport, QCoreApplication)
#include "tst_grpctransport.moc"
