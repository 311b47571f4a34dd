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
    QByteArray head = {}; ///< of the response itself, without its empty line
};

/// Reads an HTTP/1 response to a GET or POST; nothing while it is incomplete. Interim responses (1xx)
/// before it are passed over. @param atEnd the peer has closed
std::optional<ProbeAnswer> parseAnswer(const QByteArray &bytes, bool atEnd);

/// Whether status and body are the same.
inline bool isSame(const ProbeAnswer &a, const ProbeAnswer &b)
{
    return a.status == b.status && a.body == b.body;
}

/// Asks a server again and again until it gives the right answer. Each attempt is a connection of
/// its own with `Connection: close`, because a kept one would occupy a worker during the trial.
/// An attempt lasts as long as the server takes, within the time that the stack gives it; when half
/// of that is over without an answer another one is made beside it, in case the first was lost.
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
    /// One attempt after the other.
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
    Series m_second; ///< begins late
    std::unique_ptr<RpcReadinessCall> m_rpcCall;
    int m_attempts = 0;
    std::optional<ProbeAnswer> m_lastAnswer;
    QString m_rpcComplaint;
    QString m_tlsComplaint;
    std::optional<TlsFacts> m_tls;
};

} // namespace loadstone
