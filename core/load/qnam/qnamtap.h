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

/// Taps one socket of QNetworkAccessManager, in Qt's HTTP thread.
///
/// Qt 6.4 accepts some broken responses, and waits forever for others. So the tap reads the bytes before Qt
/// does, validates them with the parser of the native engine, and lets Qt read those that its plan selects.
/// For a broken response, or a connection that ends during one, it notifies the load thread instead of Qt,
/// and the load thread aborts the request. The source of the bytes differs with and without TLS.
class QnamTap : public QObject
{
    Q_OBJECT
public:
    /// Enables taps for sockets with a tag. Idempotent.
    static void install();
    /// The user name for a request's proxy, which Qt copies to its socket.
    static QString tag(const QnamWire &wire, const QString &connection);

    /// Ignores sockets without a tag. @param engine of Qt, under construction for the socket
    static void onEngine(QTcpSocket &socket);
    /// @param notifier of Qt, under construction for the socket's engine
    static void onNotifier(QTcpSocket &socket, QObject &notifier);

protected:
    /// @param socket the TCP connection, owns the tap
    /// @param http the device of Qt's HTTP: the same socket, or the TLS socket around it
    QnamTap(QTcpSocket &socket, QTcpSocket &http, QString connection, std::shared_ptr<QnamWire> wire);

    bool eventFilter(QObject *watched, QEvent *event) override;

    /// Events of the connection, unless Qt is excluded. @return whether to suppress Qt's notification
    virtual bool onReadable(QSocketNotifier &notifier, QEvent &event) = 0;
    bool onWritable(QSocketNotifier &notifier);
    /// Maximum bytes per event: fewer while processing is slow, so that a fast server does not starve the
    /// thread's other connections. Over TLS Qt reads whole records.
    size_t piece() const { return m_piece; }
    static constexpr size_t largestPiece = 64 * 1024;
    /// The socket has a new connection, in progress or just established.
    virtual void reset();
    virtual void onConnected();

    static int socketDescriptor(const QSocketNotifier &notifier);
    /// Number of bytes in the kernel.
    static size_t availableOn(int descriptor);
    /// Whether the server has ended the connection: the errno, 0 for an orderly end.
    static std::optional<int> detectEnd(int descriptor);

    // With the wire locked:

    /// Qt has written this number of bytes of a request.
    void noteWritten(qint64 bytes);
    /// Sending of the user's request on this connection has begun, and there is no verdict yet.
    bool carriesRequest() const;
    /// @param bytes withheld by the plan, followed by new ones
    void read(std::string_view bytes);
    /// The server ended the connection and everything is read. @param error as of detectEnd()
    /// @return whether to notify Qt
    bool passesEnd(int error);
    void fail(const NativeFailure &failure);

    /// Qt is not notified until the load thread ends the request.
    bool isQtExcluded() const { return m_isQtExcluded; }
    static bool hold(QSocketNotifier &notifier);
    /// To be closed after the last response, without a reason visible to Qt.
    bool closesAfterPlan() const { return m_closes && m_plan.isEmpty(); }
    void closeLater();

    QTcpSocket &m_socket;
    QTcpSocket &m_http;
    const std::shared_ptr<QnamWire> m_wire;
    QnamPlan m_plan;

private:
    /// The user's request can only be sent on this connection.
    bool mayCarryRequest() const;
    bool isRequestSent() const;
    void complete();
    void closeIfIdle();
    bool readPiece(QSocketNotifier &notifier, QEvent &event);

    const QString m_connection;
    quint64 m_sequence = 0; ///< request on this connection
    qint64 m_written = 0;   ///< bytes of that request
    int m_responses = 0;    ///< complete responses on this connection
    size_t m_piece = largestPiece;
    bool m_isQtExcluded = false;
    bool m_closes = false;
};

} // namespace loadstone
