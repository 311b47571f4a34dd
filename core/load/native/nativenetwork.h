// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/headcache.h"
#include "core/load/native/reactor.h"
#include "core/load/native/requestwriter.h"
#include "core/load/native/responseparser.h"
#include "core/load/native/tlssession.h"
#include "core/load/serveraddress.h"
#include "core/profile/profile.h"

#include <memory>
#include <vector>

namespace loadstone
{

/// Whether ports in TIME_WAIT are available again after a second for connections to these addresses, so that the
/// generator may close first, as other clients do. Some servers wait for that: Werkzeug up to 10 ms.
/// Linux does so for loopback addresses unless net.ipv4.tcp_tw_reuse is 0.
bool reusesPorts(const ServerAddress &address);

/// Sockets whose response announced the end of the connection, where ports are scarce: the server may close first,
/// because the side that does so keeps the port in TIME_WAIT. They are closed after a second.
class LingeringSockets
{
public:
    explicit LingeringSockets(Reactor &reactor);
    ~LingeringSockets();
    LingeringSockets(const LingeringSockets &) = delete;
    LingeringSockets &operator=(const LingeringSockets &) = delete;

    /// Takes over a socket registered with the reactor.
    void add(int socket);

private:
    class LingeringSocket;

    Reactor &m_reactor;
    std::vector<std::unique_ptr<LingeringSocket>> m_all;
    std::vector<LingeringSocket *> m_free;
};

/// Shared state of all connections of one load thread.
struct NativeNetwork {
    NativeNetwork(Reactor &ownReactor, const Connection &ownConnection, ServerAddress ownAddress,
                  std::unique_ptr<TlsContext> ownTls);

    Reactor &reactor;
    const Connection connection;
    const ServerAddress address;
    const std::unique_ptr<TlsContext> tls; ///< null without TLS
    const bool mayCloseFirst;              ///< after the last response of a connection; see reusesPorts()
    RequestWriter writer;
    LingeringSockets lingering;
    HeadCache headCache;
    size_t candidate = 0;     ///< index of the address to try first: the last that accepted
    bool hasAccepted = false; ///< any address, at any time

    /// Read buffer, preceded by space for unconsumed bytes of the previous read.
    static constexpr size_t roomBefore = longestHead + 4096;
    static constexpr size_t roomToRead = 128 * 1024;
    std::unique_ptr<char[]> room;
    char *readBuffer() const { return room.get() + roomBefore; }
};

} // namespace loadstone
