// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/transport.h"

namespace loadstone
{

/// Unary calls with gRPC's C++ library and its callback API.
///
/// - A request's path names the method ("/MyApp/index"), its body and the expected body are messages as JSON,
///   its headers become metadata. Bytes received are those of the response's message.
/// - Connection::sharesChannel: all users of all load threads share one HTTP/2 connection, as in the
///   published comparison; otherwise each user has its own channel and so its own connection. Without reuse
///   each call has its own.
/// - gRPC uses its own threads, which record the times and notify the load thread of each response; their CPU
///   time counts as the generator's.
/// - gRPC does not report when a connection was established: a call that opened one has no Wait phase.
/// - Responses are buffered in memory; gRPC rejects those over 64 MiB.
/// - A call while gRPC backs off after a failed connect (100 ms) fails with the same error.
/// - An response has to fit into memory as a whole; over 64 MiB gRPC refuses it.
/// - A call while gRPC pauses after a failed connect (a tenth of a second) fails like that one.
std::unique_ptr<Transport> makeGrpcTransport(const LoadSpec &spec, const Clock &clock);

/// Why one of the requests cannot be sent as a gRPC call, as a sentence; empty if all can.
QString grpcRequestProblem(const QList<RequestTemplate> &requests, const QStringList &variables);

} // namespace loadstone
