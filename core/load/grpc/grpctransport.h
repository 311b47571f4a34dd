// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/transport.h"

namespace loadstone
{

/// Unary calls by gRPC's C++ library and its callback API.
///
/// - A request's path names the method ("/MyApp/index"), its body and the expected body are the
///   messages as JSON, its headers become metadata. Bytes are those of the answer's message.
/// - Connection::sharesChannel: all users of all load threads call over one HTTP/2 connection, as
///   the published comparison did; otherwise each user has a channel and so a connection of its
///   own. Without reuse each call has.
/// - gRPC works in threads of its own, which take the times and wake the load thread for each
///   answer; their CPU time is counted as the generator's.
/// - gRPC does not tell when a connection was made: a call that opened one has no Wait phase.
/// - An answer has to fit into memory as a whole; over 64 MiB gRPC refuses it.
/// - A call while gRPC pauses after a failed connect (a tenth of a second) fails like that one.
std::unique_ptr<Transport> makeGrpcTransport(const LoadSpec &spec, const Clock &clock);

/// Why one of the requests cannot be sent as a gRPC call, in a sentence; empty when all can.
QString grpcRequestProblem(const QList<RequestTemplate> &requests, const QStringList &variables);

} // namespace loadstone
