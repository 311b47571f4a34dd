// SPDX-License-Identifier: GPL-3.0-or-later
// Every stack with each preset answers the same requests with the same bytes.
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"

#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

using namespace loadstone;

namespace
{

constexpr int buildMs = 480'000;
constexpr int answerMs = 10'000;
constexpr qsizetype chunkBytes = 1024 * 1024;

struct Answer {
    int status = 0;
    QMap<QByteArray, QByteArray> headers; ///< lower case
    QByteArray body;
};

QByteArray withoutChunks(QByteArray text)
{
    QByteArray body;
    for (qsizetype end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const qsizetype size = text.left(end).toLongLong(nullptr, 16);
        if (size == 0)
            return body;
        body += text.mid(end + 2, size);
        text.remove(0, end + 2 + size + 2);
    }
    return body;
}

// Sends one request on the connection and reads exactly one answer; status 0 when none comes.
Answer ask(QTcpSocket &socket, const QByteArray &request)
{
    socket.write(request);
    QByteArray text;
    Answer answer;
    qsizetype head = -1;
    const auto isWhole = [&] {
        if (answer.headers.value("transfer-encoding") == "chunked")
            return text.endsWith("0\r\n\r\n");
        return text.size() - head >= answer.headers.value("content-length").toLongLong();
    };
    while (head < 0 || !isWhole()) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(answerMs))
            return {};
        text += socket.readAll();
        if (head >= 0 || !text.contains("\r\n\r\n"))
            continue;
        head = text.indexOf("\r\n\r\n") + 4;
        QList<QByteArray> lines = text.left(head).split('\n');
        answer.status = lines.takeFirst().split(' ').value(1).toInt();
        for (const QByteArray &line : lines) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0)
                answer.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
    }
    answer.body = text.mid(head);
    if (answer.headers.value("transfer-encoding") == "chunked")
        answer.body = withoutChunks(answer.body);
    return answer;
}

QByteArray get(const QByteArray &path) { return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"; }

QByteArray post(const QByteArray &body)
{
    return "POST /process-jwe HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
           "application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace

class StackConformanceTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void answersAsAllOthers_data();
    void answersAsAllOthers();
    void cleanup();

private:
    bool start(const Stack &stack, const QString &preset);
    Answer askOnce(const QByteArray &request) const;
    qint64 msForDelayed(int count) const;

    Catalogue m_catalogue = Catalogue::load({QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/stacks")});
    EnvironmentState m_environment;
    QTemporaryDir m_folder;
    QString m_streamFile;
    QByteArray m_lastChunk;
    std::unique_ptr<QProcess> m_server;
    quint16 m_port = 0;
};

void StackConformanceTest::initTestCase()
{
    const QString cache =
        qEnvironmentVariable("LOADSTONE_CACHE",
                             QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation)
                                 + QStringLiteral("/loadstone"));
    EnvironmentStore store(QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/environments"),
                           cache + QStringLiteral("/environments"));
    QSignalSpy built(&store, &EnvironmentStore::built);
    store.build(QStringLiteral("cpython"));
    QTRY_COMPARE_WITH_TIMEOUT(built.count(), 1, buildMs);
    const Status status = built.first().at(1).value<Status>();
    QVERIFY2(status.isOk(),
             qPrintable(status.isOk() ? QString() : status.error().message + status.error().detail));
    m_environment = store.state(QStringLiteral("cpython"));
    const QMap<QString, QString> packages = store.packages(QStringLiteral("cpython"));
    for (const Stack &stack : m_catalogue.stacks()) {
        for (const QString &package : stack.packages)
            QVERIFY2(packages.contains(package), qPrintable(package));
    }

    m_streamFile = m_folder.filePath(QStringLiteral("stream"));
    QFile file(m_streamFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_lastChunk = QByteArray("0123456789abcdef").repeated(chunkBytes / 16);
    file.write(QByteArray(chunkBytes, '0'));
    file.write(m_lastChunk);
}

bool StackConformanceTest::start(const Stack &stack, const QString &preset)
{
    m_port = freePort();
    const CommandContext context{m_environment.python, m_environment.binFolder, QStringLiteral("127.0.0.1"),
                                 m_port, m_folder.path()};
    const Result<QJsonObject> values = resolveParameters(stack, {stack.id, preset, {}, {}, true});
    if (!values)
        return false;
    Result<QStringList> command = resolveCommand(stack, *values, context);
    if (!command)
        return false;
    Service service;
    service.processDelay = Milliseconds(200);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QMap<QString, QString> told = serviceEnvironment(stack, *values, service, m_streamFile, context);
    for (auto it = told.begin(); it != told.end(); ++it)
        environment.insert(it.key(), it.value());
    m_server = std::make_unique<QProcess>();
    m_server->setProcessEnvironment(environment);
    m_server->setWorkingDirectory(stack.folder);
    m_server->setProcessChannelMode(QProcess::MergedChannels);
    m_server->setStandardOutputFile(m_folder.filePath(QStringLiteral("log")));
    m_server->setChildProcessModifier([] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    });
    const QString program = command.value().takeFirst();
    m_server->start(program, *command);
    return QTest::qWaitFor([&] { return askOnce(get(stack.readiness.path)).body == stack.readiness.body; },
                           static_cast<int>(stack.readiness.timeout.count()) * 2);
}

Answer StackConformanceTest::askOnce(const QByteArray &request) const
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    return socket.waitForConnected(answerMs) ? ask(socket, request) : Answer();
}

// How long as many requests take at once of which each waits 200 ms.
qint64 StackConformanceTest::msForDelayed(int count) const
{
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (int i = 0; i < count; ++i) {
        sockets.push_back(std::make_unique<QTcpSocket>());
        sockets.back()->connectToHost(QStringLiteral("127.0.0.1"), m_port);
        if (!sockets.back()->waitForConnected(answerMs))
            return answerMs;
    }
    QElapsedTimer timer;
    timer.start();
    for (const auto &socket : sockets) {
        socket->write(post("1"));
        socket->flush();
    }
    for (const auto &socket : sockets) {
        if (ask(*socket, {}).body != "{\"status\":\"Processed\",\"data\":1}")
            return answerMs;
    }
    return timer.elapsed();
}

void StackConformanceTest::answersAsAllOthers_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("preset");
    for (const Stack &stack : m_catalogue.stacks()) {
        for (const Preset &preset : stack.presets)
            QTest::addRow("%s %s", qPrintable(stack.id), qPrintable(preset.id)) << stack.id << preset.id;
    }
}

void StackConformanceTest::answersAsAllOthers()
{
    QFETCH(QString, id);
    QFETCH(QString, preset);
    const Stack &stack = *m_catalogue.find(id);
    QVERIFY(start(stack, preset));

    QTcpSocket kept;
    kept.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    QVERIFY(kept.waitForConnected());
    for (int i = 0; i < 3; ++i) {
        const Answer simple = ask(kept, get("/simple-response"));
        QCOMPARE(simple.status, 200);
        QCOMPARE(simple.body, QByteArray(R"({"message":"Hello, world!"})"));
        QCOMPARE(simple.headers.value("content-type"), QByteArray("application/json"));
        QCOMPARE(simple.headers.value("content-length"), QByteArray("27"));
    }
    QElapsedTimer timer;
    timer.start();
    const Answer processed = ask(kept, post("{ \"key\": \"v\xC3\xA4lue/\", \"n\": [1, 2.5, null] }"));
    QVERIFY(timer.elapsed() >= 200);
    QCOMPARE(processed.status, 200);
    QCOMPARE(
        processed.body,
        QByteArray("{\"status\":\"Processed\",\"data\":{\"key\":\"v\xC3\xA4lue/\",\"n\":[1,2.5,null]}}"));
    QCOMPARE(processed.headers.value("content-type"), QByteArray("application/json"));
    const Answer chunk = ask(kept, get("/stream-file?chunk_index=1"));
    QCOMPARE(chunk.status, 200);
    QCOMPARE(chunk.headers.value("content-type"), QByteArray("application/octet-stream"));
    QVERIFY(chunk.body == m_lastChunk);
    const bool isChunked =
        id == QStringLiteral("fastapi-uvicorn") && preset == QStringLiteral("as-published");
    QCOMPARE(chunk.headers.value("transfer-encoding") == "chunked", isChunked);
    QCOMPARE(chunk.headers.value("content-length"),
             isChunked ? QByteArray() : QByteArray::number(chunkBytes));
    QCOMPARE(ask(kept, get("/simple-response")).status, 200);
    kept.abort();

    QCOMPARE(askOnce(get("/stream-file?chunk_index=2")).status, 416);
    const QList<int> refused{400, 422};
    for (const auto *query :
         {"", "?chunk_index=", "?chunk_index=x", "?chunk_index=-1", "?chunk_index=9999999999999999"})
        QVERIFY2(refused.contains(askOnce(get(QByteArray("/stream-file") + query)).status), query);
    for (const auto *body : {"{", "", "NaN"})
        QCOMPARE(askOnce(post(body)).status, 400);
    QVERIFY(QFile::rename(m_streamFile, m_streamFile + u'x'));
    const Answer missing = askOnce(get("/stream-file?chunk_index=0"));
    QVERIFY(QFile::rename(m_streamFile + u'x', m_streamFile));
    QCOMPARE(missing.status, 404);

    std::vector<std::unique_ptr<QTcpSocket>> crowd;
    const bool isKept = id != QStringLiteral("cherrypy") || preset != QStringLiteral("as-published");
    // With its backlog of 5 CherryPy as published loses requests of a greater crowd.
    for (int i = 0; i < (isKept ? 50 : 5); ++i) {
        crowd.push_back(std::make_unique<QTcpSocket>());
        crowd.back()->connectToHost(QStringLiteral("127.0.0.1"), m_port);
    }
    // Cheroot's limit of kept connections, which its defaults have, ends those of the first round.
    for (int round = 0; round < (isKept ? 2 : 1); ++round) {
        for (const auto &socket : crowd) {
            QVERIFY(round > 0 || socket->waitForConnected(answerMs));
            QCOMPARE(ask(*socket, get("/simple-response")).body, stack.readiness.body);
        }
    }
    crowd.clear();
    QVERIFY2(msForDelayed(8) < 1'000, "a request that waits holds up the others");

    const auto group = static_cast<pid_t>(m_server->processId());
    ::kill(-group, stack.stop.signal);
    QVERIFY(m_server->waitForFinished(static_cast<int>(stack.stop.grace.count())));
    // QProcess tells a death by signal as a crash, with the signal as its code.
    const bool isClean = m_server->exitStatus() == QProcess::CrashExit
        ? m_server->exitCode() == stack.stop.signal
        : stack.stop.cleanExitCodes.contains(m_server->exitCode());
    QVERIFY2(isClean, qPrintable(QString::number(m_server->exitCode())));
    QTRY_VERIFY(::kill(-group, 0) != 0);
    QTcpServer again;
    QVERIFY(again.listen(QHostAddress::LocalHost, m_port));
}

void StackConformanceTest::cleanup()
{
    if (m_server != nullptr && m_server->state() != QProcess::NotRunning) {
        ::kill(-static_cast<pid_t>(m_server->processId()), SIGKILL);
        m_server->waitForFinished();
    }
    if (QTest::currentTestFailed()) {
        QFile log(m_folder.filePath(QStringLiteral("log")));
        if (log.open(QIODevice::ReadOnly))
            qWarning().noquote() << log.readAll().right(4000);
    }
    m_server.reset();
}

QTEST_GUILESS_MAIN(StackConformanceTest)
#include "tst_stackconformance.moc"
