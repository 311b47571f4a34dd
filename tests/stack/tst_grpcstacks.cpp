// SPDX-License-Identifier: GPL-3.0-or-later
// The gRPC stacks with each preset, launched as in a run.
#include "core/rpc/rpcchannel.h"
#include "core/rpc/rpcinbox.h"
#include "core/rpc/rpcmessages.h"
#include "core/run/launch.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr int grpcBuildMs = 480'000;
constexpr int deadlineMs = 20'000;
constexpr int invalidArgument = 3;
constexpr int failedPrecondition = 9;

/// Result of a call in progress.
struct Call {
    std::shared_ptr<RpcCall> running;
    std::optional<RpcReply> reply;
};

} // namespace

class GrpcStacksTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void respondsAsDeclared_data();
    void respondsAsDeclared();
    void callsTheSlowUpstream_data();
    void callsTheSlowUpstream();
    void waitsAsPublishedForAnEmptyMessage_data();
    void waitsAsPublishedForAnEmptyMessage();
    void reflectsItsService_data();
    void reflectsItsService();
    void poolOfThreadsLimitsCalls();
    void runningCallsEndBeforeTheServer_data();
    void runningCallsEndBeforeTheServer();
    void cleanup();

private:
    static void addRows();
    bool start(const QString &id, const QString &preset, const QJsonObject &parameters = {});
    void stop();
    std::unique_ptr<Call> begin(const QByteArray &method, const QByteArray &message = {},
                                RpcChannel *channel = nullptr);
    RpcReply call(const QByteArray &method, const QByteArray &message = {});
    static QString makeText(const RpcReply &reply);

    SystemClock m_clock;
    Catalogue m_catalogue = Catalogue::load({QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/stacks")});
    EnvironmentState m_environment;
    QTemporaryDir m_folder;
    std::unique_ptr<ScriptedServer> m_upstream;
    Upstream m_upstreamSettings;
    std::unique_ptr<ServerProcess> m_server;
    quint16 m_port = 0;
    std::shared_ptr<RpcChannel> m_channel;
    std::unique_ptr<RpcInbox> m_inbox;
};

void GrpcStacksTest::initTestCase()
{
    const QString cache = qEnvironmentVariable(
        "LOADSTONE_CACHE",
        QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + u"/loadstone"_s);
    EnvironmentStore store(QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/environments"),
                           cache + u"/environments"_s, QStringLiteral(GUARD_PROGRAM));
    QSignalSpy built(&store, &EnvironmentStore::built);
    store.build(u"cpython"_s);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, grpcBuildMs);
    const Status status = built.first().at(1).value<Status>();
    QVERIFY2(status.isOk(), qPrintable(status.isOk() ? QString() : status.error().text()));
    m_environment = store.state(u"cpython"_s);
}

void GrpcStacksTest::init()
{
    m_upstreamSettings = {};
    m_inbox = std::make_unique<RpcInbox>();
}

void GrpcStacksTest::addRows()
{
    QTest::addColumn<QString>("id");
    for (const char *id : {"grpc-sync", "grpc-async"})
        QTest::newRow(id) << QString::fromLatin1(id);
}

bool GrpcStacksTest::start(const QString &id, const QString &preset, const QJsonObject &parameters)
{
    const Stack *stack = m_catalogue.find(id);
    if (stack == nullptr)
        return false;
    ResolvedServer server;
    server.entry = {id, preset, parameters, {}, true};
    server.stack = *stack;
    server.name = stack->title;
    const Result<QJsonObject> values = resolveParameters(*stack, server.entry);
    if (!values)
        return false;
    server.parameters = *values;
    LaunchRequest request;
    request.logFile = m_folder.filePath(u"log"_s);
    request.upstream = m_upstreamSettings;
    request.upstreamPort = m_upstream ? m_upstream->port() : quint16(0);
    const Result<LaunchSpec> launch = makeLaunchSpec(server, m_environment, request);
    if (!launch)
        return false;
    m_server = std::make_unique<ServerProcess>(*launch, QStringLiteral(GUARD_PROGRAM));
    QSignalSpy ready(m_server.get(), &ServerProcess::ready);
    m_server->start();
    m_port = launch->port;
    m_channel = RpcChannel::open(u"127.0.0.1"_s, m_port);
    return QTest::qWaitFor([&ready] { return ready.count() == 1; }, deadlineMs);
}

void GrpcStacksTest::stop()
{
    QSignalSpy exited(m_server.get(), &ServerProcess::exited);
    m_server->stop();
    QTRY_COMPARE_WITH_TIMEOUT(exited.count(), 1, deadlineMs);
    const auto exit = exited.first().first().value<ServerExit>();
    QCOMPARE(exit.exitCode.value_or(-1), 0);
    QCOMPARE(exit.killed, 0);
    QVERIFY(exit.isPortFree);
}

std::unique_ptr<Call> GrpcStacksTest::begin(const QByteArray &method, const QByteArray &message,
                                            RpcChannel *channel)
{
    auto made = std::make_unique<Call>();
    RpcRequest request;
    request.method = method;
    request.message = encodeRpcRequest(method, message).value();
    request.timeout = Milliseconds(deadlineMs);
    RpcChannel &over = channel != nullptr ? *channel : *m_channel;
    made->running = over.call(request, m_clock, *m_inbox,
                              [call = made.get()](const RpcReply &reply) { call->reply = reply; });
    return made;
}

RpcReply GrpcStacksTest::call(const QByteArray &method, const QByteArray &message)
{
    const std::unique_ptr<Call> made = begin(method, message);
    const bool hasEnded = QTest::qWaitFor([&made] { return made->reply.has_value(); }, deadlineMs * 2);
    RpcReply none;
    none.status = -1;
    return hasEnded ? *made->reply : none;
}

QString GrpcStacksTest::makeText(const RpcReply &reply)
{
    const Result<QByteArray> json = decodeRpcResponse("/MyApp/index", reply.body);
    return json ? QJsonDocument::fromJson(*json).object().value(u"text"_s).toString() : json.error().text();
}

void GrpcStacksTest::respondsAsDeclared_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("preset");
    for (const Stack &stack : m_catalogue.stacks()) {
        for (const Preset &preset : stack.presets) {
            if (stack.protocol == grpcProtocol())
                QTest::addRow("%s %s", qPrintable(stack.id), qPrintable(preset.id)) << stack.id << preset.id;
        }
    }
}

void GrpcStacksTest::respondsAsDeclared()
{
    QFETCH(QString, id);
    QFETCH(QString, preset);
    QVERIFY(start(id, preset));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(makeText(call("/MyApp/index")), u"ready"_s);
    QCOMPARE(makeText(call("/MyApp/cpu_bound", R"({"num":3})")), u"3 products"_s);
    QCOMPARE(makeText(call("/MyApp/cpu_bound")), u"1000 products"_s);
    QCOMPARE(call("/MyApp/cpu_bound", R"({"num":-1})").status, invalidArgument);
    const RpcReply alone = call("/MyApp/io_bound", R"({"num":1})");
    QCOMPARE(alone.status, failedPrecondition);
    QVERIFY2(alone.message.contains(u"There is no slow upstream"), qPrintable(alone.message));

    constexpr int connectionCount = 200;
    std::vector<std::shared_ptr<RpcChannel>> channels;
    std::vector<std::unique_ptr<Call>> calls;
    for (int i = 0; i < connectionCount; ++i) {
        channels.push_back(RpcChannel::open(u"127.0.0.1"_s, m_port));
        calls.push_back(begin("/MyApp/index", {}, channels.back().get()));
    }
    for (const std::unique_ptr<Call> &each : calls) {
        QTRY_VERIFY_WITH_TIMEOUT(each->reply.has_value(), deadlineMs);
        QCOMPARE(makeText(*each->reply), u"ready"_s);
        QVERIFY(each->reply->openedConnection);
    }
    stop();
}

void GrpcStacksTest::callsTheSlowUpstream_data() { addRows(); }

void GrpcStacksTest::callsTheSlowUpstream()
{
    QFETCH(QString, id);
    std::atomic<int> asked{0};
    m_upstream = std::make_unique<ScriptedServer>([&asked](const ScriptedRequest &request) {
        asked += request.target == "/?delay=1" ? 1 : 0;
        return script::delayed(200, script::respond("slow api response"));
    });
    m_upstreamSettings.api = Upstream::Api::SlowApi;
    m_upstreamSettings.delay = Milliseconds(3'000);
    QVERIFY(start(id, u"tuned"_s));
    QElapsedTimer timer;
    timer.start();
    const RpcReply reply = call("/MyApp/io_bound", R"({"num":1})");
    QCOMPARE(reply.message, QString());
    QCOMPARE(makeText(reply).count(u"slow api response"_s), 10);
    QVERIFY(timer.elapsed() >= 200);
    QVERIFY2(timer.elapsed() < 1'500, "one after the other it takes 2 s");
    QCOMPARE(asked.load(), 10);
    QCOMPARE(m_upstream->mostConnections(), 10);
    stop();
}

void GrpcStacksTest::waitsAsPublishedForAnEmptyMessage_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QByteArray>("asked");
    for (const char *id : {"grpc-sync", "grpc-async"}) {
        QTest::addRow("%s as-published", id)
            << QString::fromLatin1(id) << u"as-published"_s << QByteArray("/?delay=10");
        QTest::addRow("%s tuned", id) << QString::fromLatin1(id) << u"tuned"_s << QByteArray("/?delay=3");
    }
}

void GrpcStacksTest::waitsAsPublishedForAnEmptyMessage()
{
    QFETCH(QString, id);
    QFETCH(QString, preset);
    QFETCH(QByteArray, asked);
    m_upstream = std::make_unique<ScriptedServer>(script::respond("slow api response"));
    m_upstreamSettings.api = Upstream::Api::SlowApi;
    m_upstreamSettings.delay = Milliseconds(3'000);
    QVERIFY(start(id, preset));
    QCOMPARE(call("/MyApp/io_bound").status, 0);
    const QList<ScriptedRequest> requests = m_upstream->firstRequests();
    QCOMPARE(requests.size(), 10);
    for (const ScriptedRequest &request : requests)
        QCOMPARE(request.target, asked);
    stop();
}

void GrpcStacksTest::reflectsItsService_data() { addRows(); }

void GrpcStacksTest::reflectsItsService()
{
    QFETCH(QString, id);
    QVERIFY(start(id, u"tuned"_s));
    // By a client without the .proto file.
    const QString program =
        u"import sys, grpc\n"
        "from google.protobuf.descriptor_pool import DescriptorPool\n"
        "from grpc_reflection.v1alpha.proto_reflection_descriptor_database import "
        "ProtoReflectionDescriptorDatabase\n"
        "pool = DescriptorPool(ProtoReflectionDescriptorDatabase(grpc.insecure_channel(sys.argv[1])))\n"
        "print([m.name for m in pool.FindServiceByName('MyApp').methods])\n"_s;
    QProcess python;
    python.setProcessChannelMode(QProcess::MergedChannels);
    python.start(m_environment.python, {u"-c"_s, program, u"127.0.0.1:%1"_s.arg(m_port)});
    QVERIFY(python.waitForFinished(deadlineMs));
    QCOMPARE(python.readAll().trimmed(), QByteArray("['index', 'io_bound', 'cpu_bound']"));
    stop();
}

void GrpcStacksTest::poolOfThreadsLimitsCalls()
{
    m_upstream = std::make_unique<ScriptedServer>(script::delayed(400, script::respond("slow api response")));
    m_upstreamSettings.api = Upstream::Api::SlowApi;
    QVERIFY(start(u"grpc-sync"_s, u"tuned"_s, {{u"threads"_s, 2}}));
    QElapsedTimer timer;
    timer.start();
    constexpr int many = 6;
    std::vector<std::unique_ptr<Call>> calls;
    calls.reserve(many);
    for (int i = 0; i < many; ++i)
        calls.push_back(begin("/MyApp/io_bound"));
    for (const std::unique_ptr<Call> &each : calls) {
        QTRY_VERIFY_WITH_TIMEOUT(each->reply.has_value(), deadlineMs);
        QCOMPARE(each->reply->status, 0);
    }
    // Three waves of two.
    QVERIFY2(timer.elapsed() >= 1'200, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(m_upstream->mostConnections(), 20);
    stop();
}

void GrpcStacksTest::runningCallsEndBeforeTheServer_data() { addRows(); }

void GrpcStacksTest::runningCallsEndBeforeTheServer()
{
    QFETCH(QString, id);
    m_upstream = std::make_unique<ScriptedServer>(script::delayed(800, script::respond("slow api response")));
    m_upstreamSettings.api = Upstream::Api::SlowApi;
    QVERIFY(start(id, u"tuned"_s));
    const std::unique_ptr<Call> running = begin("/MyApp/io_bound");
    QTRY_COMPARE_WITH_TIMEOUT(m_upstream->requests(), 10, deadlineMs);
    stop();
    QTRY_VERIFY_WITH_TIMEOUT(running->reply.has_value(), deadlineMs);
    QCOMPARE(running->reply->message, QString());
    QCOMPARE(running->reply->status, 0);
}

void GrpcStacksTest::cleanup()
{
    if (QTest::currentTestFailed() && m_server)
        qWarning().noquote() << m_server->lastLines(40).join(u'\n');
    m_channel.reset();
    m_server.reset();
    m_upstream.reset();
    m_inbox.reset();
}

LOADSTONE_TEST(GrpcStacksTest, QCoreApplication)
#include "tst_grpcstacks.moc"
