// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/observedload.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

LoadSpec floodedSpec(const ScriptedServer &server, int users, const QString &engine = nativeEngine())
{
    LoadSpec spec;
    spec.connection.engine = engine;
    spec.connection.timeout = 60s;
    spec.baseUrl = server.url();
    RequestTemplate request;
    request.name = u"root"_s;
    spec.requests = {request};
    spec.load.users = users;
    spec.load.duration = 60s;
    spec.warmUp = 0ms;
    // Long enough for every response except the flood, even on a busy machine.
    spec.drain = 500ms;
    return spec;
}

/// The first connections get the flood, others get responses.
ScriptedServer::Handler floodingHandler(const QByteArray &head, const QByteArray &flood, int floods)
{
    return [=](const ScriptedRequest &request) {
        if (request.number < floods)
            return (head.isEmpty() ? Script() : script::send(head)) + script::flood(flood);
        return script::respond("hello");
    };
}

} // namespace

/// Responses that arrive faster than they are read: they must not monopolise the load thread or Qt's HTTP
/// thread.
class TestFloods : public QObject
{
    Q_OBJECT
private slots:
    void othersGoOnAndStopEnds_data() { floods(); }
    void othersGoOnAndStopEnds();
    void theDeadlineEndsIt_data() { floods(); }
    void theDeadlineEndsIt();
    void allUsersFlooded_data() { floods(); }
    void allUsersFlooded();
    void overTls_data() { floods(); }
    void overTls();
    void pipelined();
    void finiteFloodsAreReadInFull();
    void othersAreServedMeanwhile();

private:
    static void floods()
    {
        QTest::addColumn<QString>("engine");
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("flood");
        QTest::addColumn<int>("endsAs"); ///< unless something else ends it; -1: it goes on
        for (const QString &engine : {nativeEngine(), u"qnam"_s})
            floodsOn(engine);
    }
    static void floodsOn(const QString &engine)
    {
        const auto add = [&engine](const char *name, const QByteArray &head, const QByteArray &flood,
                                   int endsAs) {
            QTest::addRow("%s: %s", qPrintable(engine), name) << engine << head << flood << endsAs;
        };
        const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        const int goesOn = -1;
        const int protocol = static_cast<int>(OutcomeClass::Protocol);
        const int ok = static_cast<int>(OutcomeClass::Ok);
        const QByteArray many(1000, 'x');
        add("one-byte chunks", chunked, "1\r\nx\r\n", goesOn);
        add("interim responses", {}, "HTTP/1.1 100 Continue\r\n\r\n", goesOn);
        add("body until the end", "HTTP/1.1 200 OK\r\n\r\n", many, goesOn);
        add("body of a length", "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\n", many, goesOn);
        add("one chunk", chunked + "fffffffffffff\r\n", many, goesOn);
        add("header lines", "HTTP/1.1 200 OK\r\n", "X-A: b\r\n", protocol);
        add("header line", "HTTP/1.1 200 OK\r\nX-A: ", many, protocol);
        add("trailers", chunked + "0\r\n", "X-A: b\r\n", protocol);
        add("chunk extension", chunked + "1;", many, protocol);
        // Begins in the same packet as the response: otherwise it may be read as that to the next request.
        add("after the answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nx", many, ok);
        add("after the last answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            many, ok);
    }
};

void TestFloods::othersGoOnAndStopEnds()
{
    QFETCH(QString, engine);
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, flood);
    QFETCH(int, endsAs);
    ScriptedServer server(floodingHandler(head, flood, 1));
    ObservedLoad observed;
    observed.generator.start(floodedSpec(server, 4, engine));
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 200, 20'000);
    observed.generator.stop();
    QVERIFY(observed.waitForFinish());
    const LoadResult &result = observed.result();
    checkBooks(result);
    QCOMPARE(countMatching(result, OutcomeClass::Cancelled), endsAs < 0 ? 1 : 0);
    QCOMPARE(result.measured.total().failed(), endsAs > 0 ? 1 : 0);
    if (endsAs >= 0)
        QVERIFY(countMatching(result, OutcomeClass(endsAs)) >= 1);
    QVERIFY(result.measured.total().ok() > 100);
}

void TestFloods::theDeadlineEndsIt()
{
    QFETCH(QString, engine);
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, flood);
    QFETCH(int, endsAs);
    ScriptedServer server(floodingHandler(head, flood, 1));
    ObservedLoad observed;
    LoadSpec spec = floodedSpec(server, 2, engine);
    spec.connection.timeout = 400ms;
    spec.load.thinkTime = {ThinkTime::Kind::Constant, 0ms, 0ms, 10ms};
    spec.load.duration = 1s;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(countMatching(observed.result(), OutcomeClass::Timeout), endsAs < 0 ? 1 : 0);
    QCOMPARE(countMatching(observed.result(), OutcomeClass::Cancelled), 0);
}

void TestFloods::allUsersFlooded()
{
    QFETCH(QString, engine);
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, flood);
    QFETCH(int, endsAs);
    constexpr int users = 20;
    ScriptedServer server(floodingHandler(head, flood, endsAs < 0 ? 1'000'000 : users));
    ObservedLoad observed;
    observed.generator.start(floodedSpec(server, users, engine));
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= users, 20'000);
    observed.generator.stop();
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QVERIFY(observed.result().isStopped);
}

void TestFloods::overTls()
{
    QFETCH(QString, engine);
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, flood);
    QFETCH(int, endsAs);
    const TestCertificate certificate;
    ScriptedServer server(floodingHandler(head, flood, 1), certificate->file, certificate->keyFile);
    ObservedLoad observed;
    LoadSpec spec = floodedSpec(server, 4, engine);
    spec.certificate = certificate->pem;
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 100, 20'000);
    observed.generator.stop();
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(countMatching(observed.result(), OutcomeClass::Cancelled), endsAs < 0 ? 1 : 0);
    QVERIFY(observed.result().measured.total().ok() > 50);
}

void TestFloods::pipelined()
{
    ScriptedServer server(
        floodingHandler("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", 1));
    ObservedLoad observed;
    LoadSpec spec = floodedSpec(server, 6);
    spec.connection.pipelining = 3;
    observed.generator.start(spec);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 200, 20'000);
    observed.generator.stop();
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    // Requests on the same connection wait behind the flood.
    QCOMPARE(countMatching(observed.result(), OutcomeClass::Cancelled), 3);
}

void TestFloods::finiteFloodsAreReadInFull()
{
    // Several turns long, and every byte counts.
    constexpr int chunks = 500'000;
    const QByteArray body = QByteArray("1\r\nx\r\n").repeated(chunks) + "0\r\n\r\n";
    ScriptedServer server([body](const ScriptedRequest &) {
        return script::send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    });
    ObservedLoad observed;
    LoadSpec spec = floodedSpec(server, 2);
    spec.load.duration.reset();
    spec.load.requests = 6;
    spec.requests[0].expect.bodyLength = chunks;
    observed.generator.start(spec);
    QVERIFY(observed.waitForFinish());
    checkBooks(observed.result());
    QCOMPARE(observed.result().measured.total().ok(), 6);
    QCOMPARE(observed.result().measured.total().bytesReceived, 6LL * chunks);
    QCOMPARE(server.connections(), 2);
}

/// Qt's HTTP is slow for each chunk, and has one thread for the connections of a load thread.
void TestFloods::othersAreServedMeanwhile()
{
    constexpr int chunks = 200'000;
    const QByteArray flood = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + QByteArray("1\r\nx\r\n").repeated(chunks) + "0\r\n\r\n";
    // The flood ends when both users have sent a second request.
    std::atomic<int> secondRequests{0};
    std::atomic<int> servedMeanwhile{0};
    const auto handler = [&](const ScriptedRequest &request) {
        if (request.onConnection == 1 && ++secondRequests == 2)
            servedMeanwhile = request.number;
        return request.number == 0 ? script::send(flood) : script::respond("hello");
    };
    ScriptedServer server(handler);
    ObservedLoad observed;
    observed.generator.start(floodedSpec(server, 2, u"qnam"_s));
    QTRY_VERIFY_WITH_TIMEOUT(servedMeanwhile > 0, 60'000);
    observed.generator.stop();
    QVERIFY(observed.waitForFinish());
    QCOMPARE(observed.result().measured.total().failed(), 0);
    QVERIFY2(servedMeanwhile > 20, qPrintable(QString::number(servedMeanwhile)));
}

LOADSTONE_TEST(TestFloods, QCoreApplication)
#include "tst_floods.moc"
