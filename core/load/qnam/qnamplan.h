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

/// Which bytes of a connection Qt reads, in order.
///
/// The parser of the engine native validates each response. Interim responses, trailers, and header lines
/// that Qt stumbles over and need not know are left out.
class QnamPlan final : private ResponseHandler
{
public:
    enum class State {
        NeedsMore,
        Complete, ///< the response; what is held belongs to no request
        Broken,   ///< failure() says why
    };
    struct Segment {
        size_t bytes;
        bool isForQt; ///< otherwise discarded
    };

    /// @param wire outlives the plan; locked during every call
    explicit QnamPlan(QnamWire &wire) : m_wire(wire) { }

    /// The connection is a new one.
    void reset();
    /// The next bytes respond to another request.
    void beginResponse() { m_isReading = false; }
    /// Plans what is decided of a response. @param bytes those that are held, and those received since
    State read(std::string_view bytes);
    /// Of bytes that respond to no request nothing is planned.
    void hold(size_t bytes) { m_held = bytes; }

    bool isEmpty() const { return m_segments.empty(); }
    const Segment &front() const { return m_segments.front(); }
    /// @param bytes of the first segment
    void take(size_t bytes);
    size_t planned() const { return m_planned; }
    /// Bytes after the planned ones, undecided.
    size_t held() const { return m_held; }

    /// A response is being read.
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
    void onFieldsAgain() override;
    void onBody(std::string_view bytes) override;

    QnamWire &m_wire;
    ResponseParser m_parser;
    NativeFailure m_failure;
    std::deque<Segment> m_segments;
    size_t m_planned = 0;
    size_t m_held = 0;
    std::string m_early;             ///< what is planned of a long head that is incomplete
    const char *m_bodyEnd = nullptr; ///< of the bytes just parsed
    bool m_isReading = false;
    bool m_isHeadPlanned = false;
    bool m_hasLength = false; ///< a line of the head has one
};

} // namespace loadstone
