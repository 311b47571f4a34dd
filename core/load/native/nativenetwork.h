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

/// Sockets whose answer came with the word that the connection ends: the server is let close first,
/// because whoever does so keeps the port in TIME_WAIT, and ours are few. After a second we do.
class LingeringSockets
{
public:
    explicit LingeringSockets(Reactor &reactor);
    ~LingeringSockets();
    LingeringSockets(const LingeringSockets &) = delete;
    LingeringSockets &operator=(const LingeringSockets &) = delete;

    /// Takes over a socket that the reactor watches.
    void add(int socket);

private:
    class LingeringSocket;

    Reactor &m_reactor;
    std::vector<std::unique_ptr<LingeringSocket>> m_all;
    std::vector<LingeringSocket *> m_free;
};

/// What all connections of one load thread share.
struct NativeNetwork {
    NativeNetwork(Reactor &ownReactor, const Connection &ownConnection, ServerAddress ownAddress,
                  std::unique_ptr<TlsContext> ownTls);

    Reactor &reactor;
    const Connection connection;
    const ServerAddress address;
    const std::unique_ptr<TlsContext> tls; ///< null without TLS
    RequestWriter writer;
    LingeringSockets lingering;
    HeadCache headCache;
    size_t candidate = 0;     ///< address that is tried first: the one that accepted last
    bool hasAccepted = false; ///< one of them, at any time

    /// Room to read into, with as much before it as can be held back of what came before.
    static constexpr size_t roomBefore = longestHead + 4096;
    static constexpr size_t roomToRead = 128 * 1024;
    std::unique_ptr<char[]> room;
    char *readBuffer() const { return room.get() + roomBefore; }
};

} // namespace loadstone
