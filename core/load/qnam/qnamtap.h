// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/answerparser.h"
#include "core/load/qnam/qnamwire.h"

#include <QObject>
#include <QString>

#include <deque>

class QSocketNotifier;
class QTcpSocket;

namespace loadstone
{

/// Reads along on one socket of QNetworkAccessManager, in Qt's HTTP thread.
///
/// Qt 6.4 takes responses for sound that are not, and waits for ever for others. So the tap looks at
/// the bytes before Qt does (MSG_PEEK, in the event that tells Qt of them), has them judged by the
/// parser of the engine native, and lets Qt read exactly what it has looked at. Three things it takes
/// away, because Qt cannot cope with them and no request depends on them: interim responses, trailers,
/// and header lines that Qt need not know where it would stumble over them. A response that is broken,
/// and a connection that ends, Qt is not told of; the load thread is, and aborts the request.
class QnamTap final : public QObject, private AnswerSink
{
    Q_OBJECT
public:
    /// From now on, sockets that carry such a tag are tapped. Idempotent.
    static void install();
    /// What to give to Qt as the user name of a request's proxy, so that its socket has it as well.
    static QString tag(const QnamWire &wire, const QString &connection);

    /// Of another program's socket nothing happens. @param engine of Qt, being made for the socket
    static void onEngine(QTcpSocket &socket);
    /// @param notifier of Qt, being made for the socket's engine
    static void onNotifier(QTcpSocket &socket, QObject &notifier);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// Bytes that the tap has looked at and Qt has not read: what is to be done with them, in turn.
    struct Segment {
        size_t bytes;
        bool isForQt; ///< otherwise thrown away
    };

    QnamTap(QTcpSocket &socket, QString connection, std::shared_ptr<QnamWire> wire, bool isBlind);

    void reset();
    void onConnected();
    void onBytesWritten(qint64 bytes);
    /// Qt will send the user's request on this connection, if at all.
    bool mayCarryRequest() const;
    /// It has begun to.
    bool carriesRequest() const;
    bool isRequestSent() const;

    bool onReadable(QSocketNotifier &notifier);
    bool onWritable(QSocketNotifier &notifier);
    void look(int descriptor, size_t available);
    void take(std::string_view bytes);
    size_t takeHead(std::string_view bytes);
    void takeUnfinishedHead(std::string_view bytes, size_t taken);
    void takeBody(std::string_view body, bool isComplete);
    bool letQtRead(QSocketNotifier &notifier);
    bool onEnd(QSocketNotifier &notifier, int error);

    void plan(size_t bytes, bool isForQt);
    void planHead(std::string_view head, size_t done);
    void planLine(std::string_view line, bool isStatusLine, bool isChunked);
    void complete();
    void fail(const NativeFailure &failure);
    bool hold(QSocketNotifier &notifier);
    void refuse(int descriptor);
    void closeIfIdle();
    void waitForMore(int descriptor, size_t bytes);

    void onField(std::string_view name, std::string_view value) override;
    void onFieldsAgain() override;
    void onBody(std::string_view bytes) override;

    QTcpSocket &m_socket;
    const QString m_connection;
    const std::shared_ptr<QnamWire> m_wire;
    const bool m_isBlind; ///< TLS: only sees connections being made

    AnswerParser m_parser;
    std::deque<Segment> m_plan;
    size_t m_planned = 0;            ///< bytes of the plan
    size_t m_held = 0;               ///< bytes behind the plan that were looked at, still undecided
    size_t m_lowWater = 1;           ///< bytes that wake us
    quint64 m_sequence = 0;          ///< request that is on this connection
    qint64 m_written = 0;            ///< bytes of it
    int m_answers = 0;               ///< complete responses on this connection
    std::string m_early;             ///< what is planned of a long head that is not complete
    const char *m_bodyEnd = nullptr; ///< of the bytes just parsed
    bool m_isParsing = false;
    bool m_isHeadPlanned = false;
    bool m_hasLength = false; ///< a line of the head has one
    bool m_isHolding = false; ///< Qt hears no more of this connection
    bool m_closes = false;    ///< after the last response, whatever Qt thinks
};

} // namespace loadstone
