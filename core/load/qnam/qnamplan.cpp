// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamplan.h"

#include "core/load/qnam/qnamwire.h"

#include <algorithm>
#include <vector>

namespace loadstone
{

namespace
{

/// Maximum size of an incomplete head that is withheld, as the kernel's buffer is limited.
constexpr size_t mostOfHead = 32 * 1024;

bool hasName(std::string_view line, std::string_view name)
{
    return line.size() > name.size() && line[name.size()] == ':'
        && qstrnicmp(line.data(), qsizetype(name.size()), name.data(), qsizetype(name.size())) == 0;
}

/// An interim head, except 101. @param bytes begin with a valid status line
bool isInterim(std::string_view bytes)
{
    constexpr size_t codeAt = 9; // of HTTP/1.1 100
    return bytes.size() > codeAt + 2 && bytes[codeAt] == '1' && bytes.substr(codeAt, 3) != "101";
}

/// The complete lines, each with its line ending and its continuations. The last one is complete only if the
/// first byte of the next is known.
std::vector<std::string_view> splitLines(std::string_view bytes)
{
    std::vector<std::string_view> lines;
    size_t begin = 0;
    for (size_t end = bytes.find('\n'); end + 1 < bytes.size(); end = bytes.find('\n', end + 1)) {
        if (end == std::string_view::npos)
            break;
        if (bytes[end + 1] == ' ' || bytes[end + 1] == '\t')
            continue;
        lines.push_back(bytes.substr(begin, end + 1 - begin));
        begin = end + 1;
    }
    return lines;
}

/// Qt 6.4 discards the whole head if it has over 100 lines, closes the connection on an unsupported
/// challenge, and may take an announced length for the length of a chunked body.
bool isTooMuchForQt(const std::vector<std::string_view> &lines, size_t bytes)
{
    constexpr size_t mostLines = 90;
    const auto count = [&lines](std::string_view name) {
        return std::count_if(lines.begin(), lines.end(),
                             [name](std::string_view line) { return hasName(line, name); });
    };
    const auto lengths = count("content-length");
    const bool isList = std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
        return hasName(line, "content-length") && line.find(',') != std::string_view::npos;
    });
    return isList || lines.size() > mostLines || bytes > mostOfHead || lengths > 1
        || (lengths > 0 && count("transfer-encoding") > 0) || count("www-authenticate") > 0
        || count("proxy-authenticate") > 0;
}

} // namespace

void QnamPlan::reset()
{
    m_segments.clear();
    m_planned = m_withheld = 0;
    m_isReading = false;
}

QnamPlan::State QnamPlan::read(std::string_view bytes)
{
    m_withheld = bytes.size();
    if (!m_isReading) {
        m_parser.begin(this, m_wire.request->method == "HEAD", m_wire.validator.needsHeaders());
        m_isReading = true;
        m_isHeadPlanned = m_hasLength = false;
        m_early.clear();
    }
    const std::string joined = m_early.empty() ? std::string() : m_early + std::string(bytes);
    const std::string_view unread = m_early.empty() ? bytes : std::string_view(joined);
    size_t taken = 0;
    m_bodyEnd = nullptr;
    const ResponseParser::State state = m_parser.read(unread, taken);
    if (state == ResponseParser::State::Broken) {
        m_failure = makeProtocolFailure(m_parser.problem(), unread.substr(taken));
        return State::Broken;
    }
    const bool isComplete = state == ResponseParser::State::Complete;
    if (m_parser.isHeadDone()) {
        planBody(unread.substr(0, taken).substr(planHeads(unread)), isComplete);
        m_withheld = unread.size() - taken;
    } else {
        planUnfinishedHead(unread, taken);
    }
    if (m_withheld > longestHead) {
        m_failure = makeLongLineFailure();
        return State::Broken;
    }
    return isComplete ? State::Complete : State::NeedsMore;
}

void QnamPlan::take(size_t bytes)
{
    m_planned -= bytes;
    m_segments.front().bytes -= bytes;
    if (m_segments.front().bytes == 0)
        m_segments.pop_front();
}

void QnamPlan::add(size_t bytes, bool isForQt)
{
    if (bytes == 0)
        return;
    if (m_segments.empty() || m_segments.back().isForQt != isForQt)
        m_segments.push_back({bytes, isForQt});
    else
        m_segments.back().bytes += bytes;
    m_planned += bytes;
}

/// @param bytes since the start of the response, as far as the parser had not consumed them
/// @return number of bytes in heads
size_t QnamPlan::planHeads(std::string_view bytes)
{
    if (m_isHeadPlanned)
        return 0;
    size_t begin = 0;
    while (isInterim(bytes.substr(begin)))
        begin += headLength(bytes.substr(begin));
    const size_t length = headLength(bytes.substr(begin));
    add(begin - std::min(begin, m_early.size()), false);
    planHead(bytes.substr(begin, length), m_early.size() - std::min(begin, m_early.size()));
    m_isHeadPlanned = true;
    m_early.clear();
    return begin + length;
}

/// @param taken number of bytes in interim heads
void QnamPlan::planUnfinishedHead(std::string_view bytes, size_t taken)
{
    const size_t early = m_early.size();
    add(taken - std::min(taken, early), false);
    const size_t known = std::max(taken, early);
    m_withheld = bytes.size() - known;
    m_early.erase(0, taken);
    if (m_withheld <= mostOfHead)
        return;
    const bool isFinal = !isInterim(bytes.substr(taken));
    const std::vector<std::string_view> lines = splitLines(bytes.substr(known));
    for (const std::string_view line : lines) {
        if (isFinal)
            planLine(line, m_early.empty(), false);
        else
            add(line.size(), false);
        m_early.append(line);
        m_withheld -= line.size();
    }
}

void QnamPlan::planBody(std::string_view body, bool isComplete)
{
    size_t trailers = 0;
    if (isComplete && m_parser.isChunked() && body.size() > 2) {
        const size_t chunkEnd = m_bodyEnd ? static_cast<size_t>(m_bodyEnd - body.data()) : 0;
        const size_t lastChunk = chunkEnd + (body.substr(chunkEnd).starts_with("\r\n") ? 2 : 0);
        const size_t begin = body.find("\r\n", lastChunk) + 2;
        trailers = body.size() - std::min(body.size(), begin + 2);
    }
    constexpr size_t lastLine = 2;
    add(body.size() - trailers - (trailers > 0 ? lastLine : 0), true);
    add(trailers, false);
    add(trailers > 0 ? lastLine : 0, true);
}

/// @param done number of bytes planned before
void QnamPlan::planHead(std::string_view head, size_t done)
{
    // An empty line follows the last one.
    const std::string_view rest = head.substr(done);
    const std::vector<std::string_view> lines = splitLines(rest);
    if (done == 0 && !isTooMuchForQt(lines, head.size())) {
        add(head.size(), true);
        return;
    }
    size_t planned = 0;
    for (const std::string_view line : lines) {
        planLine(line, done == 0 && planned == 0, m_parser.isChunked());
        planned += line.size();
    }
    add(rest.size() - planned, true);
}

/// Passes on what Qt needs to know about body and connection.
void QnamPlan::planLine(std::string_view line, bool isStatusLine, bool isChunked)
{
    const bool isLength = hasName(line, "content-length");
    const bool isNeeded = isStatusLine || hasName(line, "connection") || hasName(line, "transfer-encoding")
        || (isLength && !isChunked && !m_hasLength);
    m_hasLength = m_hasLength || isLength;
    // Qt does not support a list of lengths.
    const size_t comma = isLength ? line.find(',') : std::string_view::npos;
    const size_t value = std::min(comma, line.size());
    const size_t lineEnd = comma == std::string_view::npos ? line.size() : line.find_first_of("\r\n", comma);
    add(value, isNeeded);
    add(lineEnd - value, false);
    add(line.size() - lineEnd, isNeeded);
}

void QnamPlan::onField(std::string_view name, std::string_view value)
{
    m_wire.validator.header(name, value);
}

void QnamPlan::onFieldsRestart() { m_wire.validator.begin(*m_wire.request); }

void QnamPlan::onBody(std::string_view bytes)
{
    m_wire.validator.body(bytes.data(), static_cast<qint64>(bytes.size()));
    m_bodyEnd = bytes.data() + bytes.size();
}

} // namespace loadstone
