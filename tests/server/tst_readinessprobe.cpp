// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/readinessprobe.h"

#include "core/profile/profile.h"
#include "tests/support/rpcserver.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;

using namespace loadstone;

class TestReadinessProbe : public QObject
{
    Q_OBJECT
private slots:
    void parsesResponses_data();
    void parsesResponses();
    void findsServersByTheirHost_data();
    void findsServersByTheirHost();
    void probesGrpcServersByMethod();
    void reportsGrpcStatusMessage_data();
    void reportsGrpcStatusMessage();
    void mayBeDestroyedInTheMiddleOfACall();
    void probesOverTls();
    void reportsAnotherCertificate();

private:
    static Readiness readiness()
    {
        Readiness rule;
        rule.path = "/MyApp/index";
        rule.body = R"({"text":"ready"})";
        return rule;
    }
};

void TestReadinessProbe::parsesResponses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("atEnd");
    QTest::addColumn<int>("status"); // -1: incomplete
    QTest::addColumn<QByteArray>("body");
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    QTest::newRow("nothing") << QByteArray() << true << -1 << QByteArray();
    QTest::newRow("half a head") << QByteArray("HTT") << false << -1 << QByteArray();
    QTest::newRow("half a head, closed") << QByteArray("HTT") << true << 0 << QByteArray("HTT");
    QTest::newRow("not HTTP") << QByteArray("SSH-2") << false << 0 << QByteArray("SSH-2");
    QTest::newRow("length") << ok + "Content-Length: 2\r\n\r\nhi" << false << 200 << QByteArray("hi");
    QTest::newRow("length, short") << ok + "content-length: 3\r\n\r\nhi" << false << -1 << QByteArray();
    QTest::newRow("length, closed early")
        << ok + "Content-Length: 3\r\n\r\nhi" << true << 200 << QByteArray("hi");
    QTest::newRow("negative length") << ok + "Content-Length: -5\r\n\r\nhi" << false << 200 << QByteArray();
    QTest::newRow("until closed, open") << ok + "\r\nhi" << false << -1 << QByteArray();
    QTest::newRow("until closed") << QByteArray("HTTP/1.0 404 No\r\n\r\nhi") << true << 404
                                  << QByteArray("hi");
    QTest::newRow("chunks") << ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;x\r\ni\r\n0\r\n\r\n"
                            << false << 200 << QByteArray("hi");
    QTest::newRow("chunks, open") << ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n"
                                  << false << -1 << QByteArray();
    QTest::newRow("chunk of negative size") << ok + "Transfer-Encoding: chunked\r\n\r\n-1\r\nh\r\n"
                                            << false << -1 << QByteArray();
    QTest::newRow("early hints first")
        << QByteArray("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n") + ok + "Content-Length: 2\r\n\r\nhi"
        << false << 200 << QByteArray("hi");
    QTest::newRow("two heads first") << QByteArray(
                                            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n")
            + ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
                                     << false << 200 << QByteArray("hi");
    QTest::newRow("early hints, then nothing yet")
        << QByteArray("HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\n") << false << -1 << QByteArray();
    QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n") << false << 204
                                << QByteArray();
    QTest::newRow("not modified") << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 28\r\n\r\n")
                                  << false << 304 << QByteArray();
    QTest::newRow("chunk beyond any size") << ok + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\nh\r\n"
                                           << false << -1 << QByteArray();
}

void TestReadinessProbe::parsesResponses()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, atEnd);
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    const auto response = parseResponse(bytes, atEnd);
    QCOMPARE(response ? response->status : -1, status);
    QCOMPARE(response ? response->body : QByteArray(), body);
}

void TestReadinessProbe::findsServersByTheirHost_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("localhost") << "127.0.0.1"
                               << "localhost" << QByteArray("localhost");
    QTest::newRow("localhost of IPv6 alone") << "::1"
                                             << "localhost" << QByteArray("localhost");
    QTest::newRow("IPv6") << "::1"
                          << "::1" << QByteArray("[::1]");
}

void TestReadinessProbe::findsServersByTheirHost()
{
    QFETCH(QString, address);
    QFETCH(QString, host);
    QFETCH(QByteArray, header);
    const ScriptedServer server(script::respond("ready"), address);
    Readiness rule;
    rule.path = "/";
    rule.body = "ready";
    ReadinessProbe probe(host, server.port(), rule);
    bool isReady = false;
    probe.start([&isReady] { isReady = true; });
    QTRY_VERIFY(isReady);
    const QByteArray head = server.firstRequests().constFirst().head;
    QVERIFY(head.contains("\r\nHost: " + header + ':' + QByteArray::number(server.port()) + "\r\n"));
}

void TestReadinessProbe::probesGrpcServersByMethod()
{
    // Not ready at first, as during startup.
    const RpcServer server([](const RpcSeen &seen) {
        return seen.number < 2 ? RpcAnswer{u"loading"_s, 14} : RpcAnswer{u"ready"_s};
    });
    ReadinessProbe probe(u"127.0.0.1"_s, server.port(), readiness(), grpcProtocol());
    int readied = 0;
    probe.start([&readied] { ++readied; });
    QTRY_COMPARE(readied, 1);
    QCOMPARE(server.requests(), 3);
    QCOMPARE(server.lastRequest().method, QByteArray("/MyApp/index"));
    QCOMPARE(server.connections(), 3);
}

void TestReadinessProbe::reportsGrpcStatusMessage_data()
{
    QTest::addColumn<RpcAnswer>("response");
    QTest::addColumn<QString>("problem");
    QTest::newRow("another text") << RpcAnswer{u"steady"_s}
                                  << u"responds, but with {\"text\":\"steady\"} instead of the "
                                     "expected message"_s;
    QTest::newRow("a status") << RpcAnswer{u"who?"_s, 16} << u"responds, but with gRPC status 16 (who?)"_s;
}

void TestReadinessProbe::reportsGrpcStatusMessage()
{
    QFETCH(const RpcAnswer, response);
    QFETCH(const QString, problem);
    const RpcServer server(response);
    ReadinessProbe probe(u"127.0.0.1"_s, server.port(), readiness(), grpcProtocol());
    bool isReady = false;
    probe.start([&isReady] { isReady = true; });
    QTRY_VERIFY(server.requests() >= 2);
    QTRY_COMPARE(probe.problem().english(), problem);
    QVERIFY(!isReady);
}

void TestReadinessProbe::mayBeDestroyedInTheMiddleOfACall()
{
    RpcAnswer silence;
    silence.hangs = true;
    const RpcServer server(silence);
    std::unique_ptr<ReadinessProbe> probe;
    // The call ends in a gRPC thread a moment later, and must not access destroyed objects. Whether it does
    // depends on timing, hence many repetitions.
    for (int i = 1; i <= 200; ++i) {
        probe = std::make_unique<ReadinessProbe>(u"127.0.0.1"_s, server.port(), readiness(), grpcProtocol());
        probe->start([&probe] { probe.reset(); });
        QTRY_COMPARE(server.requests(), i);
        probe.reset();
    }

    // And the server's own response is accepted.
    const RpcServer sound(RpcAnswer{u"ready"_s});
    probe = std::make_unique<ReadinessProbe>(u"127.0.0.1"_s, sound.port(), readiness(), grpcProtocol());
    probe->start([&probe] { probe.reset(); });
    QTRY_VERIFY(!probe);
}

void TestReadinessProbe::probesOverTls()
{
    const TestCertificate certificate;
    const ScriptedServer server([](const ScriptedRequest &) { return script::respond("ready"); },
                                certificate->file, certificate->keyFile);
    Readiness rule;
    rule.path = "/";
    rule.body = "ready";
    ReadinessProbe probe(u"127.0.0.1"_s, server.port(), rule, u"http"_s, certificate->pem);
    int ready = 0;
    probe.start([&ready] { ++ready; });
    QTRY_COMPARE(ready, 1);
    QVERIFY(probe.tls());
    QCOMPARE(probe.tls()->version, u"TLS 1.3"_s);
    QVERIFY(!probe.tls()->cipher.isEmpty());
    QVERIFY(server.firstRequests().first().head.startsWith("GET / HTTP/1.1"));
}

void TestReadinessProbe::reportsAnotherCertificate()
{
    const TestCertificate certificate;
    const TestCertificate other;
    const ScriptedServer server([](const ScriptedRequest &) { return script::respond("ready"); },
                                certificate->file, certificate->keyFile);
    Readiness rule;
    rule.path = "/";
    rule.body = "ready";
    ReadinessProbe probe(u"127.0.0.1"_s, server.port(), rule, u"http"_s, other->pem);
    int ready = 0;
    probe.start([&ready] { ++ready; });
    QTRY_VERIFY2(probe.problem().english().contains(u"TLS handshake failed"_s),
                 qPrintable(probe.problem().english()));
    QCOMPARE(ready, 0);
    QCOMPARE(server.requests(), 0);
    QVERIFY(!probe.tls());
}

LOADSTONE_TEST(TestReadinessProbe, QCoreApplication)
#include "tst_readinessprobe.moc"
