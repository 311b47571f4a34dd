// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/upstream/slowrequest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace loadstone
{

namespace
{

constexpr std::size_t largestHead = 16 * 1024;
constexpr double defaultDelayS = 1;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool isSame(std::string_view text, std::string_view lowerCase)
{
    return text.size() == lowerCase.size()
        && std::equal(text.begin(), text.end(), lowerCase.begin(),
                      [](char a, char b) { return lower(a) == b; });
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view cutAtAny(std::string_view text, std::string_view ends)
{
    return text.substr(0, std::min(text.find_first_of(ends), text.size()));
}

/// Removes the text up to `separator` from the front of `rest` and returns it.
std::string_view cut(std::string_view &rest, char separator)
{
    const auto at = rest.find(separator);
    const std::string_view part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return part;
}

SlowRequest refused(SlowRequest request, int status, const char *reason, bool keepsAlive)
{
    request.status = status;
    request.body = reason;
    request.delay = {};
    request.keepsAlive = request.keepsAlive && keepsAlive;
    return request;
}

struct RequestHead {
    std::string_view method;
    std::string_view target;
    std::string_view version;
    bool keepsAlive = true;
    bool hasBody = false;
};

RequestHead readHead(std::string_view head)
{
    std::string_view line = trimmed(cut(head, '\n'));
    RequestHead request;
    request.method = cut(line, ' ');
    request.target = cut(line, ' ');
    request.version = line;
    request.keepsAlive = request.version == "HTTP/1.1";
    while (!head.empty()) {
        std::string_view value = cut(head, '\n');
        const std::string_view name = cut(value, ':');
        value = trimmed(value);
        if (isSame(name, "connection"))
            request.keepsAlive =
                isSame(value, "keep-alive") || (request.keepsAlive && !isSame(value, "close"));
        else if (isSame(name, "transfer-encoding") || (isSame(name, "content-length") && value != "0"))
            request.hasBody = true;
    }
    return request;
}

std::optional<double> readSeconds(std::string_view text)
{
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool isNumber = error == std::errc() && end == text.data() + text.size();
    const bool isInRange = seconds >= 0 && seconds <= std::chrono::duration<double>(longestSlowDelay).count();
    return isNumber && isInRange ? std::optional(seconds) : std::nullopt;
}

std::chrono::nanoseconds nanoseconds(double seconds)
{
    return std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

SlowRequest applyQuery(SlowRequest request, std::string_view query, bool truncatesSeconds)
{
    request.body = "slow api response";
    request.delay = nanoseconds(defaultDelayS);
    while (!query.empty()) {
        std::string_view text = cut(query, '&');
        const std::string_view name = cut(text, '=');
        if (name != "delay" && name != "seconds")
            continue;
        const std::optional<double> seconds = readSeconds(text);
        if (!seconds)
            return refused(request, 400, "The wait has to be a number of seconds from 0 to 3600.\n", true);
        if (name == "delay") {
            request.delay = nanoseconds(*seconds);
            return request;
        }
        std::array<char, 64> body{};
        const int length = std::snprintf(body.data(), body.size(), "Sleep %f seconds", *seconds);
        request.body.assign(body.data(), static_cast<std::size_t>(length));
        request.delay = nanoseconds(truncatesSeconds ? std::floor(*seconds) : *seconds);
        request.hasIdleLimit = false;
        return request;
    }
    return request;
}

const char *reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 431:
        return "Request Header Fields Too Large";
    default:
        return "Bad Request";
    }
}

} // namespace

std::optional<SlowRequest> takeSlowRequest(std::string_view bytes, bool truncatesSeconds, std::size_t &used)
{
    const auto end = bytes.find("\r\n\r\n");
    used = end == std::string_view::npos ? bytes.size() : end + 4;
    if (end == std::string_view::npos && bytes.size() <= largestHead)
        return std::nullopt;
    SlowRequest request;
    if (used > largestHead)
        return refused(request, 431, "The request's head is longer than 16 KiB.\n", false);

    const RequestHead head = readHead(bytes.substr(0, end));
    request.keepsAlive = head.keepsAlive;
    request.isHead = head.method == "HEAD";
    if (!head.version.starts_with("HTTP/1."))
        return refused(request, 400, "This is not an HTTP/1 request.\n", false);
    // The body would be taken for the next request.
    if (head.hasBody)
        return refused(request, 400, "The slow upstream takes no request body.\n", false);
    if (head.method != "GET" && !request.isHead)
        return refused(request, 405, "The slow upstream supports GET and HEAD only.\n", true);
    if (cutAtAny(head.target, "?") != "/")
        return refused(request, 404, "The slow upstream has / only: /?delay=1 or /?seconds=1.\n", true);
    std::string_view query = cutAtAny(head.target, "#");
    cut(query, '?');
    return applyQuery(std::move(request), query, truncatesSeconds);
}

std::string serializeResponse(const SlowRequest &request, std::string_view date)
{
    std::string response = "HTTP/1.1 " + std::to_string(request.status) + ' ' + reasonPhrase(request.status)
        + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
        + std::to_string(request.body.size()) + "\r\nDate: ";
    response += date;
    response += request.keepsAlive ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
    if (!request.isHead)
        response += request.body;
    return response;
}

} // namespace loadstone
