// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace loadstone
{

class HeadCache;

/// Who takes what an ResponseParser finds.
class ResponseHandler
{
public:
    /// A header of the answer (not of an interim one).
    virtual void onField(std::string_view name, std::string_view value) = 0;
    /// The headers so far do not count; they come again.
    virtual void onFieldsAgain() = 0;
    /// The next bytes of the body, chunk framing taken away.
    virtual void onBody(std::string_view bytes) = 0;

protected:
    ~ResponseHandler() = default;
};

/// HTTP/1.x framing of one answer after another of a connection: status line, headers, length,
/// chunks, end of file; interim answers (1xx) are passed over. Nothing of an answer is kept.
///
/// Boost.Beast's parser does the work. It refuses both framings in one answer, which senders do and
/// RFC 9112 (6.3) tells clients to read as chunked; such a head is read again without its lengths.
/// Likewise one whose lines end with LF alone or whose status line ends with the number, which every
/// other client reads (RFC 9112, 2.2).
class ResponseParser
{
public:
    enum class State {
        NeedsMore, ///< the bytes so far are sound, the answer is not complete
        Complete,
        Broken, ///< not HTTP; problem() says why
    };

    /// @param memory of the thread, outlives the parser; null: every head is parsed
    explicit ResponseParser(HeadCache *memory = nullptr);
    ~ResponseParser();
    ResponseParser(const ResponseParser &) = delete;
    ResponseParser &operator=(const ResponseParser &) = delete;

    /// Begins with the next answer. @param sink outlives it
    /// @param hasNoBody whatever the head says: it answers HEAD
    /// @param tellsFields whether the sink is told of headers
    void begin(ResponseHandler *sink, bool hasNoBody, bool tellsFields);

    /// Reads on. @param bytes what was left over from the call before and what has come since
    /// @param taken how many of them are done with; the others have to be given again
    State read(std::string_view bytes, size_t &taken);
    /// The connection has ended: Complete when that is how the answer ends, otherwise NeedsMore.
    State readEnd();

    int status() const; ///< of the answer that is being read; 0 before its first line
    /// What the status line says of it, at most the first hundred bytes.
    std::string_view reason() const;
    bool isHeadDone() const; ///< of the answer itself, not of an interim one
    bool hasBegun() const;   ///< at least one byte of it has come
    bool isChunked() const;  ///< its body; once the head is done
    /// Bytes of the body still to come, where the head said how many there are; otherwise 0.
    size_t knownRest() const;
    /// After Complete: the server keeps the connection.
    bool keepsConnection() const;
    /// After Broken: a few words.
    std::string problem() const;

private:
    class Beast;
    std::unique_ptr<Beast> m_beast;
};

/// Length of the head that the bytes begin with; 0 when its end is not among them.
size_t headLength(std::string_view bytes);

/// Longest head of an answer that is read.
inline constexpr size_t longestHead = 256 * 1024;

} // namespace loadstone
