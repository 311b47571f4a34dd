// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <sys/socket.h>

#include <vector>

namespace loadstone
{

/// Destination of a socket.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    int family() const { return storage.ss_family; }
    const sockaddr *address() const { return reinterpret_cast<const sockaddr *>(&storage); }
};

/// A target, resolved once before the load starts.
struct ServerAddress {
    std::vector<SocketAddress> candidates; ///< to be tried in this order until one accepts
    QByteArray host;                       ///< value of the Host header
    bool isOverTls = false;
    QString problem; ///< why there is no candidate, as a sentence
};

/// Resolves the host of an http or https URL (IPv4, IPv6 or a name; blocks for a name server, but not for
/// "localhost"), or takes the path of a unixSocketScheme() URL for a Unix socket's.
ServerAddress resolveAddress(const QUrl &baseUrl);

} // namespace loadstone
