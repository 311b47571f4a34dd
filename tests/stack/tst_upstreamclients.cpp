// SPDX-License-Identifier: GPL-3.0-or-later
// Responses of stacks that call the slow upstream, and the calls they make.
#include "core/run/launch.h"
#include "core/server/readinessprobe.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "tests/support/runningslowupstream.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr int clientBuildMs = 480'000;
constexpr int delayedResponseMs = 20'000;
constexpr int calls = 4;
constexpr int delayMs = 200;

ProbeResponse sendGet(quint16 port, const QByteArray &target)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    if (!socket.waitForConnected(delayedResponseMs))
        return {};
    socket.write("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    QByteArray text;
    std::optional<ProbeResponse> response;
    while (!response && socket.waitForReadyRead(delayedResponseMs)) {
        text += socket.readAll();
        response = parseResponse(text, false);
    }
    return response.value_or(parseResponse(text, true).value_or(ProbeResponse{}));
}

} // namespace

class TestUpstreamClients : public QObject
{
    Q_OBJECT

    const Catalogue m_catalogue = Catalogue::load({QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/stacks")});
    QTemporaryDir m_folder;
    std::unique_ptr<EnvironmentStore> m_environments;
    std::unique_ptr<ServerProcess> m_server;
    quint16 m_port = 0;

    void addStacks();
    void startServer(const QString &id, const QJsonObject &parameters, quint16 apiPort);
    void checkFanOut();
    void stopServer();

private slots:
    void initTestCase();
    void forwardsUpstreamResponse_data() { addStacks(); }
    void forwardsUpstreamResponse();
    void reusesConnectionsOnRequest_data() { addStacks(); }
    void reusesConnectionsOnRequest();
    void reportsMissingUpstream_data() { addStacks(); }
    void reportsMissingUpstream();
    void cleanup() { m_server.reset(); }
};

void TestUpstreamClients::initTestCase()
{
    const QString cache = qEnvironmentVariable(
        "LOADSTONE_CACHE",
        QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + u"/loadstone"_s);
    m_environments =
        std::make_unique<EnvironmentStore>(QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/environments"),
                                           cache + u"/environments"_s, QStringLiteral(GUARD_PROGRAM));
    QSignalSpy built(m_environments.get(), &EnvironmentStore::built);
    m_environments->build(u"cpython"_s);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, clientBuildMs);
    QVERIFY(built.first().at(1).value<Status>().isOk());
    // Only with a Python old enough for it.
    if (m_environments->state(u"meinheld"_s).canBeBuilt) {
        m_environments->build(u"meinheld"_s);
        QTRY_COMPARE_WITH_TIMEOUT(built.count(), 2, clientBuildMs);
        QVERIFY(built.last().at(1).value<Status>().isOk());
    }
}

void TestUpstreamClients::addStacks()
{
    QTest::addColumn<QString>("id");
    int rows = 0;
    for (const Stack &stack : m_catalogue.stacks()) {
        if (!stack.endpoints.contains(u"GET /single"_s) || !m_environments->state(stack.environment).isBuilt)
            continue;
        QTest::newRow(qPrintable(stack.id)) << stack.id;
        ++rows;
    }
    QVERIFY(rows >= 3);
}

void TestUpstreamClients::startServer(const QString &id, const QJsonObject &parameters, quint16 apiPort)
{
    ServerEntry entry;
    entry.stackId = id;
    entry.preset = u"tuned"_s;
    entry.parameters = parameters;
    ResolvedServer resolved;
    resolved.entry = entry;
    resolved.stack = *m_catalogue.find(id);
    resolved.name = id;
    const Result<QJsonObject> values = resolveParameters(resolved.stack, entry);
    QVERIFY2(values, values ? "" : qPrintable(values.error().text()));
    resolved.parameters = *values;
    LaunchRequest request;
    request.logFile = m_folder.filePath(id + u".log"_s);
    request.upstream.api = Upstream::Api::Gosleep;
    request.upstream.delay = Milliseconds(delayMs);
    request.upstream.calls = calls;
    request.upstreamPort = apiPort;
    const Result<LaunchSpec> launch =
        makeLaunchSpec(resolved, m_environments->state(resolved.stack.environment), request);
    QVERIFY2(launch, launch ? "" : qPrintable(launch.error().text()));
    m_port = launch->port;
    m_server = std::make_unique<ServerProcess>(*launch, QStringLiteral(GUARD_PROGRAM));
    QSignalSpy ready(m_server.get(), &ServerProcess::ready);
    QSignalSpy failed(m_server.get(), &ServerProcess::failed);
    m_server->start();
    QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty() || !failed.isEmpty(), delayedResponseMs);
    QVERIFY2(failed.isEmpty(), qPrintable(m_server->lastLines(30).join(u'\n')));
}

void TestUpstreamClients::stopServer()
{
    QSignalSpy exited(m_server.get(), &ServerProcess::exited);
    m_server->stop();
    QVERIFY(exited.wait(delayedResponseMs));
    const auto exit = exited.first().first().value<ServerExit>();
    QCOMPARE(exit.killed, 0);
    QVERIFY(exit.isPortFree);
}

void TestUpstreamClients::forwardsUpstreamResponse()
{
    QFETCH(QString, id);
    RunningSlowUpstream api;
    startServer(id, {}, api.port());
    if (QTest::currentTestFailed())
        return;
    QElapsedTimer timer;
    timer.start();
    ProbeResponse response = sendGet(m_port, "/single");
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, QByteArray("Sleep 0.200000 seconds"));
    QVERIFY(timer.elapsed() >= delayMs);

    timer.start();
    response = sendGet(m_port, "/multiple");
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, QByteArray("Sleep 0.100000 seconds\nSleep 0.100000 seconds"));
    QVERIFY(timer.elapsed() >= delayMs); // one after the other

    const bool fansOut = m_catalogue.find(id)->endpoints.contains(u"GET /io_bound"_s);
    if (fansOut)
        checkFanOut();
    if (QTest::currentTestFailed())
        return;

    response = sendGet(m_port, "/cpu_bound?num=3");
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, QByteArray("3 products"));
    QCOMPARE(sendGet(m_port, "/cpu_bound?num=x").status, 400);
    stopServer();
    const SlowUpstreamFacts facts = api.end();
    QCOMPARE(facts.answered, 1 + 2 + (fansOut ? 2 * calls : 0));
    QCOMPARE(facts.mostConnections, fansOut ? calls : 1); // concurrently
    QCOMPARE(facts.refused, 0);
}

void TestUpstreamClients::checkFanOut()
{
    ProbeResponse response = sendGet(m_port, "/io_bound?delay=0.25");
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, QByteArray("Sleep 0.250000 seconds\n").repeated(calls).chopped(1));
    response = sendGet(m_port, "/io_bound");
    QCOMPARE(response.body, QByteArray("Sleep 0.200000 seconds\n").repeated(calls).chopped(1));
    for (const QByteArray query : {"soon", "-1", "nan", "3601"})
        QVERIFY2(sendGet(m_port, "/io_bound?delay=" + query).status == 400, query.constData());
}

void TestUpstreamClients::reusesConnectionsOnRequest()
{
    QFETCH(QString, id);
    constexpr int requests = 3;
    for (const bool isReused : {true, false}) {
        RunningSlowUpstream api;
        startServer(id, {{u"reuse_upstream"_s, isReused}}, api.port());
        if (QTest::currentTestFailed())
            return;
        for (int i = 0; i < requests; ++i)
            QCOMPARE(sendGet(m_port, "/multiple").status, 200);
        stopServer();
        QCOMPARE(api.end().connections, isReused ? 1 : 2 * requests);
    }
}

void TestUpstreamClients::reportsMissingUpstream()
{
    QFETCH(QString, id);
    startServer(id, {}, 0);
    if (QTest::currentTestFailed())
        return;
    for (const auto *target : {"/single", "/multiple", "/io_bound"}) {
        const ProbeResponse response = sendGet(m_port, target);
        QCOMPARE(response.status, 503);
        QVERIFY2(response.body.contains("There is no slow upstream"), response.body.constData());
    }
    stopServer();
}

LOADSTONE_TEST(TestUpstreamClients, QCoreApplication)
#include "tst_upstreamclients.moc"
