// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/server/certificate.h"
#include "core/stack/stack.h"

#include <QByteArray>
#include <QString>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace loadstone
{

class RpcReadinessCall;

/// Response to one GET.
struct ProbeResponse {
    int status = 0; ///< 0: not HTTP
    QByteArray body;
    QByteArray head = {}; ///< of the final response, without its empty line
};

/// Parses an HTTP/1 response to a GET or POST; nothing if incomplete. Skips interim responses (1xx). @param
/// atEnd the peer has closed
std::optional<ProbeResponse> parseResponse(const QByteArray &bytes, bool atEnd);

/// Whether status and body are equal.
inline bool isSame(const ProbeResponse &a, const ProbeResponse &b)
{
    return a.status == b.status && a.body == b.body;
}

/// Polls a server until it returns the expected response. Each attempt uses its own connection with
/// `Connection: close`, because a persistent one would occupy a worker during the trial. An attempt may take
/// the whole readiness timeout of the stack; after half of it without a response a second attempt runs
/// concurrently, in case the first was lost.
///
/// With a certificate it uses TLS and trusts no other certificate.
///
/// For a gRPC server it calls the readiness method with an empty message.
class ReadinessProbe
{
public:
    /// @param protocol as in Stack::protocol. @param certificate PEM; empty: no TLS
    ReadinessProbe(QString host, quint16 port, Readiness readiness, QString protocol = QStringLiteral("http"),
                   QByteArray certificate = {});
    ~ReadinessProbe();

    /// `onReady` is called once, from the event loop.
    void start(std::function<void()> onReady);
    void stop();
    /// What is wrong with the last response, as the end of a sentence that begins with the server's name;
    /// empty without any response.
    Sentence problem() const;
    /// Parameters of the last handshake; nothing without TLS.
    const std::optional<TlsFacts> &tls() const { return m_tls; }

private:
    class Attempt;
    /// A series of consecutive attempts.
    struct Series {
        std::unique_ptr<Attempt> attempt;
        QTimer retry;
    };
    void tryOnce(Series &series);
    void attemptEnded(Series &series);
    void rpcCallEnded();
    void becomeReady();

    QString m_host;
    quint16 m_port;
    Readiness m_readiness;
    QString m_protocol;
    QByteArray m_certificate;
    std::function<void()> m_onReady;
    Series m_first;
    Series m_second; ///< starts after half of the timeout
    std::unique_ptr<RpcReadinessCall> m_rpcCall;
    int m_attempts = 0;
    std::optional<ProbeResponse> m_lastResponse;
    Sentence m_rpcProblem;
    Sentence m_tlsProblem;
    std::optional<TlsFacts> m_tls;
};

} // namespace loadstone
