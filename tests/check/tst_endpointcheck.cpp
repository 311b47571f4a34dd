// SPDX-License-Identifier: GPL-3.0-or-later
// Every declared behaviour of a stack is checked, and every violation is reported.
#include "core/check/concurrentrequests.h"
#include "core/check/endpointcheck.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

QByteArray message(const QByteArray &body, const QByteArray &type, int status = 200,
                   const QByteArray &more = {})
{
    return "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Type: " + type
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + more + "\r\n" + body;
}

QByteArray chunked(const QByteArray &body, const QByteArray &type)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n"
        + QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n0\r\n\r\n";
}

const QByteArray chunk("the last chunk");
const QByteArray sample = R"({"test":true,"date":1551000000,"values":[1,2,3,4,5],)"
                          R"("sub_attributes":{"attribute1":1,"attribute2":"True"}})";

Script right(const ScriptedRequest &request)
{
    static const QMap<QByteArray, QByteArray> plain{
        {"/", message("ready", "text/plain; charset=utf-8")},
        {"/text", message("Hello World!", "text/plain")},
        {"/json", message(sample, "application/json")},
        {"/simple-response", message(R"({"message":"Hello, world!"})", "application/json")},
        {"/cpu_bound?num=10", message("10 products", "text/plain")},
        {"/own", message("anything", "x/y")},
        {"/stream-file?chunk_index=1", message(chunk, "application/octet-stream")},
        {"/stream-file?chunk_index=2", message("no", "text/plain", 416)},
        {"/single", message("slow api response", "text/plain")},
        {"/multiple", message("slow api response\nslow api response", "text/plain")},
        {"/io_bound", message("slow api response\nslow api response\nslow api response", "text/plain")}};
    if (request.method == "POST") {
        const bool isJson = request.body.startsWith("{ ");
        const QByteArray response =
            "{\"status\":\"Processed\",\"data\":{\"key\":\"v\xC3\xA4lue/\",\"n\":[1,2.5,null]}}";
        return isJson ? script::delayed(60, script::send(message(response, "application/json")))
                      : script::send(message("no", "text/plain", 400));
    }
    if (request.target == "/single")
        return script::delayed(60, script::send(plain[request.target]));
    return script::send(plain.value(request.target, message("no", "text/plain", 422)));
}

Stack stackWith(const QStringList &endpoints)
{
    Stack stack;
    stack.endpoints = endpoints;
    stack.readiness = {"/", 200, "ready", Milliseconds(1'000)};
    return stack;
}

QString listProblems(const QList<CheckStep> &steps)
{
    StackCheckResult result;
    result.steps = steps;
    return result.problems().join(u'\n');
}

} // namespace

class EndpointCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsExpectedResponses_data() { plainAndOverTls(); }
    void acceptsExpectedResponses();
    void findsLocalhost_data();
    void findsLocalhost();
    void reportsWrongResponses_data();
    void reportsWrongResponses();
    void reportsAClosedConnection_data() { plainAndOverTls(); }
    void reportsAClosedConnection();
    void reportsAPersistentConnection_data() { plainAndOverTls(); }
    void reportsAPersistentConnection();
    void acceptsAnUnannouncedClose_data() { plainAndOverTls(); }
    void acceptsAnUnannouncedClose();
    void reportsAnotherCertificate();
    void followsParameters();
    void expectsBodyForParameters();
    void omitsUnknownRequests();
    void concurrentRequestsReportTheirOutcomes_data() { plainAndOverTls(); }
    void concurrentRequestsReportTheirOutcomes();
    void fewConnectionsForAShortBacklog();
    void passesOverInterimResponses_data() { plainAndOverTls(); }
    void passesOverInterimResponses();
    void acceptsAServerThatIsReadyWithoutContent();
    void stopsEarly();

private:
    static void plainAndOverTls()
    {
        QTest::addColumn<bool>("isOverTls");
        QTest::newRow("plain") << false;
        QTest::newRow("over TLS") << true;
    }
    std::unique_ptr<ScriptedServer> serve(const ScriptedServer::Handler &handler, bool isOverTls) const
    {
        return isOverTls
            ? std::make_unique<ScriptedServer>(handler, m_certificate->file, m_certificate->keyFile)
            : std::make_unique<ScriptedServer>(handler);
    }
    QByteArray trusted(bool isOverTls) const { return isOverTls ? m_certificate->pem : QByteArray(); }

    static QList<CheckStep> check(const ScriptedServer &server, const Stack &stack, bool keepsAlive = true,
                                  const QJsonObject &parameters = {}, const QByteArray &certificate = {})
    {
        CheckContext context;
        context.certificate = certificate;
        context.host = u"127.0.0.1"_s;
        context.port = server.port();
        context.parameters = parameters;
        context.service.processDelay = Milliseconds(50);
        context.upstream.delay = Milliseconds(0);
        context.upstream.calls = 3;
        context.lastChunk = chunk;
        return checkEndpoints(stack, keepsAlive, context, std::atomic<bool>(false));
    }

    TestCertificate m_certificate;
};

void EndpointCheckTest::acceptsExpectedResponses()
{
    QFETCH(bool, isOverTls);
    const auto server = serve(right, isOverTls);
    const Stack stack = stackWith({u"GET /"_s, u"GET /text"_s, u"GET /json"_s, u"GET /simple-response"_s,
                                   u"POST /process-jwe"_s, u"GET /stream-file"_s, u"GET /cpu_bound"_s,
                                   u"GET /single"_s, u"GET /multiple"_s, u"GET /io_bound"_s, u"GET /own"_s});
    const QList<CheckStep> steps = check(*server, stack, true, {}, trusted(isOverTls));
    QCOMPARE(listProblems(steps), QString());
    QCOMPARE(steps.size(), 20); // including invalid requests, keep-alive and concurrent connections
    QCOMPARE(steps.last().what, u"200 simultaneous connections"_s);
    QVERIFY(server->mostConnections() > 50);
}

void EndpointCheckTest::findsLocalhost_data()
{
    QTest::addColumn<QString>("address");
    QTest::newRow("of IPv4") << u"127.0.0.1"_s;
    QTest::newRow("of IPv6") << u"::1"_s;
}

void EndpointCheckTest::findsLocalhost()
{
    QFETCH(QString, address);
    const ScriptedServer server(script::send(message("ready", "text/plain")), address);
    CheckContext context;
    context.host = u"localhost"_s;
    context.port = server.port();
    const QList<CheckStep> steps = checkEndpoints(stackWith({}), true, context, std::atomic<bool>(false));
    QCOMPARE(listProblems(steps), QString());
    QCOMPARE(steps.last().what, u"200 simultaneous connections"_s);
    for (const ScriptedRequest &seen : server.firstRequests())
        QVERIFY(seen.head.contains("\r\nHost: localhost:" + QByteArray::number(server.port())));
}

void EndpointCheckTest::reportsWrongResponses_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<QString>("problem");
    const QString text = u"GET /text"_s;
    QTest::newRow("status") << text << message("Hello World!", "text/plain", 500)
                            << u"has status 500 instead of 200"_s;
    QTest::newRow("body") << text << message("Hello World! ", "text/plain")
                          << u"instead of \"Hello World!\""_s;
    QTest::newRow("type") << text << message("Hello World!", "text/html")
                          << u"has the type \"text/html\" instead of \"text/plain\""_s;
    QTest::newRow("chunks") << text << chunked("Hello World!", "text/plain") << u"came in chunks"_s;
    QTest::newRow("length") << text
                            << QByteArray("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nHello World!")
                            << u"has Content-Length \"\" with a body of 12 bytes"_s;
    QTest::newRow("garbage") << text << QByteArray("Hello World!\r\n\r\n") << u"is not HTTP"_s;
    QTest::newRow("nothing") << text << QByteArray() << u"closed the connection without a response"_s;
    QTest::newRow("too early")
        << u"POST /process-jwe"_s
        << message("{\"status\":\"Processed\",\"data\":{\"key\":\"v\xC3\xA4lue/\",\"n\":[1,2."
                   "5,null]}}",
                   "application/json")
        << u"before the delay of 50 ms"_s;
    QTest::newRow("accepts invalid JSON")
        << u"POST /process-jwe"_s << message("{}", "application/json") << u"has status 200 instead of 400"_s;
    QTest::newRow("past the end") << u"GET /stream-file"_s << message(chunk, "application/octet-stream")
                                  << u"has status 200 instead of 416"_s;
    QTest::newRow("spaces in JSON") << u"GET /json"_s
                                    << message(QByteArray(sample).replace(":", ": "), "application/json")
                                    << u"(106 bytes)"_s;
}

void EndpointCheckTest::reportsWrongResponses()
{
    QFETCH(QString, endpoint);
    QFETCH(QByteArray, response);
    QFETCH(QString, problem);
    const ScriptedServer server([&response](const ScriptedRequest &request) {
        return request.target == "/" ? right(request) : script::send(response) + script::close();
    });
    const QString problems = listProblems(check(server, stackWith({endpoint})));
    QVERIFY2(problems.contains(problem), qPrintable(problems));
}

void EndpointCheckTest::reportsAClosedConnection()
{
    QFETCH(bool, isOverTls);
    const auto server =
        serve([](const ScriptedRequest &request) { return right(request) + script::close(); }, isOverTls);
    const QString problems =
        listProblems(check(*server, stackWith({u"GET /text"_s}), true, {}, trusted(isOverTls)));
    QVERIFY2(problems.startsWith(u"Keeps connections: the second request on a connection failed"_s),
             qPrintable(problems));
    QCOMPARE(problems.count(u'\n'), 0);
}

void EndpointCheckTest::reportsAPersistentConnection()
{
    QFETCH(bool, isOverTls);
    const auto server = serve(right, isOverTls);
    const QString problems =
        listProblems(check(*server, stackWith({u"GET /text"_s}), false, {}, trusted(isOverTls)));
    QVERIFY2(problems.startsWith(u"Closes connections: the connection was still open"_s),
             qPrintable(problems));
}

void EndpointCheckTest::acceptsAnUnannouncedClose()
{
    QFETCH(bool, isOverTls);
    const auto server =
        serve([](const ScriptedRequest &request) { return right(request) + script::close(); }, isOverTls);
    QCOMPARE(listProblems(check(*server, stackWith({u"GET /text"_s}), false, {}, trusted(isOverTls))),
             QString());
}

void EndpointCheckTest::reportsAnotherCertificate()
{
    const TestCertificate other;
    const auto server = serve(right, true);
    const QStringList problems =
        listProblems(check(*server, stackWith({u"GET /text"_s}), true, {}, other->pem)).split(u'\n');
    QCOMPARE(problems.size(), 3);
    QVERIFY2(problems[0].startsWith(u"GET /text: there was no TLS connection"_s), qPrintable(problems[0]));
    QVERIFY2(problems[2].contains(u"0 of 200 got a valid response"_s), qPrintable(problems[2]));
    QCOMPARE(server->requests(), 0);
}

void EndpointCheckTest::followsParameters()
{
    const ScriptedServer server([](const ScriptedRequest &request) {
        return request.target == "/stream-file?chunk_index=1"
            ? script::send(chunked(chunk, "application/octet-stream"))
            : right(request);
    });
    const Stack stack = stackWith({u"GET /stream-file"_s});
    QCOMPARE(listProblems(check(server, stack, true, {{u"stream_chunked"_s, true}})), QString());
    QVERIFY(listProblems(check(server, stack)).contains(u"came in chunks"_s));
}

void EndpointCheckTest::expectsBodyForParameters()
{
    const ScriptedServer server(right);
    Stack stack = stackWith({u"GET /own"_s, u"GET /json"_s});
    EndpointBody own;
    own.endpoint = u"GET /own"_s;
    own.when = {{u"loud"_s, true}};
    own.body = "ANYTHING";
    EndpointBody json;
    json.endpoint = u"GET /json"_s;
    json.when = {{u"faithful"_s, true}};
    json.body = "{}";
    stack.bodies = {own, json};
    QCOMPARE(listProblems(check(server, stack)), QString());
    QVERIFY(
        listProblems(check(server, stack, true, {{u"loud"_s, true}})).contains(u"instead of \"ANYTHING\""_s));
    QVERIFY(
        listProblems(check(server, stack, true, {{u"faithful"_s, true}})).contains(u"instead of \"{}\""_s));
}

void EndpointCheckTest::omitsUnknownRequests()
{
    const ScriptedServer server(right);
    for (const QString &endpoint : {u"PUT /thing"_s, u"GET /things/{id}"_s, u"GET /files/*"_s}) {
        const QList<CheckStep> steps = check(server, stackWith({endpoint}));
        QCOMPARE(steps.first().what, endpoint);
        QCOMPARE(steps.first().state, CheckStep::State::NotChecked);
    }
}

void EndpointCheckTest::concurrentRequestsReportTheirOutcomes()
{
    QFETCH(bool, isOverTls);
    std::atomic<int> answered = 0;
    const auto handler = [&answered](const ScriptedRequest &) {
        const int number = answered++;
        if (number < 7)
            return script::send(message("ready", "text/plain"));
        return number < 9 ? script::send(message("other", "text/plain")) : script::reset();
    };
    const auto server = serve(handler, isOverTls);
    const QByteArray request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    const Status status = requestConcurrently(u"127.0.0.1"_s, server->port(), request, {200, "ready"}, 12,
                                              Milliseconds(10'000), trusted(isOverTls));
    QVERIFY(!status.isOk());
    QCOMPARE(status.error().text(),
             u"7 of 12 got a valid response within 10 s; 2 got another response, 3 were dropped"_s);
}

void EndpointCheckTest::fewConnectionsForAShortBacklog()
{
    QCOMPARE(concurrentConnections({}), 200);
    QCOMPARE(concurrentConnections({{u"backlog"_s, 128}}), 200);
    QCOMPARE(concurrentConnections({{u"backlog"_s, 5}}), 5);
}

void EndpointCheckTest::passesOverInterimResponses()
{
    QFETCH(bool, isOverTls);
    const auto hinting = [](const ScriptedRequest &request) {
        return script::send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 3\r\n\r\n")
            + right(request);
    };
    const auto server = serve(hinting, isOverTls);
    const QList<CheckStep> steps =
        check(*server, stackWith({u"GET /text"_s, u"GET /json"_s}), true, {}, trusted(isOverTls));
    QCOMPARE(listProblems(steps), QString());
}

void EndpointCheckTest::acceptsAServerThatIsReadyWithoutContent()
{
    const ScriptedServer server([](const ScriptedRequest &request) {
        return request.target == "/" ? script::send("HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n")
                                     : right(request);
    });
    Stack stack = stackWith({u"GET /text"_s});
    stack.readiness = {"/", 204, {}, Milliseconds(1'000)};
    QCOMPARE(listProblems(check(server, stack)), QString());
}

void EndpointCheckTest::stopsEarly()
{
    const ScriptedServer server(right);
    CheckContext context;
    context.host = u"127.0.0.1"_s;
    context.port = server.port();
    QVERIFY(checkEndpoints(stackWith({u"GET /text"_s}), true, context, std::atomic<bool>(true)).isEmpty());
    QCOMPARE(server.requests(), 0);
}

LOADSTONE_TEST(EndpointCheckTest, QCoreApplication)
#include "tst_endpointcheck.moc"
