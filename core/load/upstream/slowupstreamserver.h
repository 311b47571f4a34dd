// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/histogram.h"

#include <memory>

namespace loadstone
{

/// How the slow upstream listens and answers.
struct SlowUpstreamOptions {
    quint16 port = 0; ///< on 127.0.0.1; 0 takes a free one
    /// A burst that overflows it comes back in steps of a second; the kernel caps it at somaxconn.
    int backlog = 4096;
    bool truncatesSeconds = false; ///< `?seconds=1.5` waits 1 s, as published
};

/// What a slow upstream did, for its last words.
struct SlowUpstreamFacts {
    qint64 answered = 0;     ///< after their wait
    qint64 refused = 0;      ///< requests it did not understand
    qint64 givenUp = 0;      ///< whose client left before the answer
    qint64 connections = 0;  ///< accepted
    int mostConnections = 0; ///< at once
    Histogram lateness;      ///< µs from the moment an answer was due until it was sent
};

/// Stand-in for a slow third-party API: waits as long as it is asked to, without work. One thread,
/// one epoll loop, plain POSIX; ten thousand connections cost it no more than their requests.
/// Answers and keep-alive are those of the published stand-ins (see SlowRequest): connections stay
/// open for the next request, 75 s at most after `?delay=`, without limit after `?seconds=`.
class SlowUpstreamServer
{
public:
    explicit SlowUpstreamServer(const SlowUpstreamOptions &options);
    ~SlowUpstreamServer();

    /// Binds and listens; connections wait in the backlog until serve().
    Status listen();
    quint16 port() const; ///< as listened on

    /// Serves in the calling thread until `stopFd` is readable. Connections are then closed.
    void serve(int stopFd);
    const SlowUpstreamFacts &facts() const; ///< not while it serves

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
