// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"

#include <QString>

#include <string_view>

namespace loadstone
{

/// How a request ends, and what a person is told of it.
struct NativeFailure {
    OutcomeClass outcomeClass = OutcomeClass::Cancelled;
    QString sentence;
};

/// @param error errno of socket(), connect() or epoll_ctl()
NativeFailure failureOfConnect(int error);
/// @param error errno of send() or recv() @param hasBegun some of the answer had come
NativeFailure failureOfBreak(int error, bool hasBegun);
/// The server closed the connection. @param hasBegun likewise
NativeFailure failureOfEnd(bool hasBegun);
/// @param problem of the parser @param bytes where it was found
NativeFailure failureOfProtocol(const std::string &problem, std::string_view bytes);
/// What came is longer than what is kept of it until its end has come.
NativeFailure failureOfLongLine();

} // namespace loadstone
