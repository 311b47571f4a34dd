// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativeclient.h"

namespace loadstone
{

Result<std::unique_ptr<NativeClient>> NativeClient::make(Reactor &reactor, const Connection &connection,
                                                         const QUrl &baseUrl, const QByteArray &certificate)
{
    if (!reactor.problem().isEmpty())
        return Error{ErrorCode::Unavailable, reactor.problem(), {}};
    const ServerAddress address = resolveAddress(baseUrl);
    std::unique_ptr<TlsContext> tls;
    if (address.isOverTls) {
        Result<std::unique_ptr<TlsContext>> made = TlsContext::trustOnly(certificate);
        if (!made)
            return made.error();
        tls = std::move(made).value();
    }
    return std::make_unique<NativeClient>(reactor, connection, address, std::move(tls));
}

NativeClient::NativeClient(Reactor &reactor, const Connection &connection, const ServerAddress &address,
                           std::unique_ptr<TlsContext> tls)
    : m_network(reactor, connection, address, std::move(tls))
{
}

NativeClient::~NativeClient()
{
    for (const std::unique_ptr<NativeConnection> &connection : m_connections) {
        m_network.reactor.forget(connection.get());
        m_network.reactor.forgetContinuation(connection.get());
    }
}

NativeClient::Sending NativeClient::perform(int user, PreparedRequest &&request, TimePoint now)
{
    User &state = userState(user);
    state.exchange.begin(std::move(request), now, m_network.connection.timeout);
    return {*state.connection, state.exchange};
}

NativeClient::User &NativeClient::userState(int user)
{
    const auto index = static_cast<size_t>(user);
    if (index >= m_users.size())
        m_users.resize(index + 1);
    std::unique_ptr<User> &state = m_users[index];
    if (!state) {
        state = std::make_unique<User>();
        if (m_connections.empty() || m_usersOfLast >= m_network.connection.pipelining) {
            m_connections.push_back(std::make_unique<NativeConnection>(m_network));
            m_usersOfLast = 0;
        }
        ++m_usersOfLast;
        state->connection = m_connections.back().get();
    }
    return *state;
}

void NativeClient::abortAll()
{
    for (const std::unique_ptr<NativeConnection> &connection : m_connections)
        connection->abort();
}

} // namespace loadstone
