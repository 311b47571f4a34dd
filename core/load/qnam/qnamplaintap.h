// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/qnam/qnamtap.h"

namespace loadstone
{

/// The tap of a connection without TLS: peeks at the bytes in the kernel (MSG_PEEK) during the event that
/// notifies Qt, and lets Qt read exactly the planned ones.
class QnamPlainTap final : public QnamTap
{
    Q_OBJECT
public:
    QnamPlainTap(QTcpSocket &socket, QString connection, std::shared_ptr<QnamWire> wire);

private:
    void reset() override;
    void onConnected() override;
    bool onReadable(QSocketNotifier &notifier, QEvent &event) override;

    void look(int descriptor, size_t available);
    bool letQtRead(QSocketNotifier &notifier);
    void refuse(int descriptor);
    void waitForMore(int descriptor, size_t bytes);

    size_t m_lowWater = 1; ///< bytes that wake the tap
};

} // namespace loadstone
