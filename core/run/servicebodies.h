// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <optional>

namespace loadstone
{

/// What an endpoint of the catalogue sends because of the profile itself: "upstream", "service" or what
/// the request brings with it. docs/stacks.md has these endpoints.
struct ServiceBody {
    std::optional<QByteArray> body; ///< exact; nothing: only the length is known
    qint64 bytes = 0;
    QString settings = {}; ///< what in the profile changes it: "/upstream"; empty: nothing
};

/// The body of a successful response; nothing for other endpoints, and where what is sent depends on
/// variables or on how a framework writes it.
/// @param endpoint as a stack names it: "GET /io_bound"
std::optional<ServiceBody> serviceBody(const QString &endpoint, const RequestTemplate &request,
                                       const Profile &profile);

/// Why the stream file cannot have what a request asks for, in a sentence that says what to do; empty
/// where it has, or if unknown.
QString streamFileProblem(const QString &endpoint, const RequestTemplate &request, const Profile &profile);

} // namespace loadstone
