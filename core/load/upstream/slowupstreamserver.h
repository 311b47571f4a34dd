// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/histogram.h"

#include <memory>

namespace loadstone
{

/// Settings of the slow upstream.
struct SlowUpstreamOptions {
    quint16 port = 0; ///< on 127.0.0.1; 0 = any free port
    /// Clients beyond it retry after whole seconds; the kernel caps it at somaxconn.
    int backlog = 4096;
    bool truncatesSeconds = false; ///< `?seconds=1.5` waits 1 s, as published
};

/// Statistics of a slow upstream, printed at its end.
struct SlowUpstreamFacts {
    qint64 answered = 0;     ///< after their delay
    qint64 refused = 0;      ///< invalid requests
    qint64 givenUp = 0;      ///< whose client disconnected before the response
    qint64 connections = 0;  ///< accepted
    int mostConnections = 0; ///< simultaneously
    Histogram lateness;      ///< µs from the due time of a response until it was sent
};

/// Stand-in for a slow third-party API: waits for the requested delay, without work. One thread, one epoll
/// loop, plain POSIX; ten thousand connections cost no more than their requests. Responses and keep-alive
/// match the published stand-ins (see SlowRequest): connections stay open for the next request, at most 75 s
/// after `?delay=`, without limit after `?seconds=`.
class SlowUpstreamServer
{
public:
    explicit SlowUpstreamServer(const SlowUpstreamOptions &options);
    ~SlowUpstreamServer();

    /// Binds and listens; connections wait in the backlog until serve().
    Status listen();
    quint16 port() const; ///< that it listens on

    /// Serves in the calling thread until `stopFd` is readable, then closes its connections.
    void serve(int stopFd);
    const SlowUpstreamFacts &facts() const; ///< not while it serves

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
