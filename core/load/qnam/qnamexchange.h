// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/longtimer.h"
#include "core/load/answerjudge.h"
#include "core/load/qnam/qnamerrors.h"
#include "core/load/transport.h"

#include <QPointer>

class QNetworkReply;

namespace loadstone
{

/// What happens to one request after another of one virtual user: listens to the reply, keeps
/// times and deadline, reads and checks the body, and says in the end what came of it.
class QnamExchange : public QObject
{
    Q_OBJECT
public:
    /// @param readBuffer scratch space shared by all exchanges of the thread; not empty
    QnamExchange(const Clock &clock, Milliseconds timeout, QByteArray &readBuffer);

    /// Follows `reply`, which was asked for at `sentAt`.
    void begin(QNetworkReply *reply, const RequestTemplate &request, TimePoint sentAt);
    /// The result of the finished reply, which is let go.
    Outcome finish();
    /// Aborts the reply if it is still running. Resumes whoever awaits it.
    void cancel();

    /// The answer of the finished reply leaves its connection open.
    bool leavesConnectionOpen() const;
    /// The last request was cut off by us.
    bool wasAborted() const { return m_abortReason != AbortReason::None; }

private:
    /// Why we aborted the reply ourselves; Qt reports the same error for all of them.
    enum class AbortReason { None, Deadline, Cancelled, Resent };

    void onConnecting();
    void onEncrypted();
    void onRequestSent();
    void onHeadReceived();
    void readBody();
    void onFinished();
    void abort(AbortReason reason);

    Outcome judge();
    Outcome judgeAborted() const;
    Outcome judgeBroken() const;
    Outcome judgeHandshake() const;
    Outcome judgeMisframed(Framing framing) const;
    Outcome judgeAnswer();
    void showHeaders();
    /// The connection broke in the handshake, or before it was agreed to have one.
    bool diedInHandshake() const;
    RequestPhase currentPhase() const;
    PhaseTimes phaseTimes() const;
    int status() const;

    const Clock &m_clock;
    Milliseconds m_timeout;
    LongTimer m_deadline;
    QPointer<QNetworkReply> m_reply;
    const RequestTemplate *m_request = nullptr;
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
    AnswerJudge m_judge;
};

} // namespace loadstone
