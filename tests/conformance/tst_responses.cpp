// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes of unusual responses for each engine, with and without TLS, and for curl, as documented in
// docs/engines.md.
#include "tests/conformance/engineload.h"
#include "tests/conformance/responsecases.h"
#include "tests/conformance/transportcases.h"
#include "tests/support/testcertificate.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace loadstone;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr int requestsPerCase = 3;
constexpr int deadlineMs = 30'000;
const QString curlColumn = u"curl"_s;
const QString enginesColumn = u"qnam and native"_s;

QString counted(qint64 count, const QString &noun)
{
    return u"%1 %2%3"_s.arg(count).arg(noun, count == 1 || noun == u"stale"_s ? u""_s : u"s"_s);
}

/// Outcome of one request in the notation of the page: class and status.
QString shown(const Outcome &outcome)
{
    const QString id = outcomeClassId(outcome.outcomeClass);
    return outcome.status == 0 ? id : u"%1 %2"_s.arg(id).arg(outcome.status);
}

/// Cell of an engine: classes (one if all are equal), total body bytes, connections, stale ones.
QString makeCell(const std::vector<Outcome> &outcomes, int connections)
{
    QStringList classes;
    qint64 bytes = 0;
    qint64 stale = 0;
    for (const Outcome &outcome : outcomes) {
        classes.append(shown(outcome));
        bytes += outcome.bytesReceived;
        stale += outcome.wasStale ? 1 : 0;
    }
    if (classes.count(classes.constFirst()) == classes.size())
        classes = classes.mid(0, 1);
    QStringList parts{classes.join(u", "_s), counted(bytes, u"byte"_s),
                      counted(connections, u"connection"_s)};
    if (stale > 0)
        parts.append(counted(stale, u"stale"_s));
    return parts.join(u"; "_s);
}

qint64 connectionsCounted(const std::vector<Outcome> &outcomes)
{
    return std::count_if(outcomes.begin(), outcomes.end(),
                         [](const Outcome &outcome) { return outcome.openedConnection; });
}

} // namespace

class TestResponses : public QObject
{
    Q_OBJECT
private slots:
    void thePageHasEveryCaseAndNoOther();
    void asThePageSays_data();
    void asThePageSays();
    void curlAsThePageSays_data();
    void curlAsThePageSays();
    void curlIsNotStricter();
    void whereverItIsSplit_data();
    void whereverItIsSplit();
    void reasonsAreReadable_data();
    void reasonsAreReadable();

private:
    std::unique_ptr<ScriptedServer> serverFor(const ScriptedServer::Handler &handler, bool isOverTls) const;
    std::unique_ptr<EngineLoad> loadOn(const ScriptedServer &server, const QString &engine,
                                       std::chrono::milliseconds timeout = 5s) const;

    std::unique_ptr<TestCertificate> m_certificate = std::make_unique<TestCertificate>();
};

std::unique_ptr<ScriptedServer> TestResponses::serverFor(const ScriptedServer::Handler &handler,
                                                         bool isOverTls) const
{
    if (!isOverTls)
        return std::make_unique<ScriptedServer>(handler);
    return std::make_unique<ScriptedServer>(handler, (*m_certificate)->file, (*m_certificate)->keyFile);
}

std::unique_ptr<EngineLoad> TestResponses::loadOn(const ScriptedServer &server, const QString &engine,
                                                  std::chrono::milliseconds timeout) const
{
    Connection connection;
    connection.engine = engine;
    connection.timeout = timeout;
    return std::make_unique<EngineLoad>(connection, server.url(), (*m_certificate)->pem);
}

void TestResponses::thePageHasEveryCaseAndNoOther()
{
    QSet<QString> rows;
    for (const ResponseCase &each : responseCases())
        rows.insert(each.row);
    const QStringList documented = responseTable().keys();
    const QSet<QString> page(documented.begin(), documented.end());
    QCOMPARE((rows - page).values(), QStringList());
    QCOMPARE((page - rows).values(), QStringList());
}

void TestResponses::asThePageSays_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<bool>("isOverTls");
    QTest::addColumn<int>("index");
    const QList<ResponseCase> cases = responseCases();
    const QStringList engines = httpEngines();
    for (int i = 0; i < cases.size(); ++i) {
        for (const QString &engine : engines) {
            QTest::addRow("%s: %s", qPrintable(cases[i].row), qPrintable(engine)) << engine << false << i;
            QTest::addRow("%s: %s over TLS", qPrintable(cases[i].row), qPrintable(engine))
                << engine << true << i;
        }
    }
}

void TestResponses::asThePageSays()
{
    QFETCH(QString, engine);
    QFETCH(bool, isOverTls);
    QFETCH(int, index);
    const ResponseCase each = responseCases().at(index);
    const auto server = serverFor(each.handler, isOverTls);
    server->setAnswersAtHead(each.answersAtHead);
    const auto load = loadOn(*server, engine);
    const std::vector<Outcome> outcomes = load->send(each.request, requestsPerCase);

    const QString cell = makeCell(outcomes, server->connections());
    const QString documented = responseTable().value(each.row).value(enginesColumn);
    QVERIFY2(cell == documented, qPrintable(u"%1 | %2 | %3"_s.arg(each.row, cell, describe(outcomes))));
    QCOMPARE(connectionsCounted(outcomes), server->connections());
}

void TestResponses::curlAsThePageSays_data()
{
    QTest::addColumn<int>("index");
    const QList<ResponseCase> cases = responseCases();
    for (int i = 0; i < cases.size(); ++i)
        QTest::addRow("%s", qPrintable(cases[i].row)) << i;
}

void TestResponses::curlAsThePageSays()
{
    QFETCH(int, index);
    const ResponseCase each = responseCases().at(index);
    ScriptedServer server(each.handler);
    server.setAnswersAtHead(each.answersAtHead);
    QStringList arguments{u"-q"_s,        u"--silent"_s,  u"--http1.1"_s, u"--max-time"_s,
                          u"3"_s,         u"--noproxy"_s, u"*"_s,         u"--output"_s,
                          u"/dev/null"_s, u"-H"_s,        u"Expect:"_s};
    arguments.append({u"--write-out"_s, u"%{exitcode} %{http_code} %{size_download}"_s});
    if (each.request.method == "HEAD")
        arguments.append(u"--head"_s);
    else if (!each.request.body.isEmpty())
        arguments.append({u"--data-binary"_s, u"@-"_s});
    arguments.append(server.url().toString());
    QProcess curl;
    curl.start(u"curl"_s, arguments);
    QVERIFY2(curl.waitForStarted(), "This test needs curl");
    curl.write(each.request.body);
    curl.closeWriteChannel();
    QVERIFY(curl.waitForFinished(deadlineMs));
    const QStringList said = QString::fromUtf8(curl.readAllStandardOutput()).split(u' ');
    const QString cell = said[0] == u"0"_s
        ? u"ok %1; %2"_s.arg(said.value(1), counted(said.value(2).toLongLong(), u"byte"_s))
        : u"error %1"_s.arg(said[0]);
    const QString documented = responseTable().value(each.row).value(curlColumn);
    QVERIFY2(cell == documented, qPrintable(u"%1 | %2"_s.arg(each.row, cell)));
}

/// A response that curl refuses must not count as Ok on any engine.
void TestResponses::curlIsNotStricter()
{
    const auto table = responseTable();
    for (auto row = table.begin(); row != table.end(); ++row) {
        const bool isRefused = row.value().value(curlColumn).startsWith(u"error"_s);
        const bool isTaken = row.value().value(enginesColumn).startsWith(u"ok"_s);
        QVERIFY2(!isRefused || !isTaken, qPrintable(row.key()));
    }
}

void TestResponses::whereverItIsSplit_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<bool>("isOverTls");
    QTest::addColumn<QByteArray>("response");
    const QByteArray hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    const QByteArray chunks =
        "HTTP/1.1 401 Who\r\nTransfer-Encoding: chunked\r\nWWW-Authenticate: Basic\r\n\r\n"
        "5\r\nhello\r\n3;a=b\r\nyou\r\n0\r\nX-Sum: 1\r\n\r\n";
    const QByteArray lax = "HTTP/1.1 401\nContent-Length: 8, 8\nX-Long: a\n b\n\nhelloyou";
    const QStringList engines = httpEngines();
    for (const QString &engine : engines) {
        QTest::addRow("%s: chunks", qPrintable(engine)) << engine << false << hints + chunks;
        QTest::addRow("%s: lax head", qPrintable(engine)) << engine << false << lax;
        QTest::addRow("%s: chunks over TLS", qPrintable(engine)) << engine << true << hints + chunks;
        QTest::addRow("%s: lax head over TLS", qPrintable(engine)) << engine << true << lax;
    }
}

void TestResponses::whereverItIsSplit()
{
    QFETCH(QString, engine);
    QFETCH(bool, isOverTls);
    QFETCH(QByteArray, response);
    const auto server = serverFor(
        [response](const ScriptedRequest &request) {
            constexpr int pauseMs = 2;
            return script::send(response.left(request.number + 1))
                + script::delayed(pauseMs, script::send(response.mid(request.number + 1)));
        },
        isOverTls);
    const auto load = loadOn(*server, engine, 2s);
    RequestTemplate request;
    request.expect.statuses = {401};
    request.expect.body = "helloyou";
    const std::vector<Outcome> outcomes = load->send(request, static_cast<int>(response.size()) - 1);
    QVERIFY2(std::all_of(outcomes.begin(), outcomes.end(),
                         [](const Outcome &outcome) { return outcome.outcomeClass == OutcomeClass::Ok; }),
             qPrintable(describe(outcomes)));
    QCOMPARE(server->connections(), 1);
}

void TestResponses::reasonsAreReadable_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QByteArray>("reason");
    const QStringList engines = httpEngines();
    for (const QString &engine : engines) {
        QTest::addRow("%s: Latin-1", qPrintable(engine)) << engine << QByteArray("Introuv\xe9");
        QTest::addRow("%s: UTF-8", qPrintable(engine)) << engine << QByteArray("Introuv\xc3\xa9");
    }
}

void TestResponses::reasonsAreReadable()
{
    QFETCH(QString, engine);
    QFETCH(QByteArray, reason);
    ScriptedServer server(script::send("HTTP/1.1 404 " + reason + "\r\nContent-Length: 0\r\n\r\n"));
    Connection connection;
    connection.engine = engine;
    const std::unique_ptr<EngineLoad> load = std::make_unique<EngineLoad>(connection, server.url());
    const std::vector<Outcome> outcomes = load->send(RequestTemplate());
    QCOMPARE(outcomes.front().example, u"404 Introuvé"_s);
}

LOADSTONE_TEST(TestResponses, QCoreApplication)
#include "tst_responses.moc"
