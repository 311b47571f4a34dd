// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/nativefailures.h"
#include "core/load/native/responseparser.h"

#include <deque>
#include <string>
#include <string_view>

namespace loadstone
{

class QnamWire;

/// Plans which bytes of a connection Qt reads, in order.
///
/// The parser of the native engine validates each response. Interim responses, trailers, and headers that Qt
/// mishandles and does not need are omitted.
class QnamPlan final : private ResponseHandler
{
public:
    enum class State {
        NeedsMore,
        Complete, ///< the response; withheld bytes are unsolicited
        Broken,   ///< see failure()
    };
    struct Segment {
        size_t bytes;
        bool isForQt; ///< otherwise discarded
    };

    /// @param wire outlives the plan; locked during every call
    explicit QnamPlan(QnamWire &wire) : m_wire(wire) { }

    /// Starts a new connection.
    void reset();
    /// The next bytes respond to another request.
    void beginResponse() { m_isReading = false; }
    /// Plans the decided part of a response. @param bytes withheld ones followed by new ones
    State read(std::string_view bytes);
    /// Withholds unsolicited bytes.
    void hold(size_t bytes) { m_withheld = bytes; }

    bool isEmpty() const { return m_segments.empty(); }
    const Segment &front() const { return m_segments.front(); }
    /// @param bytes of the first segment
    void take(size_t bytes);
    size_t planned() const { return m_planned; }
    /// Number of bytes after the planned ones, undecided.
    size_t withheld() const { return m_withheld; }

    /// A response is in progress.
    bool isReading() const { return m_isReading; }
    ResponseParser &parser() { return m_parser; }
    const NativeFailure &failure() const { return m_failure; }

private:
    size_t planHeads(std::string_view bytes);
    void planUnfinishedHead(std::string_view bytes, size_t taken);
    void planBody(std::string_view body, bool isComplete);
    void planHead(std::string_view head, size_t done);
    void planLine(std::string_view line, bool isStatusLine, bool isChunked);
    void add(size_t bytes, bool isForQt);

    void onField(std::string_view name, std::string_view value) override;
    void onFieldsRestart() override;
    void onBody(std::string_view bytes) override;

    QnamWire &m_wire;
    ResponseParser m_parser;
    NativeFailure m_failure;
    std::deque<Segment> m_segments;
    size_t m_planned = 0;
    size_t m_withheld = 0;
    std::string m_early;             ///< planned part of a long incomplete head
    const char *m_bodyEnd = nullptr; ///< in the bytes just parsed
    bool m_isReading = false;
    bool m_isHeadPlanned = false;
    bool m_hasLength = false; ///< the head has a length
};

} // namespace loadstone
