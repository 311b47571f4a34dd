// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamexchange.h"

#include "core/base/saturating.h"
#include "core/load/qnam/qnamerrors.h"

#include <QNetworkReply>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Maximum number of unread body bytes in Qt before it stops reading from the socket.
constexpr qint64 readBufferBytes = 256 * 1024;
/// Time for Qt to finish a response that is complete. It normally takes a moment, but many users may be
/// queued.
constexpr Milliseconds grace(2000);

/// Excludes 101, after which another protocol begins.
bool isInterim(int status) { return status / 100 == 1 && status != 101; }

} // namespace

QnamExchange::QnamExchange(const Clock &clock, Milliseconds timeout, QByteArray &readBuffer)
    : m_clock(clock), m_timeout(timeout), m_readBuffer(readBuffer)
{
    connect(&m_deadline, &LongTimer::timeout, this, [this] { abort(AbortReason::Deadline); });
    m_wire = QnamWire::make(this, [this](quint64 sequence) { onConcluded(sequence); });
}

QnamExchange::~QnamExchange() { m_wire->detach(); }

void QnamExchange::expect(const PreparedRequest &request, const QString &connection)
{
    m_sequence = m_wire->begin(*request.source, request.body.size(), connection);
}

void QnamExchange::begin(QNetworkReply *reply, TimePoint sentAt)
{
    m_reply = reply;
    m_isOverTls = reply->url().scheme() == u"https"_s;
    m_abortReason = AbortReason::None;
    m_connects = 0;
    m_sends = 0;
    m_begunAt = sentAt;
    m_connectingAt.reset();
    m_encryptedAt.reset();
    m_sentAt.reset();
    m_headAt.reset();
    m_finishedAt = sentAt;

    reply->setReadBufferSize(readBufferBytes);
    connect(reply, &QNetworkReply::socketStartedConnecting, this, &QnamExchange::onConnecting);
    connect(reply, &QNetworkReply::encrypted, this, &QnamExchange::onEncrypted);
    connect(reply, &QNetworkReply::requestSent, this, &QnamExchange::onRequestSent);
    connect(reply, &QNetworkReply::metaDataChanged, this, &QnamExchange::onHeadReceived);
    connect(reply, &QIODevice::readyRead, this, &QnamExchange::readBody);
    connect(reply, &QNetworkReply::finished, this, &QnamExchange::onFinished);
    m_deadline.start(std::max(Nanoseconds(sentAt + m_timeout - m_clock.now()), Nanoseconds::zero()));
}

Outcome QnamExchange::finish()
{
    Outcome outcome = classify();
    m_reply->disconnect(this);
    // Deferred: the coroutine runs inside the reply's own signal.
    m_reply->deleteLater();
    m_reply.clear();
    return outcome;
}

void QnamExchange::cancel() { abort(AbortReason::Cancelled); }

bool QnamExchange::leavesConnectionOpen() const
{
    const auto lock = m_wire->lock();
    if (m_wire->isTapped)
        return m_wire->verdict.keepsConnection;
    return m_reply && m_reply->error() == QNetworkReply::NoError
        && !m_reply->rawHeader("Connection").toLower().contains("close");
}

bool QnamExchange::leavesSurplus() const
{
    const auto lock = m_wire->lock();
    return m_reply && !m_wire->isTapped && isInterim(status());
}

void QnamExchange::onConnecting()
{
    m_connectingAt = m_clock.now();
    ++m_connects;
    if (m_connects > 1 || m_sends > repetitions())
        abort(AbortReason::Resent);
}

void QnamExchange::onEncrypted() { m_encryptedAt = m_clock.now(); }

void QnamExchange::onRequestSent()
{
    if (++m_sends > 1 + repetitions())
        abort(AbortReason::Resent);
    else
        m_sentAt = m_clock.now();
}

int QnamExchange::repetitions() const
{
    const auto lock = m_wire->lock();
    return m_wire->repetitions;
}

void QnamExchange::onHeadReceived()
{
    if (!m_headAt)
        m_headAt = m_clock.now();
}

void QnamExchange::readBody()
{
    onHeadReceived();
    while (m_reply->bytesAvailable() > 0) {
        const qint64 length = m_reply->read(m_readBuffer.data(), m_readBuffer.size());
        if (length <= 0)
            return;
        const auto lock = m_wire->lock();
        if (!m_wire->isTapped)
            m_wire->validator.body(m_readBuffer.constData(), length);
    }
}

void QnamExchange::onFinished()
{
    m_deadline.stop();
    if (m_abortReason == AbortReason::None && m_reply->bytesAvailable() > 0)
        readBody();
    m_finishedAt = m_clock.now();
}

void QnamExchange::onConcluded(quint64 sequence)
{
    if (sequence != m_sequence || !m_reply || m_reply->isFinished())
        return;
    if (isQtAboutToFinish())
        m_deadline.start(grace);
    else
        abort(AbortReason::Concluded);
}

bool QnamExchange::isQtAboutToFinish() const
{
    const auto lock = m_wire->lock();
    return !m_wire->isQtDeaf;
}

void QnamExchange::abort(AbortReason reason)
{
    if (!m_reply || m_reply->isFinished() || m_abortReason != AbortReason::None)
        return;
    m_abortReason = reason;
    // Over TLS the error of the first attempt may be queued already, and Qt warns of a second one.
    if (m_isOverTls && reason == AbortReason::Resent)
        QMetaObject::invokeMethod(m_reply, &QNetworkReply::abort, Qt::QueuedConnection);
    else
        m_reply->abort();
}

Outcome QnamExchange::classify()
{
    const auto lock = m_wire->lock();
    Outcome outcome = m_wire->verdict.state == WireVerdict::State::Open ? classifyReply() : classifyWire();
    outcome.status = m_wire->isTapped ? m_wire->verdict.status : status();
    outcome.phases = phaseTimes();
    outcome.bytesReceived = m_wire->validator.bodyBytes();
    outcome.openedConnection = m_wire->openedConnection;
    outcome.wasStale = m_wire->wasStale;
    m_wire->isPending = false;
    return outcome;
}

Outcome QnamExchange::classifyWire()
{
    const WireVerdict &verdict = m_wire->verdict;
    Outcome outcome;
    if (verdict.state == WireVerdict::State::Complete) {
        m_wire->validator.conclude(outcome, verdict.status, verdict.reason);
        return outcome;
    }
    outcome.outcomeClass = verdict.failure.outcomeClass;
    outcome.diedIn = verdict.isHeadDone ? RequestPhase::Receive : RequestPhase::Wait;
    outcome.example = verdict.failure.sentence;
    return outcome;
}

Outcome QnamExchange::classifyReply()
{
    if (m_abortReason != AbortReason::None)
        return classifyAborted();
    if (isBroken(*m_reply))
        return classifyBroken();
    if (m_wire->isTapped || isInterim(status()))
        return classifyMisread();
    const Framing framing = findFraming(*m_reply, m_wire->request->method, m_wire->validator.bodyBytes());
    return framing == Framing::Sound ? classifyComplete() : classifyMisframed(framing);
}

Outcome QnamExchange::classifyAborted() const
{
    Outcome outcome;
    outcome.diedIn = currentPhase();
    switch (m_abortReason) {
    case AbortReason::None:
    case AbortReason::Cancelled:
        outcome.outcomeClass = OutcomeClass::Cancelled;
        break;
    case AbortReason::Deadline:
        outcome.outcomeClass = outcome.diedIn == RequestPhase::Connect || outcome.diedIn == RequestPhase::Tls
            ? OutcomeClass::ConnectTimeout
            : OutcomeClass::Timeout;
        outcome.example = u"No complete response within %1 ms"_s.arg(m_timeout.count());
        break;
    case AbortReason::Concluded:
    case AbortReason::Resent:
        if (failedInHandshake())
            return classifyHandshake();
        outcome.outcomeClass = OutcomeClass::ClosedEarly;
        outcome.diedIn = RequestPhase::Wait;
        outcome.example = describeEarlyEnd();
        break;
    }
    return outcome;
}

Outcome QnamExchange::classifyBroken() const
{
    Outcome outcome;
    outcome.diedIn = currentPhase();
    outcome.outcomeClass = classifyBreak(*m_reply, m_sends > m_wire->repetitions);
    const bool isEnd =
        outcome.outcomeClass == OutcomeClass::ClosedEarly || outcome.outcomeClass == OutcomeClass::Reset;
    if (isEnd && failedInHandshake())
        return classifyHandshake();
    // Qt may not have reported that it started to connect.
    if (isFailureToConnect(outcome.outcomeClass))
        outcome.diedIn = RequestPhase::Connect;
    outcome.example = describeBreak(*m_reply, outcome.outcomeClass);
    return outcome;
}

Outcome QnamExchange::classifyHandshake() const
{
    Outcome outcome;
    outcome.outcomeClass = OutcomeClass::Tls;
    outcome.diedIn = RequestPhase::Tls;
    outcome.example = u"The connection ended in the TLS handshake"_s;
    return outcome;
}

Outcome QnamExchange::classifyMisframed(Framing framing) const
{
    Outcome outcome;
    outcome.diedIn = RequestPhase::Receive;
    const QByteArray announced = m_reply->rawHeader("Content-Length");
    outcome.outcomeClass = framing == Framing::Short ? OutcomeClass::ClosedEarly : OutcomeClass::Protocol;
    outcome.example = u"%1 bytes came with Content-Length: %2"_s.arg(m_wire->validator.bodyBytes())
                          .arg(QString::fromLatin1(announced));
    return outcome;
}

/// Qt reports a complete response, but its bytes, or without a tap its status, contradict that.
Outcome QnamExchange::classifyMisread() const
{
    Outcome outcome;
    outcome.outcomeClass = OutcomeClass::Protocol;
    outcome.diedIn = RequestPhase::Wait;
    outcome.example = u"Qt took a response with status %1 for the whole one, which was still to "
                      "come. Use the engine native."_s.arg(status());
    return outcome;
}

Outcome QnamExchange::classifyComplete()
{
    showHeaders();
    Outcome outcome;
    const QString reason = m_reply->attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString();
    m_wire->validator.conclude(outcome, status(), reason.toLatin1().toStdString());
    return outcome;
}

void QnamExchange::showHeaders()
{
    if (!m_wire->validator.needsHeaders())
        return;
    const QList<QNetworkReply::RawHeaderPair> &headers = m_reply->rawHeaderPairs();
    for (const auto &[name, values] : headers) {
        // Set-Cookie is the only field that Qt does not combine with commas.
        const bool isCookies = name.compare("Set-Cookie", Qt::CaseInsensitive) == 0;
        const QByteArrayList fields = isCookies ? values.split('\n') : QByteArrayList{values};
        for (const QByteArray &value : fields)
            m_wire->validator.header({name.constData(), size_t(name.size())},
                                     {value.constData(), size_t(value.size())});
    }
}

bool QnamExchange::failedInHandshake() const
{
    return m_isOverTls && m_connectingAt && !m_encryptedAt && m_sends == 0;
}

RequestPhase QnamExchange::currentPhase() const
{
    if (m_headAt || m_wire->verdict.isHeadDone)
        return RequestPhase::Receive;
    if (m_sentAt)
        return RequestPhase::Wait;
    if (!m_connectingAt || m_encryptedAt)
        return RequestPhase::Send;
    return m_isOverTls ? RequestPhase::Tls : RequestPhase::Connect;
}

PhaseTimes QnamExchange::phaseTimes() const
{
    PhaseTimes times;
    const auto set = [&times](RequestPhase phase, TimePoint from, TimePoint to) {
        times[static_cast<size_t>(phase)] = to - from;
    };
    if (!m_sentAt)
        return times;
    if (m_wire->wasStale && m_connectingAt)
        set(RequestPhase::Blocked, m_begunAt, *m_connectingAt); // the lost attempt
    if (m_connectingAt && m_encryptedAt) {
        set(RequestPhase::Tls, *m_connectingAt, *m_encryptedAt);
        set(RequestPhase::Send, *m_encryptedAt, *m_sentAt);
    } else if (m_connectingAt) {
        set(RequestPhase::Connect, *m_connectingAt, *m_sentAt);
    } else {
        set(RequestPhase::Send, m_begunAt, *m_sentAt);
    }
    if (!m_headAt)
        return times;
    set(RequestPhase::Wait, *m_sentAt, *m_headAt);
    set(RequestPhase::Receive, *m_headAt, m_finishedAt);
    return times;
}

int QnamExchange::status() const
{
    return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

} // namespace loadstone
