// SPDX-License-Identifier: GPL-3.0-or-later
// An assertion of Beast's parser fails on valid chunked responses received byte by byte.
#define BOOST_DISABLE_ASSERTS
#include "core/load/native/responseparser.h"

#include "core/load/native/headcache.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace loadstone
{

namespace
{

namespace http = boost::beast::http;
using BeastString = boost::beast::string_view;

std::string_view toView(BeastString text) { return {text.data(), text.size()}; }

/// Beast's events for one message, interim or final.
class MessageParser final : public http::basic_parser<false>
{
public:
    MessageParser(ResponseHandler *sink, bool hasNoBody, bool reportsFields)
        : m_sink(sink), m_reportsFields(reportsFields)
    {
        body_limit(std::numeric_limits<std::uint64_t>::max());
        header_limit(longestHead + 1);
        eager(true);
        skip(hasNoBody);
    }

    int status() const { return m_status; }
    std::string_view reason() const { return m_reason; }
    /// 101 is final: another protocol follows.
    bool isInterim() const { return m_status / 100 == 1 && m_status != 101; }

private:
    void on_request_impl(http::verb, BeastString, BeastString, int, boost::beast::error_code &) override { }
    void on_response_impl(int code, BeastString reason, int, boost::beast::error_code &error) override
    {
        constexpr int lowestStatus = 100;
        if (code < lowestStatus)
            error = http::error::bad_status;
        m_status = code;
        m_reason.assign(reason.data(), std::min<size_t>(reason.size(), longestReason));
    }
    void on_field_impl(http::field, BeastString name, BeastString value, boost::beast::error_code &) override
    {
        if (m_reportsFields && !isInterim() && !is_header_done())
            m_sink->onField(toView(name), toView(value));
    }
    void on_header_impl(boost::beast::error_code &) override { }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, boost::beast::error_code &) override { }
    std::size_t on_body_impl(BeastString body, boost::beast::error_code &) override
    {
        m_sink->onBody(toView(body));
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, BeastString, boost::beast::error_code &) override { }
    std::size_t on_chunk_body_impl(std::uint64_t, BeastString body, boost::beast::error_code &) override
    {
        m_sink->onBody(toView(body));
        return body.size();
    }
    void on_finish_impl(boost::beast::error_code &) override { }

    static constexpr size_t longestReason = 100;

    ResponseHandler *m_sink;
    bool m_reportsFields;
    int m_status = 0;
    std::string m_reason;
};

/// The head without its length headers.
std::string withoutLengths(std::string_view head)
{
    constexpr std::string_view name = "content-length";
    const auto isLength = [name](std::string_view line) {
        return line.size() > name.size()
            && std::equal(name.begin(), name.end(), line.begin(),
                          [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
    };
    std::string remaining;
    while (!head.empty()) {
        const size_t length = std::min(head.find('\n'), head.size() - 1) + 1;
        if (!isLength(head.substr(0, length)))
            remaining.append(head.substr(0, length));
        head.remove_prefix(length);
    }
    return remaining;
}

bool isAboutFraming(const boost::beast::error_code &error)
{
    return error == http::error::bad_transfer_encoding || error == http::error::bad_content_length;
}

/// Length of "HTTP/1.1 200"
constexpr size_t codeEnd = 12;

bool isDigit(char each) { return each >= '0' && each <= '9'; }

/// Checks the available prefix.
bool mayBeResponse(std::string_view head)
{
    constexpr std::string_view begin = "HTTP/1.";
    return head.substr(0, begin.size()) == begin.substr(0, head.size());
}

/// A head that curl and Qt accept although the standard does not allow it: lines that end with LF alone, or a
/// status line without the space before an empty reason.
bool isLax(std::string_view head)
{
    const bool isResponse = head.size() > codeEnd
        && (head.starts_with("HTTP/1.1 ") || head.starts_with("HTTP/1.0 "))
        && std::all_of(head.begin() + codeEnd - 3, head.begin() + codeEnd, isDigit);
    if (!isResponse)
        return false;
    const size_t lineEnd = head.find('\n');
    const bool endsWithLf = lineEnd != std::string_view::npos && head[lineEnd - 1] != '\r';
    return head[codeEnd] == '\r' || endsWithLf;
}

/// The complete lines of a lax head, converted to standard form.
std::string strict(std::string_view head)
{
    std::string lines;
    for (size_t end = head.find('\n'); end != std::string_view::npos; end = head.find('\n')) {
        std::string_view line = head.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const bool isStatusLine = lines.empty();
        lines.append(line);
        if (isStatusLine && line.size() == codeEnd)
            lines.push_back(' ');
        lines.append("\r\n");
        head.remove_prefix(end + 1);
    }
    return lines;
}

} // namespace

size_t headLength(std::string_view bytes)
{
    size_t length = std::string_view::npos;
    for (const std::string_view end : {"\r\n\r\n", "\n\n", "\n\r\n"}) {
        const size_t at = bytes.substr(0, length).find(end);
        if (at != std::string_view::npos)
            length = at + end.size();
    }
    return length == std::string_view::npos ? 0 : length;
}

class ResponseParser::Beast
{
public:
    explicit Beast(HeadCache *memory) : m_memory(memory) { }

    State read(std::string_view bytes, size_t &taken)
    {
        taken = 0;
        const bool isFirst = !bytes.empty() && std::exchange(m_isFirst, false);
        const bool mayBeKnown = isFirst && m_memory && !hasNoBody && !reportsFields;
        const HeadCache::Head *const head = mayBeKnown ? m_memory->find(bytes) : nullptr;
        if (head) {
            taken = head->text.size();
            known = CachedHead{head->status, head->reason, head->bodyBytes, head->keepsConnection};
        }
        if (known)
            return readCached(bytes, taken);
        if (!message)
            message.emplace(sink, hasNoBody, reportsFields);
        const State state = parse(bytes, taken);
        if (mayBeKnown && state != State::Broken)
            remember(bytes);
        return state;
    }

    /// The body of a response with a cached head.
    State readCached(std::string_view bytes, size_t &taken)
    {
        const size_t part = std::min<std::uint64_t>(known->rest, bytes.size() - taken);
        if (part > 0)
            sink->onBody(bytes.substr(taken, part));
        taken += part;
        known->rest -= part;
        return known->rest == 0 ? State::Complete : State::NeedsMore;
    }

    /// @param bytes of the response, from its first one
    void remember(std::string_view bytes)
    {
        const size_t end = bytes.find("\r\n\r\n");
        const auto length = message->content_length();
        const bool hasBody = message->status() >= 200 && message->status() != 204 && message->status() != 304;
        if (end == std::string_view::npos || !message->is_header_done() || !length || !hasBody || m_wasReread
            || m_hadInterim || message->chunked() || !bytes.starts_with("HTTP/"))
            return;
        m_memory->add(bytes.substr(0, end + 4), message->status(), message->reason(), *length,
                      message->keep_alive());
    }

    State parse(std::string_view bytes, size_t &taken)
    {
        for (;;) {
            const State state =
                m_isRereading ? reread(bytes.substr(taken), taken) : readMessage(bytes, taken);
            if (state != State::Complete || !message->isInterim())
                return state;
            m_hadInterim = true;
            message.emplace(sink, hasNoBody, reportsFields);
            if (taken == bytes.size())
                return State::NeedsMore;
        }
    }

    /// The unconsumed part of the response; its head is buffered until complete.
    State readMessage(std::string_view bytes, size_t &taken)
    {
        boost::beast::error_code error;
        while (!message->is_done()) {
            const std::string_view unread = bytes.substr(taken + m_readOfHead);
            const size_t read = message->put({unread.data(), unread.size()}, error);
            if (error && error != http::error::need_more) {
                const bool canBeReread = isAboutFraming(error) || isLax(bytes.substr(taken));
                if (message->is_header_done() || !canBeReread)
                    return breakOff(error.message());
                return restart(error, bytes, taken);
            }
            m_readOfHead += read;
            if (message->is_header_done()) {
                taken += m_readOfHead;
                m_readOfHead = 0;
            } else if (bytes.size() - taken > longestHead) {
                return breakOff("its head is longer than 256 KiB");
            } else if (!mayBeResponse(bytes.substr(taken))) {
                return breakOff(make_error_code(http::error::bad_version).message());
            } else if (isLax(bytes.substr(taken))) {
                // For a head in several parts, Beast expects a final empty line in standard form.
                return restart(http::error::bad_line_ending, bytes, taken);
            }
            if (error || taken + m_readOfHead == bytes.size())
                break;
        }
        return message->is_done() ? State::Complete : State::NeedsMore;
    }

    State restart(const boost::beast::error_code &error, std::string_view bytes, size_t &taken)
    {
        m_isRereading = m_wasReread = true;
        problem = error.message();
        return reread(bytes.substr(taken), taken);
    }

    /// Parses the head again in normalised form. Chunks take precedence over a length, and the connection
    /// must not be reused.
    State reread(std::string_view bytes, size_t &taken)
    {
        const size_t length = headLength(bytes);
        const std::string head = strict(bytes.substr(0, length > 0 ? length : bytes.size()));
        boost::beast::error_code error = putHead(head);
        if (isAboutFraming(error) && length > 0) {
            putHead(withoutLengths(head));
            closes = true;
            if (!message->chunked())
                return breakOff(problem);
        } else if (error && error != http::error::need_more && !isAboutFraming(error)) {
            return breakOff(error.message());
        }
        if (length == 0)
            return bytes.size() > longestHead ? breakOff(problem) : State::NeedsMore;
        if (!message->is_header_done())
            return breakOff(problem);
        m_isRereading = false;
        m_readOfHead = 0;
        taken += length;
        const std::string_view rest = bytes.substr(length);
        size_t takenOfRest = 0;
        State state = message->is_done() ? State::Complete : State::NeedsMore;
        if (state == State::NeedsMore && !rest.empty())
            state = readMessage(rest, takenOfRest);
        taken += takenOfRest;
        return state;
    }

    boost::beast::error_code putHead(const std::string &head)
    {
        message.emplace(sink, hasNoBody, reportsFields);
        if (reportsFields)
            sink->onFieldsRestart();
        boost::beast::error_code error;
        message->put({head.data(), head.size()}, error);
        return error;
    }

    void begin(ResponseHandler *to, bool withoutBody, bool withFields)
    {
        sink = to;
        hasNoBody = withoutBody;
        reportsFields = withFields;
        hasBegun = false;
        closes = false;
        m_isFirst = true;
        m_hadInterim = false;
        m_isRereading = m_wasReread = false;
        m_readOfHead = 0;
        message.reset();
        known.reset();
    }

    /// A response with a cached head.
    struct CachedHead {
        int status;
        std::string reason;
        std::uint64_t rest; ///< remaining bytes of the body
        bool keepsConnection;
    };

    ResponseHandler *sink = nullptr;
    bool hasNoBody = false;
    bool reportsFields = false;
    bool hasBegun = false;
    bool closes = false;
    std::string problem;
    std::optional<MessageParser> message; ///< nothing before the first byte, and with `known`
    std::optional<CachedHead> known;

private:
    State breakOff(const std::string &why)
    {
        problem = why;
        return State::Broken;
    }

    HeadCache *m_memory;
    bool m_isFirst = true; ///< no byte of the response has been parsed
    bool m_hadInterim = false;
    bool m_isRereading = false;
    bool m_wasReread = false;
    size_t m_readOfHead = 0; ///< buffered bytes of the head that the message has already parsed
};

ResponseParser::ResponseParser(HeadCache *memory) : m_beast(std::make_unique<Beast>(memory)) { }
ResponseParser::~ResponseParser() = default;

void ResponseParser::begin(ResponseHandler *sink, bool hasNoBody, bool reportsFields)
{
    m_beast->begin(sink, hasNoBody, reportsFields);
}

ResponseParser::State ResponseParser::read(std::string_view bytes, size_t &taken)
{
    m_beast->hasBegun = m_beast->hasBegun || !bytes.empty();
    return m_beast->read(bytes, taken);
}

ResponseParser::State ResponseParser::readEnd()
{
    std::optional<MessageParser> &message = m_beast->message;
    if (!message || !message->is_header_done())
        return State::NeedsMore;
    boost::beast::error_code error;
    message->put_eof(error);
    return error ? State::NeedsMore : State::Complete;
}

int ResponseParser::status() const
{
    if (m_beast->known)
        return m_beast->known->status;
    return m_beast->message ? m_beast->message->status() : 0;
}

std::string_view ResponseParser::reason() const
{
    if (m_beast->known)
        return m_beast->known->reason;
    return m_beast->message ? m_beast->message->reason() : std::string_view();
}

size_t ResponseParser::remainingBody() const
{
    if (m_beast->known)
        return m_beast->known->rest;
    const std::optional<MessageParser> &message = m_beast->message;
    if (!message || !message->is_header_done() || message->is_done() || message->chunked())
        return 0;
    return static_cast<size_t>(message->content_length_remaining().value_or(0));
}

bool ResponseParser::isHeadDone() const
{
    const std::optional<MessageParser> &message = m_beast->message;
    return m_beast->known || (message && message->is_header_done() && !message->isInterim());
}
bool ResponseParser::hasBegun() const { return m_beast->hasBegun; }
bool ResponseParser::isChunked() const
{
    const std::optional<MessageParser> &message = m_beast->message;
    return message && message->is_header_done() && message->chunked();
}

bool ResponseParser::keepsConnection() const
{
    if (m_beast->known)
        return m_beast->known->keepsConnection;
    return m_beast->message && m_beast->message->keep_alive() && !m_beast->closes && status() / 100 != 1;
}

std::string ResponseParser::problem() const { return m_beast->problem; }

} // namespace loadstone
