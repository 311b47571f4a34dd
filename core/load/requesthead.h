// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"

#include <algorithm>
#include <string_view>

namespace loadstone
{

// The head of an HTTP request, which is the same on every engine. The conformance test compares what
// arrives byte by byte, and docs/engines.md documents it.

inline std::string_view toView(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<size_t>(bytes.size())};
}

inline bool hasHeader(const QList<Header> &headers, const char *name)
{
    return std::any_of(headers.begin(), headers.end(), [name](const Header &header) {
        return header.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

/// Whether the head has a Content-Length though there may be no body: POST, PUT and PATCH are expected
/// to have one.
inline bool announcesBody(const QByteArray &method, bool hasBody)
{
    return hasBody || method == "POST" || method == "PUT" || method == "PATCH";
}

/// Visits name and value of each header in the order in which they are sent, all but Content-Length,
/// which follows them. What is sent without being asked for is no more than what QNetworkAccessManager
/// cannot be kept from sending: Host, User-Agent, Accept, Accept-Language, Accept-Encoding (identity)
/// and Connection; with a body Content-Type. A header of the request takes the place of one of these
/// names.
/// @param host value of the header Host
/// @param closes asks the server to close the connection after its answer
/// @param visit takes two std::string_view
template<typename Visit>
void visitHeaders(const PreparedRequest &request, const QByteArray &host, bool closes, Visit &&visit)
{
    using namespace std::string_view_literals;
    const QList<Header> &own = request.headers();
    const auto visitUsual = [&](const char *name, std::string_view value) {
        if (!hasHeader(own, name))
            visit(std::string_view(name), value);
    };
    visitUsual("Host", toView(host));
    visitUsual("User-Agent", "Loadstone/" LOADSTONE_VERSION ""sv);
    visitUsual("Accept", "*/*"sv);
    visitUsual("Accept-Language", "*"sv);
    visitUsual("Accept-Encoding", "identity"sv);
    visitUsual("Connection", closes ? "close"sv : "Keep-Alive"sv);
    if (!request.body.isEmpty())
        visitUsual("Content-Type", "application/octet-stream"sv);
    for (const Header &header : own)
        visit(toView(header.name), toView(header.value));
}

} // namespace loadstone
