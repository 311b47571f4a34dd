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

/// What came back to one GET.
struct ProbeAnswer {
    int status = 0; ///< 0: not HTTP
    QByteArray body;
};

/// Reads an HTTP/1 response; nothing while it is incomplete. @param atEnd the peer has closed
std::optional<ProbeAnswer> parseAnswer(const QByteArray &bytes, bool atEnd);

/// Asks a server again and again until it gives the right answer. Each attempt is a connection of
/// its own with `Connection: close`, because a kept one would occupy a worker during the trial.
///
/// With a certificate it asks over TLS and trusts no other.
///
/// A server of gRPC is called by its readiness method instead, with an empty message.
class ReadinessProbe
{
public:
    /// @param protocol as Stack::protocol. @param certificate PEM; empty: no TLS
    ReadinessProbe(QString host, quint16 port, Readiness readiness, QString protocol = QStringLiteral("http"),
                   QByteArray certificate = {});
    ~ReadinessProbe();

    /// `onReady` is called once, from the event loop.
    void start(std::function<void()> onReady);
    void stop();
    /// What is wrong with the last answer, as the end of a sentence that begins with the server's
    /// name; empty when it never answered.
    QString complaint() const;
    /// What the last handshake agreed on; nothing without TLS.
    const std::optional<TlsFacts> &tls() const { return m_tls; }

private:
    class Attempt;
    void tryOnce();
    void attemptEnded();
    void rpcCallEnded();

    QString m_host;
    quint16 m_port;
    Readiness m_readiness;
    QString m_protocol;
    QByteArray m_certificate;
    std::function<void()> m_onReady;
    std::unique_ptr<Attempt> m_attempt;
    std::unique_ptr<RpcReadinessCall> m_rpcCall;
    std::optional<ProbeAnswer> m_lastAnswer;
    QString m_rpcComplaint;
    QString m_tlsComplaint;
    std::optional<TlsFacts> m_tls;
    QTimer m_retry;
};

} // namespace loadstone
