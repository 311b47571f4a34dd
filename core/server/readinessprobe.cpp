// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/readinessprobe.h"

#include "core/base/logging.h"
#include "core/base/loopback.h"
#include "core/profile/profile.h"
#include "core/server/rpcreadiness.h"
#include "core/server/trust.h"

#include <QPointer>
#include <QSslConfiguration>
#include <QSslSocket>

#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds retryInterval(40);
constexpr qsizetype maxResponseBytes = 1024 * 1024;
constexpr qsizetype loggedBytes = 80;

/// Body of a chunked message; nothing if incomplete or malformed.
std::optional<QByteArray> decodeChunks(const QByteArray &bytes)
{
    QByteArray body;
    qsizetype at = 0;
    while (true) {
        const qsizetype lineEnd = bytes.indexOf("\r\n", at);
        if (lineEnd < 0)
            return std::nullopt;
        bool isNumber = false;
        const QByteArray size = bytes.mid(at, lineEnd - at).split(';').first().trimmed();
        const qsizetype length = size.toInt(&isNumber, 16);
        if (!isNumber || length < 0)
            return std::nullopt;
        if (length == 0)
            return body;
        at = lineEnd + 2;
        if (bytes.size() < at + length + 2)
            return std::nullopt;
        body += bytes.mid(at, length);
        at += length + 2;
    }
}

bool isInterim(int status) { return status >= 100 && status < 200 && status != 101; }

bool hasNoBody(int status) { return status == 204 || status == 304; }

} // namespace

std::optional<ProbeResponse> parseResponse(const QByteArray &bytes, bool atEnd)
{
    const qsizetype headEnd = bytes.indexOf("\r\n\r\n");
    const bool isHttp = bytes.startsWith("HTTP/1.");
    if (headEnd < 0 || !isHttp) {
        const bool mayBecomeHttp = QByteArray("HTTP/1.").startsWith(bytes.left(7));
        if (bytes.isEmpty() || (!atEnd && mayBecomeHttp))
            return std::nullopt;
        return ProbeResponse{0, bytes};
    }
    const QByteArray head = bytes.left(headEnd);
    const QList<QByteArray> lines = head.split('\n');
    ProbeResponse response{lines.first().mid(9, 3).toInt(), bytes.mid(headEnd + 4), head};
    if (isInterim(response.status))
        return parseResponse(response.body, atEnd);
    if (hasNoBody(response.status)) {
        response.body.clear();
        return response;
    }
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = line.left(colon).trimmed().toLower();
        const QByteArray value = line.mid(colon + 1).trimmed().toLower();
        if (name == "transfer-encoding" && value == "chunked") {
            if (auto body = decodeChunks(response.body))
                return ProbeResponse{response.status, *body, head};
            return atEnd ? std::optional(response) : std::nullopt;
        }
        if (name == "content-length") {
            const qsizetype length = qMax(0, value.toInt());
            if (response.body.size() < length && !atEnd)
                return std::nullopt;
            response.body.truncate(length);
            return response;
        }
    }
    return atEnd ? std::optional(response) : std::nullopt;
}

/// One connection, one request.
class ReadinessProbe::Attempt
{
public:
    Attempt(ReadinessProbe &probe, std::function<void()> ended)
        : m_ended(std::move(ended)), m_addresses(addressesToTry(probe.m_host)), m_port(probe.m_port),
          m_isOverTls(!probe.m_certificate.isEmpty())
    {
        const QByteArray request = "GET " + probe.m_readiness.path
            + " HTTP/1.1\r\nHost: " + bracketed(probe.m_host).toLatin1() + ':'
            + QByteArray::number(probe.m_port) + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        const auto ask = [this, request] { m_socket.write(request); };
        QObject::connect(&m_socket, &QSslSocket::readyRead, &m_socket, [this] { read(false); });
        QObject::connect(&m_socket, &QSslSocket::errorOccurred, &m_socket, [this] { fail(); });
        QObject::connect(&m_socket, &QSslSocket::connected, &m_socket, [this] { m_wasConnected = true; });
        if (m_isOverTls) {
            QObject::connect(&m_socket, &QSslSocket::encrypted, &m_socket, ask);
            m_socket.setSslConfiguration(trustOnly(probe.m_certificate));
        } else {
            QObject::connect(&m_socket, &QSslSocket::connected, &m_socket, ask);
        }
        connectToNext();
    }
    Attempt(const Attempt &) = delete;
    Attempt &operator=(const Attempt &) = delete;
    ~Attempt()
    {
        m_socket.disconnect();
        m_socket.abort();
    }

    std::optional<ProbeResponse> response;
    QString tlsProblem; ///< why the handshake failed
    /// The result for the log.
    QString resultText() const
    {
        if (!response)
            return m_socket.errorString();
        const QString text = response->status == 0 ? u"not HTTP"_s : u"status %1"_s.arg(response->status);
        return u"%1, %2 bytes: %3"_s.arg(text)
            .arg(response->body.size())
            .arg(QString::fromUtf8(response->body.left(loggedBytes)));
    }
    std::optional<TlsFacts> tls() const
    {
        return m_socket.isEncrypted() ? std::optional(makeTlsFacts(m_socket)) : std::nullopt;
    }

private:
    void connectToNext()
    {
        if (m_isOverTls)
            m_socket.connectToHostEncrypted(m_addresses.takeFirst(), m_port);
        else
            m_socket.connectToHost(m_addresses.takeFirst(), m_port);
    }

    void fail()
    {
        if (!m_wasConnected && !m_addresses.isEmpty()) {
            // The socket still uses the previous address until its signal handler returns.
            QTimer::singleShot(0, &m_socket, [this] { connectToNext(); });
            return;
        }
        if (m_socket.error() == QAbstractSocket::SslHandshakeFailedError)
            tlsProblem = m_socket.errorString();
        read(true);
    }
    void read(bool atEnd)
    {
        m_bytes += m_socket.read(maxResponseBytes - m_bytes.size());
        const bool isFull = m_bytes.size() >= maxResponseBytes;
        response = parseResponse(m_bytes, atEnd || isFull);
        if (response || atEnd || isFull)
            end();
    }
    void end()
    {
        if (m_ended)
            QTimer::singleShot(0, &m_socket, std::exchange(m_ended, nullptr));
    }

    std::function<void()> m_ended;
    QStringList m_addresses; ///< not tried yet
    quint16 m_port;
    bool m_isOverTls;
    bool m_wasConnected = false;
    QByteArray m_bytes;
    QSslSocket m_socket;
};

ReadinessProbe::ReadinessProbe(QString host, quint16 port, Readiness readiness, QString protocol,
                               QByteArray certificate)
    : m_host(std::move(host)), m_port(port), m_readiness(std::move(readiness)),
      m_protocol(std::move(protocol)), m_certificate(std::move(certificate))
{
    for (Series *series : {&m_first, &m_second}) {
        series->retry.setSingleShot(true);
        series->retry.setTimerType(Qt::PreciseTimer);
        QObject::connect(&series->retry, &QTimer::timeout, &series->retry,
                         [this, series] { tryOnce(*series); });
    }
}

ReadinessProbe::~ReadinessProbe() = default;

void ReadinessProbe::start(std::function<void()> onReady)
{
    m_onReady = std::move(onReady);
    qCDebug(logReadiness).noquote().nospace()
        << "asking " << m_host << ':' << m_port << ' ' << m_readiness.path << " until status "
        << m_readiness.status << " and " << m_readiness.body.size() << " bytes, every "
        << retryInterval.count() << " ms for at most " << m_readiness.timeout.count() << " ms";
    m_first.retry.start(0);
    if (m_protocol != grpcProtocol())
        m_second.retry.start(m_readiness.timeout / 2);
}

void ReadinessProbe::stop()
{
    for (Series *series : {&m_first, &m_second}) {
        series->retry.stop();
        series->attempt.reset();
    }
    m_rpcCall.reset();
}

void ReadinessProbe::tryOnce(Series &series)
{
    // When a retry is scheduled, the finished attempt is still on the call stack.
    series.attempt.reset();
    m_rpcCall.reset();
    if (m_protocol == grpcProtocol())
        m_rpcCall = std::make_unique<RpcReadinessCall>(m_host, m_port, m_readiness, m_readiness.timeout,
                                                       [this] { rpcCallEnded(); });
    else
        series.attempt = std::make_unique<Attempt>(*this, [this, &series] { attemptEnded(series); });
}

void ReadinessProbe::attemptEnded(Series &series)
{
    const Attempt &attempt = *series.attempt;
    qCDebug(logReadiness).noquote() << "attempt" << ++m_attempts << attempt.resultText();
    if (attempt.response)
        m_lastResponse = attempt.response;
    if (!attempt.tlsProblem.isEmpty())
        m_tlsProblem = Sentence(QT_TRANSLATE_NOOP("Sentence", "listens, but the TLS handshake failed (%1)"),
                                attempt.tlsProblem);
    if (attempt.tls())
        m_tls = attempt.tls();
    if (attempt.response && attempt.response->status == m_readiness.status
        && attempt.response->body == m_readiness.body)
        becomeReady();
    else
        series.retry.start(retryInterval);
}

void ReadinessProbe::becomeReady()
{
    // Moved out: the callback may destroy this object.
    const auto onReady = std::exchange(m_onReady, nullptr);
    if (onReady)
        onReady();
}

void ReadinessProbe::rpcCallEnded()
{
    if (!m_rpcCall->problem().isEmpty())
        m_rpcProblem = m_rpcCall->problem();
    qCDebug(logReadiness).noquote() << "attempt" << ++m_attempts
                                    << (m_rpcCall->isValid() ? u"valid response"_s
                                                             : m_rpcCall->problem().english());
    if (m_rpcCall->isValid())
        becomeReady();
    else
        m_first.retry.start(retryInterval);
}

Sentence ReadinessProbe::problem() const
{
    if (!m_lastResponse)
        return m_tlsProblem.isEmpty() ? m_rpcProblem : m_tlsProblem;
    if (m_lastResponse->status == 0)
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "responds, but not with HTTP"));
    if (m_lastResponse->status != m_readiness.status)
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "responds, but with status %1 instead of %2"),
                        m_lastResponse->status, m_readiness.status);
    if (m_lastResponse->body.size() != m_readiness.body.size())
        return Sentence(QT_TRANSLATE_NOOP(
                            "Sentence", "responds, but not with the expected text (%1 bytes instead of %2)"),
                        m_lastResponse->body.size(), m_readiness.body.size());
    return Sentence(
        QT_TRANSLATE_NOOP("Sentence", "responds, but not with the expected text (other bytes, same length)"));
}

} // namespace loadstone
