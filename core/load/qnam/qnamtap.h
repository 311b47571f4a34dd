// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/qnam/qnamplan.h"
#include "core/load/qnam/qnamwire.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>

class QSocketNotifier;
class QTcpSocket;

namespace loadstone
{

/// Reads along on one socket of QNetworkAccessManager, in Qt's HTTP thread.
///
/// Qt 6.4 accepts responses that are broken, and waits for ever for others. So the tap reads the bytes
/// before Qt does, has them validated by the parser of the engine native, and lets Qt read what its plan
/// says. Qt is not notified of a broken response, nor of a connection that ends during one; the load
/// thread is, and aborts the request. Where the bytes come from differs with and without TLS.
class QnamTap : public QObject
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
    /// @param socket the TCP connection, owns the tap
    /// @param http what Qt's HTTP reads and writes: the same socket, or the TLS around it
    QnamTap(QTcpSocket &socket, QTcpSocket &http, QString connection, std::shared_ptr<QnamWire> wire);

    bool eventFilter(QObject *watched, QEvent *event) override;

    /// The events of the connection, while Qt may hear of it. @return whether Qt is not to be notified
    virtual bool onReadable(QSocketNotifier &notifier, QEvent &event) = 0;
    bool onWritable(QSocketNotifier &notifier);
    /// Bytes that may be read in one event: fewer while they take long, so that a server which sends faster
    /// than that leaves the other connections of the thread their turn. Over TLS Qt reads whole records.
    size_t piece() const { return m_piece; }
    static constexpr size_t largestPiece = 64 * 1024;
    /// The socket has a new connection, which is being made, or has just been made.
    virtual void reset();
    virtual void onConnected();

    static int socketDescriptor(const QSocketNotifier &notifier);
    /// Bytes in the kernel.
    static size_t availableOn(int descriptor);
    /// Whether the server has ended the connection: by which error, an errno; 0 when orderly.
    static std::optional<int> detectEnd(int descriptor);

    // With the wire locked:

    /// Qt has written so many bytes of a request.
    void noteWritten(qint64 bytes);
    /// It has begun to send the user's request on this connection, and there is no verdict yet.
    bool carriesRequest() const;
    /// @param bytes those that the plan holds, and those received since
    void read(std::string_view bytes);
    /// The server ended the connection and everything is read. @param error as of detectEnd()
    /// @return whether Qt is to be notified
    bool passesEnd(int error);
    void fail(const NativeFailure &failure);

    /// Qt hears no more of this connection until the load thread ends the request.
    bool isHolding() const { return m_isHolding; }
    static bool hold(QSocketNotifier &notifier);
    /// Qt sees no reason to close after the last response.
    bool closesAfterPlan() const { return m_closes && m_plan.isEmpty(); }
    void closeLater();

    QTcpSocket &m_socket;
    QTcpSocket &m_http;
    const std::shared_ptr<QnamWire> m_wire;
    QnamPlan m_plan;

private:
    /// Qt will send the user's request on this connection, if at all.
    bool mayCarryRequest() const;
    bool isRequestSent() const;
    void complete();
    void closeIfIdle();
    bool readPiece(QSocketNotifier &notifier, QEvent &event);

    const QString m_connection;
    quint64 m_sequence = 0; ///< request that is on this connection
    qint64 m_written = 0;   ///< bytes of it
    int m_answers = 0;      ///< complete responses on this connection
    size_t m_piece = largestPiece;
    bool m_isHolding = false;
    bool m_closes = false;
};

} // namespace loadstone
