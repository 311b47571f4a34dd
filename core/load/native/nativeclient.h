// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/load/native/nativeconnection.h"
#include "core/load/native/nativenetwork.h"

namespace loadstone
{

/// Sends the requests of one load thread's virtual users over HTTP/1.1, on one connection per user, or with
/// Connection::pipelining on one for that many users. Meets the contract of Transport, in a reactor instead
/// of Qt's event loop.
class NativeClient
{
public:
    /// Resolves the target. @param reactor outlives the client, and runs in the calling thread
    static Result<std::unique_ptr<NativeClient>> make(Reactor &reactor, const Connection &connection,
                                                      const QUrl &baseUrl, const QByteArray &certificate);
    NativeClient(Reactor &reactor, const Connection &connection, const ServerAddress &address,
                 std::unique_ptr<TlsContext> tls);
    ~NativeClient();
    NativeClient(const NativeClient &) = delete;
    NativeClient &operator=(const NativeClient &) = delete;

    /// A request in flight, to be awaited immediately: `Outcome &outcome = co_await client.perform(…)`; the
    /// outcome is valid until the user's next request.
    class Sending
    {
    public:
        Sending(NativeConnection &connection, NativeExchange &exchange)
            : m_connection(connection), m_exchange(exchange)
        {
        }
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiting)
        {
            m_exchange.waiting = waiting;
            m_connection.perform(&m_exchange, m_exchange.begunAt());
        }
        Outcome &await_resume() { return m_exchange.outcome(); }

    private:
        NativeConnection &m_connection;
        NativeExchange &m_exchange;
    };
    /// @param user 0 or more; at most one request at a time
    /// @param now the current time
    Sending perform(int user, PreparedRequest &&request, TimePoint now);

    /// Cancels all requests in flight; they end as Cancelled in a later turn of the reactor.
    void abortAll();

private:
    struct User {
        NativeExchange exchange;
        NativeConnection *connection = nullptr;
    };

    User &userState(int user);

    NativeNetwork m_network;
    std::vector<std::unique_ptr<NativeConnection>> m_connections;
    std::vector<std::unique_ptr<User>> m_users; ///< by index; null for users of other threads
    int m_usersOfLast = 0;                      ///< number of users of the last connection
};

} // namespace loadstone
