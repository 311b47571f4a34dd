// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/requestwriter.h"

#include <algorithm>

namespace loadstone
{

namespace
{

bool hasHeader(const QList<Header> &headers, const char *name)
{
    return std::any_of(headers.begin(), headers.end(), [name](const Header &header) {
        return header.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<size_t>(bytes.size())};
}

/// Cheap when both are the same bytes in memory, as those of requests without variables are.
bool isSame(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() && (a.constData() == b.constData() || a == b);
}

bool announcesBody(const QByteArray &method, bool hasBody)
{
    return hasBody || method == "POST" || method == "PUT" || method == "PATCH";
}

} // namespace

std::string_view RequestWriter::write(const PreparedRequest &request, bool closes)
{
    if (!request.ownHeaders.isEmpty()) {
        put(m_changing, request, headersOf(request, closes));
        return m_changing;
    }
    Written &written = writtenOf(request, closes);
    if (written.text.empty() || !isSame(written.target, request.target)
        || !isSame(written.body, request.body)) {
        written.target = request.target;
        written.body = request.body;
        put(written.text, request, written.headers);
    }
    return written.text;
}

void RequestWriter::put(std::string &text, const PreparedRequest &request, std::string_view headers)
{
    text.assign(viewOf(request.source->method));
    text.append(" ").append(viewOf(request.target)).append(" HTTP/1.1\r\n").append(headers);
    if (announcesBody(request.source->method, !request.body.isEmpty())
        && !hasHeader(request.headers(), "Content-Length"))
        text.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    text.append("\r\n").append(viewOf(request.body));
}

RequestWriter::Written &RequestWriter::writtenOf(const PreparedRequest &request, bool closes)
{
    const bool hasBody = !request.body.isEmpty();
    for (Written &each : m_written) {
        if (each.source == request.source && each.closes == closes && each.hasBody == hasBody)
            return each;
    }
    m_written.push_back({request.source, closes, hasBody, headersOf(request, closes), {}, {}, {}});
    return m_written.back();
}

std::string RequestWriter::headersOf(const PreparedRequest &request, bool closes) const
{
    const QList<Header> &own = request.headers();
    std::string headers;
    const auto append = [&headers](const QByteArray &name, const QByteArray &value) {
        headers.append(viewOf(name)).append(": ").append(viewOf(value)).append("\r\n");
    };
    const auto appendOwn = [&](const char *name, const QByteArray &value) {
        if (!hasHeader(own, name))
            append(name, value);
    };
    appendOwn("Host", m_host);
    appendOwn("User-Agent", "Loadstone/" LOADSTONE_VERSION);
    appendOwn("Accept", "*/*");
    appendOwn("Accept-Language", "*");
    appendOwn("Accept-Encoding", "identity");
    appendOwn("Connection", closes ? "close" : "Keep-Alive");
    if (request.source->method == "POST" || !request.body.isEmpty())
        appendOwn("Content-Type", "application/octet-stream");
    for (const Header &header : own)
        append(header.name, header.value);
    return headers;
}

} // namespace loadstone
