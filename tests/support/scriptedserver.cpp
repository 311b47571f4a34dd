// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scriptedserver.h"

#include "tests/support/http2frames.h"

#include <QFile>
#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int backlog = 4096;
constexpr int keptRequests = 1000;
constexpr qsizetype floodPiece = 256 * 1024;

void resetSocket(QTcpSocket *socket)
{
    const linger atOnce{1, 0};
    ::setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    socket->abort();
}

/// One accepted connection: reads requests, plays their scripts in sequence.
class ScriptedConnection : public QObject
{
public:
    using Answerer = std::function<Script(ScriptedRequest)>;

    ScriptedConnection(QTcpSocket *socket, Answerer answerer, bool answersAtHead, QObject *parent)
        : QObject(parent), m_socket(socket), m_answerer(std::move(answerer)), m_answersAtHead(answersAtHead)
    {
        socket->setParent(this);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_pause.setSingleShot(true);
        m_pause.setTimerType(Qt::PreciseTimer);
        connect(&m_pause, &QTimer::timeout, this, [this] { play(); });
        if (answersAtHead)
            socket->setReadBufferSize(4096);
        connect(socket, &QTcpSocket::readyRead, this, [this] {
            if (m_answersAtHead && m_count > 0)
                return;
            m_received += m_socket->readAll();
            if (!m_isPlaying)
                readRequest();
        });
        connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    }

    QTcpSocket *socket() const { return m_socket; }

    /// Switches to HTTP/2.
    void greet(const Script &greeting)
    {
        m_frames.emplace();
        begin(greeting);
    }

private:
    void begin(const Script &script)
    {
        m_script = script;
        m_step = 0;
        m_dripped = 0;
        m_isPlaying = true;
        play();
    }

    void readRequest()
    {
        if (m_frames)
            readFrames();
        else
            readHead();
    }

    void readFrames()
    {
        QByteArray replies;
        const std::optional<quint32> stream = m_frames->next(m_received, replies);
        m_socket->write(replies);
        m_socket->flush();
        if (!stream)
            return;
        ScriptedRequest request;
        request.stream = *stream;
        request.onConnection = m_count++;
        begin(m_answerer(request));
    }

    void readHead()
    {
        const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return;
        ScriptedRequest request;
        request.head = m_received.left(headEnd);
        const qsizetype bodyLength = m_answersAtHead ? 0 : contentLength(request.head);
        if (m_received.size() < headEnd + 4 + bodyLength)
            return;
        request.body = m_received.mid(headEnd + 4, bodyLength);
        m_received.remove(0, headEnd + 4 + bodyLength);
        const QList<QByteArray> words = request.head.left(request.head.indexOf("\r\n")).split(' ');
        request.method = words.value(0);
        request.target = words.value(1);
        request.onConnection = m_count++;
        begin(m_answerer(request));
    }

    static qsizetype contentLength(const QByteArray &head)
    {
        for (const QByteArray &line : head.split('\n')) {
            if (line.toLower().startsWith("content-length:"))
                return line.mid(15).trimmed().toLongLong();
        }
        return 0;
    }

    void play()
    {
        while (m_step < m_script.size()) {
            if (!perform(m_script.at(m_step)))
                return;
            ++m_step;
        }
        m_isPlaying = false;
        if (!m_answersAtHead && m_socket->state() == QAbstractSocket::ConnectedState)
            readRequest();
    }

    /// False if the step continues later, or forever.
    bool perform(const ScriptStep &step)
    {
        switch (step.kind) {
        case ScriptStep::Kind::Send:
            m_socket->write(step.bytes);
            m_socket->flush();
            return true;
        case ScriptStep::Kind::SendBytewise:
            for (const char byte : step.bytes) {
                m_socket->write(&byte, 1);
                m_socket->flush();
            }
            return true;
        case ScriptStep::Kind::Drip:
            m_socket->write(step.bytes.mid(m_dripped, 1));
            if (++m_dripped >= step.bytes.size())
                return true;
            m_pause.start(step.pauseMs);
            return false;
        case ScriptStep::Kind::Pause:
            ++m_step;
            m_pause.start(step.pauseMs);
            return false;
        case ScriptStep::Kind::Close:
            m_socket->disconnectFromHost();
            return false;
        case ScriptStep::Kind::Reset:
            resetSocket(m_socket);
            return false;
        case ScriptStep::Kind::Hang:
            return false;
        case ScriptStep::Kind::Flood:
            m_flood = step.bytes.repeated(1 + floodPiece / step.bytes.size());
            connect(m_socket, &QTcpSocket::bytesWritten, this, [this] { pour(); });
            if (auto *const tls = qobject_cast<QSslSocket *>(m_socket))
                connect(tls, &QSslSocket::encryptedBytesWritten, this, [this] { pour(); });
            pour();
            return false;
        }
        return true;
    }

    void pour()
    {
        // Encrypted bytes are pending, too.
        const auto *const tls = qobject_cast<QSslSocket *>(m_socket);
        while (m_socket->bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0) < m_flood.size()
               && m_socket->write(m_flood) > 0) { }
    }

    QTcpSocket *m_socket;
    Answerer m_answerer;
    bool m_answersAtHead;
    QTimer m_pause{this};
    QByteArray m_received;
    QByteArray m_flood;
    std::optional<http2::RequestReader> m_frames; ///< over HTTP/2
    Script m_script;
    qsizetype m_step = 0;
    qsizetype m_dripped = 0;
    int m_count = 0;
    bool m_isPlaying = false;
};

} // namespace

class ScriptedServer::Listener : public QTcpServer
{
public:
    explicit Listener(ScriptedServer &owner) : m_owner(owner)
    {
        setListenBacklogSize(backlog);
        setMaxPendingConnections(backlog);
        connect(this, &QTcpServer::newConnection, this, [this] { acceptAll(); });
    }

    quint16 begin()
    {
        if (!m_owner.m_certificate.isEmpty())
            readCertificate();
        if (!listen(QHostAddress(m_owner.m_address), 0))
            qFatal("The scripted server cannot listen: %s", qPrintable(errorString()));
        return serverPort();
    }

    void die()
    {
        close();
        for (const QPointer<ScriptedConnection> &connection : std::as_const(m_connections)) {
            if (connection)
                resetSocket(connection->socket());
        }
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        if (m_owner.m_certificate.isEmpty()) {
            QTcpServer::incomingConnection(descriptor);
            return;
        }
        auto *const socket = new QSslSocket(this);
        socket->setSocketDescriptor(descriptor);
        socket->setSslConfiguration(m_tls);
        socket->startServerEncryption();
        addPendingConnection(socket);
    }

private:
    void readCertificate()
    {
        QFile key(m_owner.m_key);
        if (!key.open(QIODevice::ReadOnly))
            qFatal("The scripted server cannot read its key: %s", qPrintable(key.errorString()));
        m_tls.setLocalCertificateChain(QSslCertificate::fromPath(m_owner.m_certificate));
        m_tls.setPrivateKey(QSslKey(&key, QSsl::Ec));
        m_tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    }

    void acceptAll()
    {
        while (QTcpSocket *const socket = nextPendingConnection()) {
            ++m_owner.m_connections;
            m_owner.m_most = std::max<int>(m_owner.m_most, ++m_owner.m_open);
            connect(socket, &QTcpSocket::disconnected, this, [this] { --m_owner.m_open; });
            const auto answerer = [this](ScriptedRequest request) { return answerTo(std::move(request)); };
            auto *const connection = new ScriptedConnection(socket, answerer, m_owner.m_answersAtHead, this);
            m_connections.append(connection);
            if (m_owner.m_greeting)
                connection->greet(*m_owner.m_greeting);
        }
    }

    Script answerTo(ScriptedRequest request)
    {
        request.number = m_owner.m_requests++;
        {
            const std::scoped_lock lock(m_owner.m_mutex);
            if (m_owner.m_firstRequests.size() < keptRequests)
                m_owner.m_firstRequests.append(request);
        }
        return m_owner.m_handler(request);
    }

    ScriptedServer &m_owner;
    QSslConfiguration m_tls;
    QList<QPointer<ScriptedConnection>> m_connections;
};

ScriptedServer::ScriptedServer(Handler handler) : m_handler(std::move(handler)) { begin(); }

ScriptedServer::ScriptedServer(Handler handler, const QString &certificate, const QString &key)
    : m_handler(std::move(handler)), m_certificate(certificate), m_key(key)
{
    begin();
}

ScriptedServer::ScriptedServer(Handler handler, const Script &greeting)
    : m_handler(std::move(handler)), m_greeting(greeting)
{
    begin();
}

void ScriptedServer::begin()
{
    m_thread.setObjectName(u"scripted-server"_s);
    m_thread.start();
    m_listener = new Listener(*this);
    m_listener->moveToThread(&m_thread);
    QMetaObject::invokeMethod(
        m_listener, [this] { m_port = m_listener->begin(); }, Qt::BlockingQueuedConnection);
}

ScriptedServer::ScriptedServer(const Script &always)
    : ScriptedServer([always](const ScriptedRequest &) { return always; })
{
}

ScriptedServer::ScriptedServer(const Script &always, const QString &address)
    : m_handler([always](const ScriptedRequest &) { return always; }), m_address(address)
{
    begin();
}

ScriptedServer::~ScriptedServer()
{
    m_listener->deleteLater(); // carried out while the thread ends
    m_thread.quit();
    m_thread.wait();
}

QUrl ScriptedServer::url() const
{
    QUrl url;
    url.setScheme(m_certificate.isEmpty() ? u"http"_s : u"https"_s);
    url.setHost(m_address);
    url.setPort(m_port);
    return url;
}

QList<ScriptedRequest> ScriptedServer::firstRequests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_firstRequests;
}

void ScriptedServer::die()
{
    QMetaObject::invokeMethod(
        m_listener, [this] { m_listener->die(); }, Qt::BlockingQueuedConnection);
}

namespace script
{

Script send(const QByteArray &bytes) { return {{ScriptStep::Kind::Send, bytes, 0}}; }
Script bytewise(const QByteArray &bytes) { return {{ScriptStep::Kind::SendBytewise, bytes, 0}}; }
Script drip(const QByteArray &bytes, int pauseMs) { return {{ScriptStep::Kind::Drip, bytes, pauseMs}}; }
Script close() { return {{ScriptStep::Kind::Close, {}, 0}}; }
Script reset() { return {{ScriptStep::Kind::Reset, {}, 0}}; }
Script hang() { return {{ScriptStep::Kind::Hang, {}, 0}}; }
Script flood(const QByteArray &bytes) { return {{ScriptStep::Kind::Flood, bytes, 0}}; }
Script delayed(int pauseMs, const Script &then)
{
    return Script{{ScriptStep::Kind::Pause, {}, pauseMs}} + then;
}

Script respond(const QByteArray &body, int status, const QByteArray &extraHeaders)
{
    return send("HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\nContent-Length: "
                + QByteArray::number(body.size()) + "\r\n" + extraHeaders + "\r\n" + body);
}

} // namespace script

} // namespace loadstone
