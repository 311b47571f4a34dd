// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/target.h"
#include "tests/conformance/engineload.h"
#include "tests/conformance/requestcases.h"
#include "tests/support/blackhole.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QTemporaryFile>
#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

const QString asWritten = u"as written"_s;
const QString refused = u"refused"_s;
const QString withSpace = u"one extra space"_s;

Script empty() { return script::send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"); }

QByteArray received(const ScriptedRequest &request) { return request.head + "\r\n\r\n" + request.body; }

Connection makeConnection(const QString &engine, bool reuse = true)
{
    Connection connection;
    connection.engine = engine;
    connection.reuse = reuse;
    connection.timeout = Milliseconds(5'000);
    return connection;
}

/// The bytes with empty values of the row's headers as Qt can send them.
QByteArray spaced(const QByteArray &bytes)
{
    QByteArrayList lines = bytes.split('\n');
    for (QByteArray &line : lines) {
        if (line.endsWith(": \r"))
            line.insert(line.size() - 1, ' ');
    }
    return lines.join('\n');
}

} // namespace

/// Compares the bytes that arrive from each engine with the request and with docs/engines.md.
class TestRequests : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void thePageHasARowForEachCase();
    void pageDocumentsTheBytesSent_data() { engineRows(); }
    void pageDocumentsTheBytesSent();
    void requestsArriveAsDocumented_data();
    void requestsArriveAsDocumented();
    void curlSendsTheSame_data();
    void curlSendsTheSame();
    void theHostIsSentAsWritten_data();
    void theHostIsSentAsWritten();
    void skipsUnresponsiveAddress_data() { engineRows(); }
    void skipsUnresponsiveAddress();
    void noHeaderBypassesCaches_data() { engineRows(); }
    void noHeaderBypassesCaches();
    void userAndPasswordAreSent_data() { engineRows(); }
    void userAndPasswordAreSent();
    void aValueMayMakeATargetThatQtChanges();

private:
    static void engineRows();
    std::vector<Outcome> send(const QUrl &url, const Connection &connection, const RequestTemplate &request,
                              int times = 1) const;

    EnginesTable m_table;
};

void TestRequests::engineRows()
{
    QTest::addColumn<QString>("engine");
    for (const QString &engine : httpEngines())
        QTest::newRow(qPrintable(engine)) << engine;
}

void TestRequests::initTestCase() { m_table = readEnginesTable(u"Requests"_s); }

std::vector<Outcome> TestRequests::send(const QUrl &url, const Connection &connection,
                                        const RequestTemplate &request, int times) const
{
    const std::unique_ptr<EngineLoad> load = std::make_unique<EngineLoad>(connection, url);
    return load->send(request, times);
}

void TestRequests::thePageHasARowForEachCase()
{
    QMap<QString, QStringList> examples;
    const QList<RequestCase> cases = requestCases();
    for (const RequestCase &each : cases)
        examples[each.row].append(QString::fromLatin1(each.request.path));
    QCOMPARE(m_table.rows.keys(), examples.keys());
    for (const QString &row : m_table.rows.keys()) {
        for (const QString &example : codeSpans(m_table.rows[row].value(u"for example"_s))) {
            if (example.startsWith(u'/'))
                QVERIFY2(examples[row].contains(example), qPrintable(row + u": "_s + example));
        }
        for (const QString &engine : httpEngines()) {
            const QString cell = m_table.rows[row].value(engine);
            QVERIFY2((QStringList{asWritten, refused, withSpace}.contains(cell)),
                     qPrintable(row + u": "_s + cell));
        }
    }
}

void TestRequests::pageDocumentsTheBytesSent()
{
    QFETCH(QString, engine);
    QCOMPARE(m_table.blocks.size(), 2);
    ScriptedServer server(empty());
    RequestTemplate get;
    get.path = "/simple-response?x=%20y";
    RequestTemplate post;
    post.method = "POST";
    post.path = "/process-jwe";
    post.headers = {{"Content-Type", "application/json"}, {"X-Own", "value"}};
    post.body = "{\"a\": 1}";
    send(server.url(), makeConnection(engine), get);
    send(server.url(), makeConnection(engine), post);
    const QList<ScriptedRequest> seen = server.firstRequests();
    QCOMPARE(seen.size(), 2);
    for (qsizetype i = 0; i < seen.size(); ++i) {
        QByteArray shown = m_table.blocks.at(i);
        shown.replace("127.0.0.1:8000", server.url().authority().toLatin1());
        shown.replace("Loadstone/VERSION", "Loadstone/" LOADSTONE_VERSION);
        if (shown.endsWith("}\r\n"))
            shown.chop(2);
        QCOMPARE(received(seen.at(i)), shown);
    }
}

void TestRequests::requestsArriveAsDocumented_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<qsizetype>("index");
    const QList<RequestCase> cases = requestCases();
    for (const QString &engine : httpEngines()) {
        for (qsizetype i = 0; i < cases.size(); ++i)
            QTest::addRow("%s: %s", qPrintable(engine), qPrintable(cases.at(i).name())) << engine << i;
    }
}

void TestRequests::requestsArriveAsDocumented()
{
    QFETCH(QString, engine);
    QFETCH(qsizetype, index);
    const RequestCase each = requestCases().at(index);
    const QString documented = m_table.rows.value(each.row).value(engine);
    const Connection connection = makeConnection(engine, each.reuse);
    ScriptedServer server(empty());
    const std::vector<Outcome> outcomes = send(server.url(), connection, each.request, 2);
    QCOMPARE(outcomes.size(), size_t(2));
    const QList<ScriptedRequest> seen = server.firstRequests();

    const QString problem = requestProblem(connection, {each.request});
    QCOMPARE(!problem.isEmpty(), documented == refused);
    if (documented == refused) {
        QVERIFY2(problem.contains(u"use the engine native"_s), qPrintable(problem));
        QCOMPARE(outcomes.back().outcomeClass, OutcomeClass::Protocol);
        QCOMPARE(outcomes.back().diedIn, RequestPhase::Send);
        QCOMPARE(outcomes.back().example, problem.left(200));
        QCOMPARE(server.connections(), 0);
        return;
    }
    QVERIFY2(outcomes.back().outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QByteArray expected = requestBytes(each, server.url().authority().toLatin1());
    if (documented == withSpace)
        expected = spaced(expected);
    QCOMPARE(seen.size(), 2);
    QCOMPARE(received(seen.front()), expected);
    QCOMPARE(received(seen.back()), expected);
    QCOMPARE(server.connections(), each.reuse ? 1 : 2);
}

void TestRequests::curlSendsTheSame_data()
{
    QTest::addColumn<qsizetype>("index");
    const QList<RequestCase> cases = requestCases();
    for (qsizetype i = 0; i < cases.size(); ++i) {
        if (cases.at(i).request.method == "GET" && cases.at(i).request.body.isEmpty() && cases.at(i).reuse)
            QTest::addRow("%s", qPrintable(cases.at(i).name())) << i;
    }
}

// An independent reference for the target and headers of the request: curl.
void TestRequests::curlSendsTheSame()
{
    QFETCH(qsizetype, index);
    const RequestTemplate request = requestCases().at(index).request;
    ScriptedServer server(empty());
    QTemporaryFile headers;
    QVERIFY(headers.open());
    QByteArray own;
    for (const Header &header : request.headers) {
        own += header.name + ": " + header.value + "\r\n";
        headers.write(header.name + (header.value.isEmpty() ? ";" : ": " + header.value) + '\n');
    }
    headers.close();
    QStringList arguments{u"-sg"_s, u"--path-as-is"_s, u"--max-time"_s,
                          u"10"_s,  u"-H"_s,           u'@' + headers.fileName()};
    arguments << server.url().toString() + QString::fromLatin1(request.path);
    QCOMPARE(QProcess::execute(u"curl"_s, arguments), 0);
    QCOMPARE(server.requests(), 1);
    const ScriptedRequest seen = server.firstRequests().constFirst();
    QCOMPARE(seen.target, request.path);
    QByteArrayList arrived;
    for (const QByteArray &line : seen.head.split('\n')) {
        for (const Header &header : request.headers) {
            if (line.toLower().startsWith(header.name.toLower() + ':') && !arrived.contains(line.trimmed()))
                arrived.append(line.trimmed());
        }
    }
    for (const QByteArray &line : own.split('\n'))
        QVERIFY2(line.isEmpty() || arrived.contains(line.trimmed()), arrived.join('|').constData());
}

void TestRequests::theHostIsSentAsWritten_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("host");
    for (const QString &engine : httpEngines()) {
        const auto add = [&engine](const char *address, const char *host) {
            QTest::addRow("%s: %s on %s", qPrintable(engine), host, address)
                << engine << QString::fromLatin1(address) << QString::fromLatin1(host);
        };
        add("127.0.0.1", "127.0.0.1");
        add("127.0.0.1", "localhost");
        add("::1", "localhost");
        add("::1", "[::1]");
        add("127.0.0.1", "0.0.0.0");
        add("::1", "[::]");
        add("127.0.0.2", "127.0.0.2");
    }
}

void TestRequests::theHostIsSentAsWritten()
{
    QFETCH(QString, engine);
    QFETCH(QString, address);
    QFETCH(QString, host);
    ScriptedServer server(empty(), address);
    const QString authority = u"%1:%2"_s.arg(host).arg(server.port());
    const Result<Target> target = parseTarget(u"http://"_s + authority);
    QVERIFY(target);
    QVERIFY(isThisMachine(target->baseUrl.host()));
    const std::vector<Outcome> outcomes = send(target->baseUrl, makeConnection(engine), RequestTemplate(), 3);
    QCOMPARE(outcomes.size(), size_t(3));
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QVERIFY(outcomes.front().openedConnection);
    QCOMPARE(server.requests(), 3);
    QCOMPARE(server.connections(), 1);
    for (const ScriptedRequest &seen : server.firstRequests())
        QVERIFY2(seen.head.contains("\r\nHost: " + authority.toLatin1() + "\r\n"), seen.head.constData());
}

void TestRequests::skipsUnresponsiveAddress()
{
    QFETCH(QString, engine);
    ScriptedServer server(empty());
    const BlackHole hole(AF_INET6, server.port());
    Connection connection = makeConnection(engine);
    connection.timeout = Milliseconds(500);
    const std::vector<Outcome> outcomes =
        send(QUrl(u"http://localhost:%1"_s.arg(server.port())), connection, RequestTemplate(), 3);
    QCOMPARE(outcomes.size(), size_t(3));
    QVERIFY2(outcomes[0].outcomeClass == OutcomeClass::ConnectTimeout, qPrintable(describe(outcomes)));
    QVERIFY2(outcomes[1].outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QVERIFY2(outcomes[2].outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    QCOMPARE(server.connections(), 1);
}

void TestRequests::noHeaderBypassesCaches()
{
    QFETCH(QString, engine);
    ScriptedServer server(empty());
    send(server.url(), makeConnection(engine), RequestTemplate(), 2);
    QCOMPARE(server.requests(), 2);
    for (const ScriptedRequest &seen : server.firstRequests()) {
        QVERIFY(!seen.head.toLower().contains("cache-control"));
        QVERIFY(!seen.head.toLower().contains("pragma"));
    }
}

void TestRequests::userAndPasswordAreSent()
{
    QFETCH(QString, engine);
    ScriptedServer server(empty());
    const Result<Target> target = parseTarget(u"http://us%3Aer:pa%40ss@127.0.0.1:%1/x"_s.arg(server.port()));
    QVERIFY(target);
    RequestTemplate request;
    authorize(request, target->authorization);
    send(target->baseUrl, makeConnection(engine), request);
    QCOMPARE(server.requests(), 1);
    const QByteArray head = server.firstRequests().constFirst().head;
    QVERIFY2(head.contains("\r\nAuthorization: Basic " + QByteArray("us:er:pa@ss").toBase64()),
             head.constData());
}

void TestRequests::aValueMayMakeATargetThatQtChanges()
{
    ScriptedServer server(empty());
    EngineLoad load(makeConnection(u"qnam"_s), server.url());
    RequestTemplate request;
    request.path = "/files/{name}";
    QVERIFY(requestProblem(makeConnection(u"qnam"_s), {request}, {u"name"_s}).isEmpty());
    load.vary(u"name"_s, {"a", "..", "b"});
    const std::vector<Outcome> outcomes = load.send(request, 3);
    QCOMPARE(outcomes.size(), size_t(3));
    QCOMPARE(outcomes[0].outcomeClass, OutcomeClass::Ok);
    QCOMPARE(outcomes[1].outcomeClass, OutcomeClass::Protocol);
    QCOMPARE(outcomes[2].outcomeClass, OutcomeClass::Ok);
    QCOMPARE(server.requests(), 2);
}

LOADSTONE_TEST(TestRequests, QCoreApplication)
#include "tst_requests.moc"
