// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace loadstone
{

/// Cache of recent response heads and their meaning, byte for byte. A server repeats the same head until the
/// second in its Date changes, so that a comparison replaces parsing, which is half of a response's cost
/// outside the kernel. Belongs to one thread.
class HeadCache
{
public:
    /// A head of a response with a known length.
    struct Head {
        std::string text; ///< from the status line to the empty line
        int status = 0;
        std::string reason;
        std::uint64_t bodyBytes = 0;
        bool keepsConnection = false;
    };

    /// The cached head that is a prefix of the bytes; null if there is none. Valid until the next add().
    const Head *find(std::string_view bytes) const
    {
        for (const Head &head : m_heads) {
            if (!head.text.empty() && bytes.starts_with(head.text))
                return &head;
        }
        return nullptr;
    }

    /// Replaces the oldest entry.
    void add(std::string_view text, int status, std::string_view reason, std::uint64_t bodyBytes,
             bool keepsConnection)
    {
        if (text.size() > longest)
            return;
        Head &head = m_heads[m_next];
        m_next = (m_next + 1) % m_heads.size();
        head.text = text;
        head.status = status;
        head.reason = reason;
        head.bodyBytes = bodyBytes;
        head.keepsConnection = keepsConnection;
    }

private:
    static constexpr size_t longest = 2048;

    std::array<Head, 4> m_heads;
    size_t m_next = 0;
};

} // namespace loadstone
