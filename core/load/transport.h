// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"
#include "core/profile/profile.h"

#include <QCoroTask>

namespace loadstone
{

/// A request with its variables filled in, ready to be sent.
struct PreparedRequest {
    const RequestTemplate *source = nullptr; ///< method, expectation; outlives the transport
    QByteArray target;                       ///< path and query
    QByteArray body;
    QList<Header> ownHeaders = {}; ///< all, if variables change one of them; else empty

    const QList<Header> &headers() const { return ownHeaders.isEmpty() ? source->headers : ownHeaders; }
};

/// What EventLoopWorker sends the requests of its virtual users by. A transport belongs to one load
/// thread, is made, used and destroyed there, and keeps the promises of Engine.
class Transport
{
public:
    virtual ~Transport() = default;

    /// Sends and waits for the whole answer. Never throws; never resumes within the call.
    /// @param user index of the virtual user, 0 … Load::users - 1; at most one call at a time
    virtual QCoro::Task<Outcome> perform(int user, PreparedRequest request) = 0;

    /// Cuts off all running calls; each of them ends as Cancelled, some before this returns.
    virtual void abortAll() = 0;
};

} // namespace loadstone
