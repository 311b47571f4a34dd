// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace loadstone
{

/// Maximum delay of the slow upstream; longer ones are refused.
constexpr std::chrono::seconds longestSlowDelay{3600};

/// One request to the slow upstream: its delay and its response.
///
/// - `GET /?delay=1` waits that number of seconds and returns `slow api response`; 1 s without a query.
/// - `GET /?seconds=1.5` returns `Sleep 1.500000 seconds`.
///
/// HEAD returns the same without the body. Anything else is refused immediately, with the reason in the body.
struct SlowRequest {
    std::chrono::nanoseconds delay{0};
    int status = 200;
    std::string body;
    bool isHead = false;
    bool keepsAlive = true;   ///< as requested; the default of HTTP/1.1
    bool hasIdleLimit = true; ///< after a request for `?seconds=` a connection may idle forever
};

/// Parses the first request in `bytes`, a connection's unread input.
/// @param truncatesSeconds `?seconds=` waits whole seconds only (1.5 waits 1), as the published stand-in did
/// by mistake
/// @param used number of bytes of the request
/// @return nothing if incomplete
std::optional<SlowRequest> takeSlowRequest(std::string_view bytes, bool truncatesSeconds, std::size_t &used);

/// The serialised response. @param date value of the Date header
std::string serializeResponse(const SlowRequest &request, std::string_view date);

} // namespace loadstone
