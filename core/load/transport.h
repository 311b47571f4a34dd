// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/outcome.h"
#include "core/profile/profile.h"

#include <QCoroTask>
#include <QStringList>
#include <QUrl>

#include <memory>

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

/// The one interface between virtual users and the network. A transport belongs to one load
/// thread, is made, used and destroyed there, and serves all virtual users of that thread.
///
/// What every transport owes (the conformance test holds it to that):
/// - With reuse, each user has a connection of its own and keeps it, unless Connection::sharesChannel
///   gives them one together; without, each request has.
/// - The request target, the headers and their order are sent as they are written; what is added is in
///   requesthead.h. What an engine cannot send so fails as Protocol, with what to do instead.
/// - One call is one attempt on the wire. It is never repeated in secret, except that a kept-alive
///   connection found closed *before* anything was sent is replaced.
/// - No cookies, redirects, decompression, pipelining, cache or proxy.
/// - A deadline over everything from connecting to the last byte, Connection::timeout.
/// - Bodies of any size in bounded memory; they are counted, compared, and not kept.
/// - Every outcome has the class that outcome.h describes; failures have an example text.
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

/// The transport for `connection.engine`; an error when there is none of that name. To be called
/// in the thread that will use it.
/// @param baseUrl scheme, host and port of the target; a name's addresses are tried until one accepts,
/// and Host is the name
/// @param clock outlives the transport
/// @param certificate for https, PEM: the only one trusted, and made by CertificateMaker, because
/// its names are needed too
Result<std::unique_ptr<Transport>> makeTransport(const Connection &connection, const QUrl &baseUrl,
                                                 const Clock &clock, const QByteArray &certificate = {});

/// Names of the engines that makeTransport() knows.
QStringList transportEngines();

/// Why the engine cannot load this target, in a sentence; empty when it can.
QString targetProblem(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate);

/// Why the engine cannot do what the connection is to be, or cannot send one of the requests, in a
/// sentence; empty when it can.
/// @param variables names that stand for values where they are in braces
QString requestProblem(const Connection &connection, const QList<RequestTemplate> &requests,
                       const QStringList &variables = {});

} // namespace loadstone
