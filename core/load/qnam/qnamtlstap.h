// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/qnam/qnamtap.h"

#include <QAbstractSocket>
#include <QPointer>
#include <QSocketNotifier>

#include <string>

class QSslSocket;

namespace loadstone
{

/// The tap of a connection over TLS.
///
/// Only Qt can decrypt the bytes. So the tap has Qt decrypt them with the signals of the QSslSocket blocked,
/// edits the socket's read buffer according to the plan, and then emits the signals itself: for bytes that Qt
/// may read, and for the end of a connection where Qt is to be notified. Between events that buffer contains
/// only bytes for Qt.
class QnamTlsTap final : public QnamTap
{
    Q_OBJECT
public:
    QnamTlsTap(QTcpSocket &socket, QSslSocket &tls, QString connection, std::shared_ptr<QnamWire> wire);

private:
    void reset() override;
    void onConnected() override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool onReadable(QSocketNotifier &notifier, QEvent &event) override;
    bool onDecryptable(QSocketNotifier &notifier, QEvent &event, size_t available);
    bool onFlush();

    size_t restOfRecord(int descriptor);
    void decrypt(QSocketNotifier &notifier, QEvent &event, size_t most);
    bool readDecrypted(size_t before);
    bool editBuffer(std::string &bytes, size_t before);
    void onUnsolicited();
    bool onEnd(QSocketNotifier &notifier, QAbstractSocket::SocketError error);
    void waitForRoom(QSocketNotifier &notifier);
    void listenIfRoom();

    QSslSocket &m_tls;
    std::string m_withheldBytes; ///< withheld by the plan
    std::string m_header;        ///< of a TLS record in the handshake, as far as Qt has read it
    size_t m_restOfRecord = 0;
    QPointer<QSocketNotifier> m_paused; ///< until Qt's buffer has room
};

} // namespace loadstone
