// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"
#include "core/rpc/rpcchannel.h"

namespace loadstone
{

/// The gRPC status of a call whose deadline has passed.
constexpr int grpcDeadlineExceeded = 4;

/// Class of a call that did not end with status OK and was not cancelled.
/// @param waited time since the start of the call @param timeout its deadline
OutcomeClass classifyFailedCall(const RpcReply &reply, Nanoseconds waited, Milliseconds timeout);

/// The HTTP status of a response that is not gRPC; 0 if there was none.
int httpStatusFor(const RpcReply &reply);

/// The phase a call reached. gRPC reports whether there was a connection, and when the response began.
RequestPhase phaseReached(const RpcReply &reply);

/// A gRPC status code as its documentation spells it, for example "UNAVAILABLE".
QString grpcStatusName(int status);

/// The example text of a failed call: one line.
QString describeFailedCall(const RpcReply &reply, OutcomeClass outcomeClass, Milliseconds timeout);

} // namespace loadstone
