// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace loadstone
{

/// Turns requests into the bytes that are sent. A request that does not change from one time to the
/// next is put together once, so that sending it again costs a comparison.
///
/// What is sent without being asked for: see requesthead.h.
class RequestWriter
{
public:
    /// @param host value of the header Host
    explicit RequestWriter(QByteArray host) : m_host(std::move(host)) { }

    /// The request's bytes, which stay until the next call.
    /// @param closes asks the server to close the connection after its answer
    std::string_view write(const PreparedRequest &request, bool closes);

private:
    struct Written {
        const RequestTemplate *source = nullptr;
        bool closes = false;
        bool hasBody = false;
        std::string headers; ///< all but the length
        QByteArray target;   ///< what `text` was made of
        QByteArray body;
        std::string text;
    };

    Written &writtenFor(const PreparedRequest &request, bool closes);
    static void put(std::string &text, const PreparedRequest &request, std::string_view headers);
    std::string formatHeaders(const PreparedRequest &request, bool closes) const;

    QByteArray m_host;
    std::string m_changing;         ///< the last request whose headers variables change
    std::vector<Written> m_written; ///< few: one or two for each endpoint
};

} // namespace loadstone
