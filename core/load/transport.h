// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"
#include "core/profile/profile.h"

#include <QCoroTask>

namespace loadstone
{

/// A request with expanded variables, ready to send.
struct PreparedRequest {
    const RequestTemplate *source = nullptr; ///< method, expectation; outlives the transport
    QByteArray target;                       ///< path and query
    QByteArray body;
    QList<Header> ownHeaders = {}; ///< all of them, if variables change any; otherwise empty

    const QList<Header> &headers() const { return ownHeaders.isEmpty() ? source->headers : ownHeaders; }
};

/// Sends the requests of an EventLoopWorker's virtual users. Belongs to one load thread: it is created, used
/// and destroyed there. Meets the contract of Engine.
class Transport
{
public:
    virtual ~Transport() = default;

    /// Sends and waits for the complete response. Never throws; never resumes within the call.
    /// @param user index of the virtual user, 0 … Load::users - 1; at most one call at a time
    virtual QCoro::Task<Outcome> perform(int user, PreparedRequest request) = 0;

    /// Cancels all requests in flight; each ends as Cancelled, some before this returns.
    virtual void abortAll() = 0;
};

} // namespace loadstone
