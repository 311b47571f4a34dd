// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"

#include <QString>

#include <string_view>

namespace loadstone
{

/// Failure of a request: class, phase and example text.
struct NativeFailure {
    OutcomeClass outcomeClass = OutcomeClass::Cancelled;
    QString sentence;
};

/// @param error errno of socket(), connect() or epoll_ctl()
NativeFailure makeConnectFailure(int error);
/// @param error errno of send() or recv() @param hasBegun part of the response had been received
NativeFailure makeBreakFailure(int error, bool hasBegun);
/// The server closed the connection. @param hasBegun as above
NativeFailure makeEndFailure(bool hasBegun);
/// @param problem of the parser @param bytes at its position
NativeFailure makeProtocolFailure(const std::string &problem, std::string_view bytes);
/// A line exceeds the buffer.
NativeFailure makeLongLineFailure();

} // namespace loadstone
