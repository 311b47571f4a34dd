// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/requestwriter.h"

#include "core/load/requesthead.h"

namespace loadstone
{

namespace
{

/// Cheap for implicitly shared data, as in requests without variables.
bool isSame(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() && (a.constData() == b.constData() || a == b);
}

} // namespace

std::string_view RequestWriter::write(const PreparedRequest &request, bool closes)
{
    if (!request.ownHeaders.isEmpty()) {
        put(m_changing, request, formatHeaders(request, closes));
        return m_changing;
    }
    Written &written = writtenFor(request, closes);
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
    text.assign(toView(request.source->method));
    text.append(" ").append(toView(request.target)).append(" HTTP/1.1\r\n").append(headers);
    if (announcesBody(request.source->method, !request.body.isEmpty())
        && !hasHeader(request.headers(), "Content-Length"))
        text.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    text.append("\r\n").append(toView(request.body));
}

RequestWriter::Written &RequestWriter::writtenFor(const PreparedRequest &request, bool closes)
{
    const bool hasBody = !request.body.isEmpty();
    for (Written &each : m_written) {
        if (each.source == request.source && each.closes == closes && each.hasBody == hasBody)
            return each;
    }
    m_written.push_back({request.source, closes, hasBody, formatHeaders(request, closes), {}, {}, {}});
    return m_written.back();
}

std::string RequestWriter::formatHeaders(const PreparedRequest &request, bool closes) const
{
    std::string headers;
    visitHeaders(request, m_host, closes, [&headers](std::string_view name, std::string_view value) {
        headers.append(name).append(": ").append(value).append("\r\n");
    });
    return headers;
}

} // namespace loadstone
