// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/responses.h"

#include "core/load/native/headcache.h"
#include "core/load/native/responseparser.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace loadstone;

namespace
{

void require(bool isTrue, const char *what)
{
    if (isTrue)
        return;
    std::fprintf(stderr, "responses: %s\n", what);
    std::abort();
}

/// Reads every byte it is given, so that the sanitizers check it.
class Summing final : public ResponseHandler
{
public:
    void onField(std::string_view name, std::string_view value) override
    {
        for (const std::string_view text : {name, value})
            add(text);
    }
    void onFieldsRestart() override { }
    void onBody(std::string_view bytes) override
    {
        add(bytes);
        m_bodyBytes += bytes.size();
    }
    size_t bodyBytes() const { return m_bodyBytes; }

private:
    void add(std::string_view text)
    {
        for (const char each : text)
            m_sum = m_sum * 31 + static_cast<unsigned char>(each);
    }

    size_t m_bodyBytes = 0;
    unsigned m_sum = 0;
};

/// Result of parsing the bytes of a connection.
struct Found {
    size_t responses = 0;
    size_t bodyBytes = 0;  ///< of complete responses
    unsigned statuses = 0; ///< their sum
    bool operator==(const Found &) const = default;
};

/// Parses consecutive responses as a connection does: keeps unconsumed bytes and appends new ones.
Found readAll(std::string_view bytes, size_t step, bool hasNoBody, HeadCache *memory = nullptr)
{
    ResponseParser parser(memory);
    Found found;
    std::string held;
    Summing sink;
    const bool reportsFields = !memory;
    parser.begin(&sink, hasNoBody, reportsFields);
    while (!bytes.empty()) {
        const std::string_view part = bytes.substr(0, step);
        bytes.remove_prefix(part.size());
        held.append(part);
        ResponseParser::State state = ResponseParser::State::Complete;
        while (!held.empty()) {
            size_t taken = 0;
            state = parser.read(held, taken);
            require(taken <= held.size(), "more was taken than there was");
            held.erase(0, taken);
            if (state != ResponseParser::State::Complete)
                break;
            require(parser.isHeadDone(), "complete without a head");
            ++found.responses;
            found.bodyBytes = sink.bodyBytes();
            found.statuses = found.statuses * 1000 + static_cast<unsigned>(parser.status());
            if (!parser.keepsConnection())
                return found;
            parser.begin(&sink, hasNoBody, reportsFields);
        }
        if (state == ResponseParser::State::Broken) {
            require(!parser.problem().empty(), "broken without a reason");
            return found;
        }
    }
    if (parser.hasBegun() && parser.readEnd() == ResponseParser::State::Complete) {
        ++found.responses;
        found.bodyBytes = sink.bodyBytes();
    }
    return found;
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    // The last byte determines how the bytes are split, so that a corpus can contain plain responses.
    const auto last = bytes.empty() ? '\0' : bytes.back();
    const size_t step = 1 + static_cast<size_t>(static_cast<unsigned char>(last)) % 7;
    const bool hasNoBody = size % 5 == 4;
    const Found whole = readAll(bytes, std::max<size_t>(size, 1), hasNoBody);
    const Found inParts = readAll(bytes, step, hasNoBody);
    require(whole.responses == inParts.responses, "the number of responses depends on how they come");
    require(whole.bodyBytes == inParts.bodyBytes, "the size of bodies depends on how they come");
    HeadCache memory;
    for (const char *const what : {"a memory that is empty matters", "what is remembered matters"})
        require(readAll(bytes, std::max<size_t>(size, 1), hasNoBody, &memory) == whole, what);
    require(readAll(bytes, step, hasNoBody, &memory) == inParts, "what is remembered matters in parts");
    return 0;
}
