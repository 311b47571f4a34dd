// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"
#include "core/rpc/rpcchannel.h"

namespace loadstone
{

/// The class of a call that did not end with status OK and that we did not cancel.
/// @param waited since the call began @param timeout its deadline
OutcomeClass classOfFailedCall(const RpcReply &reply, Nanoseconds waited, Milliseconds timeout);

/// The HTTP status that came where a gRPC response was expected; 0 if none did.
int httpStatusFor(const RpcReply &reply);

/// How far a call got. gRPC tells whether there was a connection, and when the answer began.
RequestPhase phaseReached(const RpcReply &reply);

/// The name of a gRPC status as its documentation writes it, for example "UNAVAILABLE".
QString grpcStatusName(int status);

/// What a person is told of a failed call: one line.
QString sentenceOfFailedCall(const RpcReply &reply, OutcomeClass outcomeClass, Milliseconds timeout);

} // namespace loadstone
