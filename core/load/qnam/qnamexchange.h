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

/// What happens to one request after another of one virtual user: listens to the reply, keeps
/// times and deadline, and says in the end what came of it: what the tap read of the response, or where it
/// had nothing to read, what Qt makes of it.
class QnamExchange : public QObject
{
    Q_OBJECT
public:
    /// @param readBuffer scratch space shared by all exchanges of the thread; not empty
    QnamExchange(const Clock &clock, Milliseconds timeout, QByteArray &readBuffer);
    ~QnamExchange() override;

    /// What the user's sockets are to be tagged with.
    const QnamWire &wire() const { return *m_wire; }
    /// Before Qt is asked for the reply. @param connection of the user that will be used
    void expect(const PreparedRequest &request, const QString &connection);
    /// Follows `reply`, which was asked for at `sentAt`, when the time that the request has began.
    void begin(QNetworkReply *reply, TimePoint sentAt);
    /// The result of the finished reply, which is let go.
    Outcome finish();
    /// Aborts the reply if it is still running. Resumes whoever awaits it.
    void cancel();

    /// The answer of the finished reply leaves its connection open.
    bool leavesConnectionOpen() const;
    /// Qt took an interim response for the final one, which is still to come on the connection.
    bool leavesSurplus() const;
    /// The last request was cut off by us.
    bool wasAborted() const { return m_abortReason != AbortReason::None; }
    /// Of the last request at least the head was written to a connection.
    bool wasSent() const { return m_sends > 0; }

private:
    /// Why we aborted the reply ourselves; Qt reports the same error for all of them.
    enum class AbortReason {
        None,
        Deadline,
        Cancelled,
        Resent,    ///< Qt sent it again, which nobody asked for
        Concluded, ///< what came of it is known; Qt would not find out
    };

    void onConnecting();
    void onEncrypted();
    void onRequestSent();
    void onHeadReceived();
    void readBody();
    void onFinished();
    void onConcluded(quint64 sequence);
    void abort(AbortReason reason);

    Outcome judge();
    Outcome judgeWire();
    Outcome judgeReply();
    Outcome judgeAborted() const;
    Outcome judgeBroken() const;
    Outcome judgeHandshake() const;
    Outcome judgeMisframed(Framing framing) const;
    Outcome judgeMisread() const;
    Outcome judgeAnswer();
    void showHeaders();
    /// How often Qt may send the request again.
    int repetitions() const;
    bool isQtAboutToFinish() const;
    /// The connection broke in the handshake, or before it was agreed to have one.
    bool diedInHandshake() const;
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
