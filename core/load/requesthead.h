// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"

#include <algorithm>
#include <string_view>

namespace loadstone
{

// The head of an HTTP request, identical on every engine. The conformance test compares it byte by byte, and
// docs/engines.md documents it.

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

/// Whether the head has a Content-Length even without a body: expected of POST, PUT and PATCH.
inline bool announcesBody(const QByteArray &method, bool hasBody)
{
    return hasBody || method == "POST" || method == "PUT" || method == "PATCH";
}

/// Visits name and value of each header in the order of sending, except Content-Length, which follows them.
/// Automatic headers are limited to those that QNetworkAccessManager always sends: Host, User-Agent, Accept,
/// Accept-Language, Accept-Encoding (identity) and Connection; with a body Content-Type. A header of the
/// request replaces the automatic one of the same name.
/// @param host value of the Host header
/// @param closes asks the server to close the connection after its response
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
