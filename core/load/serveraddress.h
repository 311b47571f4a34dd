// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <sys/socket.h>

#include <vector>

namespace loadstone
{

/// Where a socket connects to.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    int family() const { return storage.ss_family; }
    const sockaddr *address() const { return reinterpret_cast<const sockaddr *>(&storage); }
};

/// A target, resolved once before the load begins.
struct ServerAddress {
    std::vector<SocketAddress> candidates; ///< to be tried in this order until one accepts
    QByteArray host;                       ///< value of the header Host
    bool isOverTls = false;
    QString problem; ///< why there is no candidate, in a sentence
};

/// Resolves the host of an http or https URL (IPv4, IPv6 or a name; blocks while a name server is
/// asked, but not for "localhost"), or takes the path of a unixSocketScheme() URL for a Unix socket's.
ServerAddress resolveAddress(const QUrl &baseUrl);

} // namespace loadstone
