// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/longtimer.h"
#include "core/load/qnam/qnamerrors.h"
#include "core/load/qnam/qnamwire.h"
#include "core/load/transport.h"

#include <QPointer>

class QNetworkReply;

namespace loadstone
{

/// Consecutive requests of one virtual user: follows the reply, records times, enforces the deadline, and
/// returns the outcome: the tap's reading of the response, or without a tap Qt's.
class QnamExchange : public QObject
{
    Q_OBJECT
public:
    /// @param readBuffer scratch space shared by all exchanges of the thread; not empty
    QnamExchange(const Clock &clock, Milliseconds timeout, QByteArray &readBuffer);
    ~QnamExchange() override;

    /// The tag for the user's sockets.
    const QnamWire &wire() const { return *m_wire; }
    /// To be called before Qt creates the reply. @param connection of the user that will be used
    void expect(const PreparedRequest &request, const QString &connection);
    /// Follows `reply`, created at `sentAt`, the start of the request's deadline.
    void begin(QNetworkReply *reply, TimePoint sentAt);
    /// The outcome of the finished reply, which is released.
    Outcome finish();
    /// Aborts a running reply. Resumes its awaiter.
    void cancel();

    /// The response of the finished reply leaves its connection open.
    bool leavesConnectionOpen() const;
    /// Qt took an interim response for the final one, which is still to arrive on the connection.
    bool leavesSurplus() const;
    /// The last request was aborted here.
    bool wasAborted() const { return m_abortReason != AbortReason::None; }
    /// At least the head of the last request was written to a connection.
    bool wasSent() const { return m_sends > 0; }

private:
    /// Reason of an abort; Qt reports the same error for all.
    enum class AbortReason {
        None,
        Deadline,
        Cancelled,
        Resent,    ///< Qt repeated the request
        Concluded, ///< the outcome is known; Qt would not detect it
    };

    void onConnecting();
    void onEncrypted();
    void onRequestSent();
    void onHeadReceived();
    void readBody();
    void onFinished();
    void onConcluded(quint64 sequence);
    void abort(AbortReason reason);

    Outcome classify();
    Outcome classifyWire();
    Outcome classifyReply();
    Outcome classifyAborted() const;
    Outcome classifyBroken() const;
    Outcome classifyHandshake() const;
    Outcome classifyMisframed(Framing framing) const;
    Outcome classifyMisread() const;
    Outcome classifyComplete();
    void showHeaders();
    /// How often Qt may repeat the request.
    int repetitions() const;
    bool isQtAboutToFinish() const;
    /// The connection broke before the end of the TLS handshake.
    bool failedInHandshake() const;
    RequestPhase currentPhase() const;
    PhaseTimes phaseTimes() const;
    int status() const;

    const Clock &m_clock;
    Milliseconds m_timeout;
    LongTimer m_deadline;
    QPointer<QNetworkReply> m_reply;
    std::shared_ptr<QnamWire> m_wire;
    quint64 m_sequence = 0;
    bool m_isOverTls = false;
    QByteArray &m_readBuffer;

    AbortReason m_abortReason = AbortReason::None;
    int m_connects = 0;
    int m_sends = 0;
    TimePoint m_begunAt;
    std::optional<TimePoint> m_connectingAt;
    std::optional<TimePoint> m_encryptedAt;
    std::optional<TimePoint> m_sentAt;
    std::optional<TimePoint> m_headAt;
    TimePoint m_finishedAt;
};

} // namespace loadstone
