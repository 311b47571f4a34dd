// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace loadstone
{

/// Longest wait that the slow upstream grants; longer ones are refused.
constexpr std::chrono::seconds longestSlowDelay{3600};

/// One request to the slow upstream: how long it waits and what it is answered.
///
/// - `GET /?delay=1` waits so many seconds and answers `slow api response`; 1 s without a query.
/// - `GET /?seconds=1.5` answers `Sleep 1.500000 seconds`.
///
/// HEAD gets the same without the body. Anything else is refused at once, with the reason in the
/// body.
struct SlowRequest {
    std::chrono::nanoseconds delay{0};
    int status = 200;
    std::string body;
    bool isHead = false;
    bool keepsAlive = true;   ///< as the request asks; HTTP/1.1 does by default
    bool hasIdleLimit = true; ///< a connection that was last asked for `?seconds=` may idle for ever
};

/// Takes the first request out of `bytes`, the beginning of a connection's unread input.
/// @param truncatesSeconds `?seconds=` waits whole seconds only (1.5 waits 1), as the published
///        stand-in did by mistake
/// @param used how many bytes the request took
/// @return nothing while it is incomplete
std::optional<SlowRequest> takeSlowRequest(std::string_view bytes, bool truncatesSeconds, std::size_t &used);

/// The answer as it is sent. @param date value of the Date header
std::string slowAnswer(const SlowRequest &request, std::string_view date);

} // namespace loadstone
