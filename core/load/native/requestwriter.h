// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace loadstone
{

/// Serialises requests. The bytes of an unchanged request are cached, so that sending it again costs one
/// comparison.
///
/// Headers added automatically: see requesthead.h.
class RequestWriter
{
public:
    /// @param host value of the Host header
    explicit RequestWriter(QByteArray host) : m_host(std::move(host)) { }

    /// The request's bytes, valid until the next call.
    /// @param closes asks the server to close the connection after its response
    std::string_view write(const PreparedRequest &request, bool closes);

private:
    struct Written {
        const RequestTemplate *source = nullptr;
        bool closes = false;
        bool hasBody = false;
        std::string headers; ///< all except Content-Length
        QByteArray target;   ///< that `text` was built from
        QByteArray body;
        std::string text;
    };

    Written &writtenFor(const PreparedRequest &request, bool closes);
    static void put(std::string &text, const PreparedRequest &request, std::string_view headers);
    std::string formatHeaders(const PreparedRequest &request, bool closes) const;

    QByteArray m_host;
    std::string m_changing;         ///< the last request with variables in its headers
    std::vector<Written> m_written; ///< small: one or two per endpoint
};

} // namespace loadstone
