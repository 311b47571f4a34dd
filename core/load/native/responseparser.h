// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace loadstone
{

class HeadCache;

/// Receives the events of a ResponseParser.
class ResponseHandler
{
public:
    /// A header of the final response (not of an interim one).
    virtual void onField(std::string_view name, std::string_view value) = 0;
    /// Discards all headers so far; they are reported again.
    virtual void onFieldsRestart() = 0;
    /// The next bytes of the body, without chunk framing.
    virtual void onBody(std::string_view bytes) = 0;

protected:
    ~ResponseHandler() = default;
};

/// HTTP/1.x framing of a connection's responses: status line, headers, length, chunks, end of file; skips
/// interim responses (1xx). Stores no part of a response.
///
/// Based on Boost.Beast's parser, which rejects responses with both framings. Such responses exist, and RFC
/// 9112 (6.3) requires clients to read them as chunked: the head is parsed again without its lengths. The
/// same applies to a head whose lines end with LF alone or whose status line ends with the number, which
/// every other client accepts (RFC 9112, 2.2).
class ResponseParser
{
public:
    enum class State {
        NeedsMore, ///< valid so far, but incomplete
        Complete,
        Broken, ///< not HTTP; see problem()
    };

    /// @param memory of the thread, outlives the parser; null: no caching
    explicit ResponseParser(HeadCache *memory = nullptr);
    ~ResponseParser();
    ResponseParser(const ResponseParser &) = delete;
    ResponseParser &operator=(const ResponseParser &) = delete;

    /// Starts the next response. @param sink outlives it
    /// @param hasNoBody regardless of the head: a response to HEAD
    /// @param reportsFields whether the sink receives headers
    void begin(ResponseHandler *sink, bool hasNoBody, bool reportsFields);

    /// Parses more bytes. @param bytes unconsumed ones of the previous call followed by new ones
    /// @param taken number of consumed bytes; the rest must be passed again
    State read(std::string_view bytes, size_t &taken);
    /// The connection has ended: Complete if that terminates the response, otherwise NeedsMore.
    State readEnd();

    int status() const; ///< of the current response; 0 before its first line
    /// The reason phrase, truncated to a hundred bytes.
    std::string_view reason() const;
    bool isHeadDone() const; ///< of the final response
    bool hasBegun() const;   ///< at least one byte of it has been received
    bool isChunked() const;  ///< its body; valid after the head
    /// Remaining bytes of a body with known length; otherwise 0.
    size_t remainingBody() const;
    /// After Complete: the connection is persistent.
    bool keepsConnection() const;
    /// After Broken: a short phrase.
    std::string problem() const;

private:
    class Beast;
    std::unique_ptr<Beast> m_beast;
};

/// Length of the head at the start of the bytes; 0 if incomplete.
size_t headLength(std::string_view bytes);

/// Maximum length of a response head.
inline constexpr size_t longestHead = 256 * 1024;

} // namespace loadstone
