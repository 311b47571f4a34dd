// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a unary call, and refused requests, as documented in docs/engines.md.
#include "core/load/grpc/grpctransport.h"
#include "core/rpc/rpcmessages.h"
#include "tests/conformance/engineload.h"
#include "tests/conformance/requestcases.h"
#include "tests/support/rpcserver.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

const QString asWritten = u"as written"_s;
const QString refused = u"refused"_s;

/// One call of a row of the table.
struct CallCase {
    QString row;
    QByteArray method = "/MyApp/cpu_bound";
    QByteArray message = {};
    int num = 0; ///< in the message received
    QList<Header> headers = {};

    QString name() const
    {
        QString text = row + u": "_s + QString::fromUtf8(method + ' ' + message);
        for (const Header &header : headers)
            text += u' ' + QString::fromUtf8(header.name + ": " + header.value.toPercentEncoding(" "));
        return text;
    }
};

QList<CallCase> withHeaders(const QString &row, const QList<QList<Header>> &each)
{
    QList<CallCase> cases;
    for (const QList<Header> &headers : each)
        cases.append({row, "/MyApp/cpu_bound", {}, 0, headers});
    return cases;
}

QList<CallCase> callCases()
{
    const QString method = u"Method of myapp.proto"_s;
    const QString message = u"Message as JSON"_s;
    const QString unfit = u"JSON that is not the method's message"_s;
    QList<CallCase> cases{
        {method, "/MyApp/index"},
        {method, "/MyApp/io_bound"},
        {u"Another path"_s, "/MyApp/indx"},
        {u"Another path"_s, "/"},
        {u"Another path"_s, "/MyApp/index/"},
        {u"Another path"_s, "/MyApp/index?a=b"},
        {message, "/MyApp/cpu_bound", R"({"num": 7})", 7},
        {message, "/MyApp/cpu_bound", R"({"num": -2147483648})", -2147483647 - 1},
        {u"No message, or one without fields"_s, "/MyApp/cpu_bound"},
        {u"No message, or one without fields"_s, "/MyApp/cpu_bound", "{}"},
        {unfit, "/MyApp/cpu_bound", R"({"nums": 7})"},
        {unfit, "/MyApp/cpu_bound", R"({"num": 2147483648})"},
        {unfit, "/MyApp/cpu_bound", "num"},
    };
    cases += withHeaders(u"Headers"_s,
                         {{{"X-Own", "value"}},
                          {{"x_a.b-c", " !\"#~"}},
                          {{"Authorization", "Bearer x"}, {"Cookie", "a=b"}, {"Accept", "*/*"}}});
    cases += withHeaders(u"A header twice"_s, {{{"X-A", "1"}, {"x-a", "2"}, {"X-A", "1"}}});
    cases += withHeaders(u"An empty value"_s, {{{"X-Empty", ""}}});
    cases += withHeaders(u"Any bytes, where the name ends with -bin"_s,
                         {{{"X-Own-Bin", QByteArray("\0\r\n\xff", 4)}}});
    cases += withHeaders(u"A value that is not plain ASCII"_s,
                         {{{"X-Own", "\xc3\xa4"}},
                          {{"X-Own", "\xe4"}},
                          {{"X-Own", "a\tb"}},
                          {{"X-Own", QByteArray("a\0b", 3)}},
                          {{"X-Own", "a\r\nb"}},
                          {{"X-Own", "\x7f"}}});
    cases +=
        withHeaders(u"A name with other characters"_s,
                    {{{"X$Own", "1"}}, {{":path", "/"}}, {{"X Own", "1"}}, {{"\xc3\xa4", "1"}}, {{"", "1"}}});
    cases += withHeaders(u"Headers set by gRPC"_s,
                         {{{"Content-Type", "a/b"}},
                          {{"User-Agent", "me"}},
                          {{"TE", "trailers"}},
                          {{"grpc-timeout", "1S"}},
                          {{"Grpc-Own", "1"}}});
    cases += withHeaders(u"Headers not allowed in HTTP/2"_s,
                         {{{"Connection", "close"}},
                          {{"Keep-Alive", "1"}},
                          {{"Proxy-Connection", "close"}},
                          {{"Transfer-Encoding", "chunked"}},
                          {{"Upgrade", "h2c"}},
                          {{"Content-Length", "5"}}});
    return cases;
}

RequestTemplate makeRequest(const CallCase &each)
{
    RequestTemplate request;
    request.path = each.method;
    request.body = each.message;
    request.headers = each.headers;
    return request;
}

} // namespace

class TestGrpcRequests : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { m_table = readEnginesTable(u"Requests of grpc"_s); }
    void thePageHasARowForEachCase();
    void callsArriveAsDocumented_data();
    void callsArriveAsDocumented();

private:
    EnginesTable m_table;
};

void TestGrpcRequests::thePageHasARowForEachCase()
{
    QMap<QString, QStringList> examples;
    for (const CallCase &each : callCases()) {
        QStringList &shown = examples[each.row];
        shown << QString::fromUtf8(each.method) << QString::fromUtf8(each.message);
        for (const Header &header : each.headers)
            shown << QString::fromUtf8(header.name + ": " + header.value).trimmed();
    }
    QCOMPARE(m_table.rows.keys(), examples.keys());
    for (const QString &row : m_table.rows.keys()) {
        for (const QString &example : codeSpans(m_table.rows[row].value(u"for example"_s)))
            QVERIFY2(examples[row].contains(example), qPrintable(row + u": "_s + example));
        const QString cell = m_table.rows[row].value(u"grpc"_s);
        QVERIFY2(cell == asWritten || cell == refused, qPrintable(row + u": "_s + cell));
    }
}

void TestGrpcRequests::callsArriveAsDocumented_data()
{
    QTest::addColumn<qsizetype>("index");
    const QList<CallCase> cases = callCases();
    for (qsizetype i = 0; i < cases.size(); ++i)
        QTest::newRow(qPrintable(cases[i].name())) << i;
}

void TestGrpcRequests::callsArriveAsDocumented()
{
    QFETCH(qsizetype, index);
    const CallCase each = callCases().at(index);
    const QString documented = m_table.rows.value(each.row).value(u"grpc"_s);
    const RpcServer server(RpcAnswer{u"ready"_s});
    Connection connection;
    connection.engine = grpcEngine();
    const std::unique_ptr<EngineLoad> load = std::make_unique<EngineLoad>(connection, server.url());
    const RequestTemplate request = makeRequest(each);
    const std::vector<Outcome> outcomes = load->send(request);
    const bool isRefused =
        !grpcRequestProblem({request}, {}).isEmpty() || !encodeRpcRequest(request.path, request.body);
    QCOMPARE(isRefused ? refused : asWritten, documented);
    if (isRefused) {
        QCOMPARE(outcomes.front().outcomeClass, OutcomeClass::Protocol);
        QCOMPARE(outcomes.front().diedIn, RequestPhase::Send);
        QVERIFY(!outcomes.front().example.isEmpty());
        QCOMPARE(server.requests(), 0);
        return;
    }
    QVERIFY2(outcomes.front().outcomeClass == OutcomeClass::Ok, qPrintable(describe(outcomes)));
    const RpcSeen seen = server.lastRequest();
    QCOMPARE(seen.method, each.method);
    QCOMPARE(seen.num, each.num);
    QMultiHash<QByteArray, QByteArray> metadata = seen.metadata;
    metadata.remove("user-agent");
    QMultiHash<QByteArray, QByteArray> own;
    for (const Header &header : each.headers)
        own.insert(header.name.toLower(), header.value);
    QCOMPARE(metadata, own);
}

LOADSTONE_TEST(TestGrpcRequests, QCoreApplication)
#include "tst_grpcrequests.moc"
