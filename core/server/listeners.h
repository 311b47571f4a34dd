// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace loadstone
{

/// The listener on a TCP port of this machine.
struct PortHolder {
    qint64 pid = 0;                        ///< 0 if it belongs to another user
    QString program;                       ///< "python3"; empty when unknown
    Sentence sentence(quint16 port) const; ///< "Port 8080 is already in use by python3 (pid 3310)."
};
/// The holder of a listening socket on 127.0.0.1, 0.0.0.0 or ::; nothing if the port is free.
std::optional<PortHolder> findPortHolder(quint16 port);
/// TCP listening addresses of these processes: "127.0.0.1:8080", "[::1]:8080".
QStringList listeningAddresses(const std::vector<int> &pids);
/// Whether a connection to an IPv4 address of this machine is refused. Waits 200 ms at most.
bool refusesConnections(const QString &host, quint16 port);
/// Listening addresses of the processes that other machines can reach: "0.0.0.0:8000". Empty if they listen
/// on 127.0.0.0/8 and ::1 only.
QStringList exposedListeners(const QList<qint64> &pids);
/// A free TCP port on 127.0.0.1, or 0.
quint16 findFreePort();
/// The backlog of a listening socket as the kernel has it (Send-Q of `ss -ltn`); nothing when unknown.
std::optional<int> readListenBacklog(quint16 port);

} // namespace loadstone
