// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/native/nativeexchange.h"

#include <utility>

namespace loadstone
{

/// The exchanges of one connection in the order of their requests, which is that of the responses, and the
/// send position. An intrusive list: nothing is allocated.
class ExchangeQueue
{
public:
    bool isEmpty() const { return !m_first; }
    NativeExchange *first() const { return m_first; }
    /// The first one not sent completely; null if all are.
    NativeExchange *unsent() const { return m_unsent; }
    size_t sentBytes() const { return m_sentBytes; } ///< of unsent()

    void append(NativeExchange *exchange)
    {
        exchange->next = nullptr;
        (m_first ? m_last->next : m_first) = exchange;
        m_last = exchange;
        if (!m_unsent)
            m_unsent = exchange;
    }
    /// Precondition: not empty.
    NativeExchange *takeFirst()
    {
        NativeExchange *const exchange = m_first;
        m_first = std::exchange(exchange->next, nullptr);
        if (m_unsent == exchange) {
            m_unsent = m_first;
            m_sentBytes = 0;
        }
        return exchange;
    }

    void addSentBytes(size_t bytes) { m_sentBytes += bytes; }
    void setSent()
    {
        m_unsent = m_unsent->next;
        m_sentBytes = 0;
    }
    /// Part of the first request has been sent.
    bool isFirstOnItsWay() const { return m_first && (m_first != m_unsent || m_sentBytes > 0); }
    bool isFirstSent() const { return m_first != m_unsent; }

private:
    NativeExchange *m_first = nullptr;
    NativeExchange *m_last = nullptr;
    NativeExchange *m_unsent = nullptr;
    size_t m_sentBytes = 0;
};

} // namespace loadstone
