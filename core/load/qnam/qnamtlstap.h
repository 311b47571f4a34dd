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
/// Only Qt can decrypt what arrives. So the tap has Qt do it while the signals of the QSslSocket are
/// blocked, edits the QSslSocket's read buffer according to the plan, and then emits the signals itself:
/// those of bytes for Qt, and those of the end of the connection where Qt is to be notified. Between
/// events that buffer has only bytes that are for Qt.
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
    void onUnasked();
    bool onEnd(QSocketNotifier &notifier, QAbstractSocket::SocketError error);
    void waitForRoom(QSocketNotifier &notifier);
    void listenIfRoom();

    QSslSocket &m_tls;
    std::string m_heldBytes; ///< those that the plan holds
    std::string m_header;    ///< of a TLS record of the handshake, as far as Qt has read it
    size_t m_restOfRecord = 0;
    QPointer<QSocketNotifier> m_paused; ///< until Qt's buffer has room
};

} // namespace loadstone
