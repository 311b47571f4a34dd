// SPDX-License-Identifier: GPL-3.0-or-later
// Every stack with each preset returns the same bytes for the same requests.
#include "core/load/responsevalidator.h"
#include "core/profile/profilefile.h"
#include "core/run/launch.h"
#include "core/run/requestfit.h"
#include "core/server/serverprocess.h"
#include "core/stack/availability.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "tests/stack/expectedanswers.h"
#include "tests/stack/stackclient.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

using namespace loadstone;

namespace
{

constexpr int conformanceBuildMs = 900'000;
constexpr int responseTimeoutMs = StackClient::responseTimeoutMs;
constexpr qsizetype chunkBytes = 1024 * 1024;

QByteArray get(const QByteArray &path) { return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"; }

QByteArray post(const QByteArray &body)
{
    return "POST /process-jwe HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
           "application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

bool keepsAlive(const Stack &stack, const QString &preset)
{
    for (const Preset &candidate : stack.presets) {
        if (candidate.id == preset)
            return candidate.keepsAlive.value_or(stack.keepsAlive);
    }
    return stack.keepsAlive;
}

// With a backlog of 5, requests of more connections are lost with any server: documented among the traps.
int concurrentConnections(const QJsonObject &parameters)
{
    return parameters.value(u"backlog").toInt(4096) < 10 ? 5 : 200;
}

bool servesAtOnce(const Stack &stack, const QJsonObject &parameters)
{
    static const QStringList models{u"asyncio"_s, u"greenlets"_s, u"threads"_s};
    // Without threads a WSGI application in an event loop blocks it, and meinheld, whose sockets wait without
    // blocking others, has no sleep of less than a second that does.
    return stack.id != u"flask-gunicorn-meinheld"_s && models.contains(stack.concurrency)
        && parameters.value(u"threads").toInt(1) > 0;
}

// One of each kind of server takes a minute. All of them, and the environments that have to be compiled for
// it, only on request.
bool isChosen(const Stack &stack)
{
    static const QStringList chosen{u"aiohttp"_s,
                                    u"bottle-gevent"_s,
                                    u"cherrypy"_s,
                                    u"django-gunicorn"_s,
                                    u"fastapi-uvicorn"_s,
                                    u"flask-dev-threaded"_s,
                                    u"flask-gunicorn-meinheld"_s,
                                    u"flask-gunicorn-threads"_s,
                                    u"pyramid-wsgiref"_s,
                                    u"sanic"_s,
                                    u"tornado-wsgi"_s,
                                    u"twisted-web"_s,
                                    u"uwsgi"_s};
    return chosen.contains(stack.id) || qEnvironmentVariableIsSet("LOADSTONE_TEST_ALL_STACKS");
}

// Covered by a separate test, tst_upstreamclients.
bool isOfSlowUpstreamExperiments(const QString &endpoint)
{
    static const QStringList endpoints{u"GET /single"_s, u"GET /multiple"_s, u"GET /io_bound"_s,
                                       u"GET /cpu_bound"_s};
    return endpoints.contains(endpoint);
}

} // namespace

class StackConformanceTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void respondsLikeAllStacks_data();
    void respondsLikeAllStacks();
    void preservesResponseWithRealJwe_data();
    void preservesResponseWithRealJwe();
    void encryptsInteroperably();
    void respondsInOtherModes_data();
    void respondsInOtherModes();
    void sendsPublishedBytes_data();
    void sendsPublishedBytes();
    void cleanup();

private:
    void build(const QString &environment);
    QList<Stack> availableStacks() const;
    bool start(const Stack &stack, const QString &preset, const QJsonObject &parameters = {});
    StackResponse requestOnce(const QByteArray &request) const
    {
        return StackClient(m_port).sendRequest(request);
    }
    void checkPlainAnswers(const Stack &stack);
    void checkShippedProfiles(const Stack &stack, const QString &preset, const QJsonObject &parameters = {});
    void checkProcessing(StackClient &client);
    void checkStreamedFile(StackClient &client, bool isChunked);
    void checkConcurrentConnections(int size);
    void checkThatNoneWaitsForOthers(int count);
    void checkEnd(const StopRule &rule);
    void addRowsWith(const QString &parameter);

    Catalogue m_catalogue = Catalogue::load({QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/stacks")});
    std::unique_ptr<EnvironmentStore> m_store;
    QTemporaryDir m_folder;
    QString m_streamFile;
    QByteArray m_lastChunk;
    QJsonObject m_parameters;
    std::unique_ptr<ServerProcess> m_server;
    std::optional<ServerExit> m_exit;
    quint16 m_port = 0;
};

void StackConformanceTest::initTestCase()
{
    const QString cache = qEnvironmentVariable(
        "LOADSTONE_CACHE",
        QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + u"/loadstone"_s);
    m_store =
        std::make_unique<EnvironmentStore>(QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/environments"),
                                           cache + u"/environments"_s, QStringLiteral(GUARD_PROGRAM));
    build(u"cpython"_s);

    m_streamFile = m_folder.filePath(u"stream"_s);
    QFile file(m_streamFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_lastChunk = QByteArray("0123456789abcdef").repeated(chunkBytes / 16);
    file.write(QByteArray(chunkBytes, '0'));
    file.write(m_lastChunk);
}

void StackConformanceTest::build(const QString &environment)
{
    QSignalSpy built(m_store.get(), &EnvironmentStore::built);
    m_store->build(environment);
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, conformanceBuildMs);
    const Status status = built.first().at(1).value<Status>();
    QVERIFY2(status.isOk(),
             qPrintable(status.isOk() ? QString() : status.error().text() + status.error().detail));
    const QMap<QString, QString> packages = m_store->packages(environment);
    for (const Stack &stack : m_catalogue.stacks()) {
        for (const QString &package : stack.packages)
            QVERIFY2(stack.environment != environment || packages.contains(package), qPrintable(package));
    }
}

QList<Stack> StackConformanceTest::availableStacks() const
{
    QList<Stack> stacks;
    for (const Stack &stack : m_catalogue.stacks()) {
        if (!isChosen(stack))
            continue;
        const QString reason = unavailableReason(stack, *m_store).english();
        if (reason.isEmpty())
            stacks.append(stack);
        else
            qInfo().noquote() << "Skipped" << stack.id + u':' << reason;
    }
    return stacks;
}

bool StackConformanceTest::start(const Stack &stack, const QString &preset, const QJsonObject &parameters)
{
    const Result<QJsonObject> values = resolveParameters(stack, {stack.id, preset, parameters, {}, true});
    if (!values)
        return false;
    ResolvedServer server;
    server.stack = stack;
    server.name = stack.id;
    server.parameters = m_parameters = *values;
    LaunchRequest request;
    request.service.processDelay = Milliseconds(200);
    request.streamFile = m_streamFile;
    const Result<LaunchSpec> launch = makeLaunchSpec(server, m_store->state(stack.environment), request);
    if (!launch)
        return false;
    m_port = launch->port;
    m_exit.reset();
    m_server = std::make_unique<ServerProcess>(*launch, QStringLiteral(GUARD_PROGRAM));
    connect(m_server.get(), &ServerProcess::exited, this, [this](const ServerExit &exit) { m_exit = exit; });
    QSignalSpy ready(m_server.get(), &ServerProcess::ready);
    QSignalSpy failed(m_server.get(), &ServerProcess::failed);
    m_server->start();
    return QTest::qWaitFor([&] { return !ready.isEmpty() || !failed.isEmpty(); },
                           static_cast<int>(stack.readiness.timeout.count()) * 2)
        && failed.isEmpty();
}

void StackConformanceTest::respondsLikeAllStacks_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("preset");
    for (const Stack &stack : availableStacks()) {
        if (stack.protocol != u"http"_s)
            continue;
        for (const Preset &preset : stack.presets)
            QTest::addRow("%s %s", qPrintable(stack.id), qPrintable(preset.id)) << stack.id << preset.id;
    }
}

void StackConformanceTest::respondsLikeAllStacks()
{
    QFETCH(QString, id);
    QFETCH(QString, preset);
    const Stack &stack = *m_catalogue.find(id);
    build(stack.environment);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(start(stack, preset));

    checkPlainAnswers(stack);
    if (QTest::currentTestFailed())
        return;
    checkShippedProfiles(stack, preset);
    if (QTest::currentTestFailed())
        return;
    if (!stack.endpoints.contains(u"POST /process-jwe"_s)) { // files alone
        checkEnd(stack.stop);
        return;
    }
    StackClient client(m_port);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(client.sendRequest(get("/simple-response")).status, 200);
    checkProcessing(client);
    if (QTest::currentTestFailed())
        return;
    checkStreamedFile(client, id == u"fastapi-uvicorn"_s && preset == u"as-published"_s);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(client.sendRequest(get("/simple-response")).status, 200);
    QCOMPARE(client.connections(), keepsAlive(stack, preset) ? 1 : 6);
    checkConcurrentConnections(concurrentConnections(m_parameters));
    if (QTest::currentTestFailed())
        return;
    if (servesAtOnce(stack, m_parameters))
        checkThatNoneWaitsForOthers(std::min(8, concurrentConnections(m_parameters)));
    if (QTest::currentTestFailed())
        return;
    checkEnd(stack.stop);
}

void StackConformanceTest::checkPlainAnswers(const Stack &stack)
{
    static const QMap<QString, Expected> responses = plainAnswers();
    for (const QString &endpoint : stack.endpoints) {
        if (endpoint == u"POST /process-jwe"_s || endpoint == u"GET /stream-file"_s
            || isOfSlowUpstreamExperiments(endpoint))
            continue;
        QVERIFY2(responses.contains(endpoint), qPrintable(endpoint));
        const StackResponse response = requestOnce(get(endpoint.mid(4).toLatin1()));
        QCOMPARE(response.status, 200);
        QCOMPARE(response.body, responses[endpoint].body);
        QCOMPARE(response.headers.value("content-type").split(';').first(), responses[endpoint].contentType);
        QCOMPARE(response.headers.value("content-length"), QByteArray::number(response.body.size()));
    }
}

// Every request of every shipped profile that the stack supports, validated as by a load generator.
void StackConformanceTest::checkShippedProfiles(const Stack &stack, const QString &preset,
                                                const QJsonObject &parameters)
{
    ResolvedServer server;
    server.stack = stack;
    server.entry = {stack.id, preset, parameters, {}, true};
    server.parameters = m_parameters;
    for (const QFileInfo &file :
         QDir(QStringLiteral(LOADSTONE_SOURCE_DIR "/profiles")).entryInfoList({u"*.json"_s})) {
        const Result<ProfileFile> profile = ProfileFile::open(file.filePath());
        QVERIFY(profile && profile->reading().profile);
        for (RequestTemplate request : requestsFor(server, profile->reading().profile->requests)) {
            const QString endpoint = findEndpoint(stack, request);
            if (endpoint.isEmpty() || isOfSlowUpstreamExperiments(endpoint))
                continue;
            request.path.replace("{chunk}", "1");
            QByteArray message = request.method + ' ' + request.path + " HTTP/1.1\r\nHost: localhost\r\n";
            if (!request.body.isEmpty())
                message += "Content-Type: application/json\r\nContent-Length: "
                    + QByteArray::number(request.body.size()) + "\r\n";
            const StackResponse response = requestOnce(message + "\r\n" + request.body);
            ResponseValidator judge;
            judge.begin(request);
            judge.body(response.body.constData(), response.body.size());
            Outcome outcome;
            judge.conclude(outcome, response.status);
            QVERIFY2(outcome.outcomeClass == OutcomeClass::Ok,
                     qPrintable(file.fileName() + u", "_s + endpoint + u": "_s + outcome.example));
        }
    }
}

void StackConformanceTest::checkProcessing(StackClient &client)
{
    QElapsedTimer timer;
    timer.start();
    const StackResponse processed =
        client.sendRequest(post("{ \"key\": \"v\xC3\xA4lue/\", \"n\": [1, 2.5, null] }"));
    // uvloop counts whole milliseconds from the beginning of its iteration, so 200 ms may be 199.
    QVERIFY2(timer.elapsed() >= 198, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(processed.status, 200);
    QCOMPARE(
        processed.body,
        QByteArray("{\"status\":\"Processed\",\"data\":{\"key\":\"v\xC3\xA4lue/\",\"n\":[1,2.5,null]}}"));
    QCOMPARE(processed.headers.value("content-type").split(';').first(), QByteArray("application/json"));
    for (const auto *body : {"{", "", "NaN"})
        QCOMPARE(requestOnce(post(body)).status, 400);
}

void StackConformanceTest::checkStreamedFile(StackClient &client, bool isChunked)
{
    const StackResponse chunk = client.sendRequest(get("/stream-file?chunk_index=1"));
    QCOMPARE(chunk.status, 200);
    QCOMPARE(chunk.headers.value("content-type").split(';').first(), QByteArray("application/octet-stream"));
    QVERIFY(chunk.body == m_lastChunk);
    QCOMPARE(chunk.headers.value("transfer-encoding") == "chunked", isChunked);
    QCOMPARE(chunk.headers.value("content-length"),
             isChunked ? QByteArray() : QByteArray::number(chunkBytes));

    QCOMPARE(requestOnce(get("/stream-file?chunk_index=2")).status, 416);
    const QList<int> refused{400, 422};
    for (const auto *query :
         {"", "?chunk_index=", "?chunk_index=x", "?chunk_index=-1", "?chunk_index=9999999999999999"})
        QVERIFY2(refused.contains(requestOnce(get(QByteArray("/stream-file") + query)).status), query);
    QVERIFY(QFile::rename(m_streamFile, m_streamFile + u'x'));
    const StackResponse missing = requestOnce(get("/stream-file?chunk_index=0"));
    QVERIFY(QFile::rename(m_streamFile + u'x', m_streamFile));
    QCOMPARE(missing.status, 404);
}

void StackConformanceTest::checkConcurrentConnections(int size)
{
    const ConcurrentResult result =
        requestConcurrently(m_port, get("/simple-response"), R"({"message":"Hello, world!"})", size);
    QCOMPARE(result.answered, size);
}

// Each of them waits 200 ms.
void StackConformanceTest::checkThatNoneWaitsForOthers(int count)
{
    const ConcurrentResult delayed =
        requestConcurrently(m_port, post("1"), R"({"status":"Processed","data":1})", count);
    QCOMPARE(delayed.answered, count);
    QVERIFY2(delayed.ms < 1'000, "a request that waits holds up the others");
}

void StackConformanceTest::checkEnd(const StopRule &rule)
{
    m_server->stop();
    QTRY_VERIFY_WITH_TIMEOUT(m_exit, static_cast<int>((rule.repeatAfter + rule.grace).count()));
    const bool isClean = m_exit->signal ? *m_exit->signal == rule.signal
                                        : m_exit->exitCode && rule.cleanExitCodes.contains(*m_exit->exitCode);
    QVERIFY2(isClean && m_exit->killed == 0 && m_exit->isPortFree, qPrintable(m_exit->sentence.english()));
}

void StackConformanceTest::addRowsWith(const QString &parameter)
{
    QTest::addColumn<QString>("id");
    for (const Stack &stack : availableStacks()) {
        for (const ParameterSpec &spec : stack.parameters) {
            if (spec.name == parameter)
                QTest::addRow("%s", qPrintable(stack.id)) << stack.id;
        }
    }
}

void StackConformanceTest::preservesResponseWithRealJwe_data() { addRowsWith(u"real_jwe"_s); }

void StackConformanceTest::preservesResponseWithRealJwe()
{
    QFETCH(QString, id);
    const Stack &stack = *m_catalogue.find(id);
    QVERIFY(start(stack, u"tuned"_s, {{u"real_jwe"_s, true}}));
    StackClient client(m_port);
    checkProcessing(client);
}

// Against another implementation of the standard: the token is a real one.
void StackConformanceTest::encryptsInteroperably()
{
    QProcess python;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PYTHONPATH"_s, m_catalogue.stacks().first().sharedFolder);
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    python.setProcessEnvironment(environment);
    python.start(m_store->state(u"cpython"_s).python,
                 {u"-c"_s,
                  u"import jwe\n"
                  "from jwcrypto import jwe as other, jwk\n"
                  "names = ['RSA-OAEP-256', 'A256GCM']\n"
                  "token = other.JWE(algs=names)\n"
                  "token.deserialize(jwe.encrypted('{\"key\":1}'),\n"
                  "                  jwk.JWK(**jwe._KEY.as_dict(private=True)))\n"
                  "print(token.payload.decode(), [token.jose_header[n] for n in "
                  "('alg', 'enc')] == names)\n"_s});
    QVERIFY(python.waitForFinished(responseTimeoutMs * 3));
    QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
    QCOMPARE(python.readAllStandardOutput(), QByteArray("{\"key\":1} True\n"));
}

// Parameters that select another mode of serving, not used by any preset.
void StackConformanceTest::respondsInOtherModes_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<int>("connections");
    const QJsonObject native{{u"application"_s, u"native"_s}};
    QTest::newRow("Twisted's resources") << u"twisted-web"_s << native << 1;
    const QString http = u"http"_s;
    const QString announce = u"announce_close"_s;
    for (const auto &[id, mode] :
         {std::pair("uwsgi", "http11-socket"), std::pair("uwsgi", "router"),
          std::pair("flask-uwsgi-threads", "http11-socket"), std::pair("flask-uwsgi-threads", "router"),
          std::pair("flask-uwsgi-gevent", "router")})
        QTest::addRow("%s %s", id, mode)
            << QString::fromLatin1(id) << QJsonObject{{http, QString::fromLatin1(mode)}, {announce, false}}
            << 1;
    for (const auto *id : {"flask-gunicorn-threads", "flask-gunicorn-gevent", "fastapi-gunicorn-uvicorn",
                           "starlette-gunicorn-uvicorn", "tornado-gunicorn"})
        QTest::addRow("%s, 4 workers", id) << QString::fromLatin1(id) << QJsonObject{{u"workers"_s, 4}} << 1;
}

void StackConformanceTest::respondsInOtherModes()
{
    QFETCH(QString, id);
    QFETCH(QJsonObject, parameters);
    QFETCH(int, connections);
    const Stack &stack = *m_catalogue.find(id);
    build(stack.environment);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(start(stack, u"tuned"_s, parameters));
    checkPlainAnswers(stack);
    if (QTest::currentTestFailed())
        return;
    StackClient client(m_port);
    checkProcessing(client);
    if (QTest::currentTestFailed())
        return;
    checkStreamedFile(client, false);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(client.connections(), connections);
    checkEnd(stack.stop);
}

void StackConformanceTest::sendsPublishedBytes_data() { addRowsWith(u"faithful"_s); }

void StackConformanceTest::sendsPublishedBytes()
{
    QFETCH(QString, id);
    const Stack &stack = *m_catalogue.find(id);
    const QMap<QString, QByteArray> published{
        {u"Flask"_s,
         R"({"date":"Sun, 24 Feb 2019 09:20:00 GMT","sub_attributes":{"attribute1":1,"attribute2":"True"},)"
         R"("test":true,"values":[1,2,3,4,5]})"
         "\n"},
        {u"Pyramid"_s, '"' + QByteArray(sample).replace('"', "\\\"") + '"'},
    };
    QCOMPARE(sample.size(), 106);
    QCOMPARE(published[u"Flask"_s].size(), 128);
    QCOMPARE(published[u"Pyramid"_s].size(), 122);
    QVERIFY(start(stack, u"as-published"_s, {{u"faithful"_s, true}}));
    const StackResponse response = requestOnce(get("/json"));
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, published.value(stack.framework));
    checkShippedProfiles(stack, u"as-published"_s, {{u"faithful"_s, true}});
}

void StackConformanceTest::cleanup()
{
    if (QTest::currentTestFailed() && m_server)
        qWarning().noquote() << m_server->lastLines(40).join(u'\n');
    m_server.reset(); // ends everything that it started
}

LOADSTONE_TEST(StackConformanceTest, QCoreApplication)
#include "tst_stackconformance.moc"
