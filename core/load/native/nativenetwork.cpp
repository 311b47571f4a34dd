// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativenetwork.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::seconds patience(1);
constexpr int mostReads = 16;

} // namespace

bool reusesPorts(const ServerAddress &address)
{
    const auto isLocal = [](const SocketAddress &candidate) {
        if (candidate.family() == AF_INET) {
            const auto *ip = reinterpret_cast<const sockaddr_in *>(candidate.address());
            return ntohl(ip->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
        }
        if (candidate.family() == AF_INET6)
            return IN6_IS_ADDR_LOOPBACK(
                       &reinterpret_cast<const sockaddr_in6 *>(candidate.address())->sin6_addr)
                != 0;
        return candidate.family() == AF_UNIX; // has no ports
    };
    QFile file(u"/proc/sys/net/ipv4/tcp_tw_reuse"_s);
    constexpr int forAll = 1;
    constexpr int forLoopback = 2;
    const int setting = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    return setting == forAll
        || (setting == forLoopback
            && std::all_of(address.candidates.begin(), address.candidates.end(), isLocal));
}

class LingeringSockets::LingeringSocket final : public FdHandler, public TimerHandler
{
public:
    explicit LingeringSocket(LingeringSockets &owner) : m_owner(owner) { }
    ~LingeringSocket() override
    {
        if (m_socket >= 0)
            close();
    }
    LingeringSocket(const LingeringSocket &) = delete;
    LingeringSocket &operator=(const LingeringSocket &) = delete;

    void begin(int socket)
    {
        m_socket = socket;
        m_owner.m_reactor.wakeAt(Reactor::now() + patience, this);
        if (!m_owner.m_reactor.rewatch(socket, this))
            end();
    }

    void onReady(uint32_t /*events*/) override
    {
        if (m_socket < 0)
            return;
        std::array<char, 4096> surplus;
        for (int i = 0; i < mostReads; ++i) {
            const ssize_t got = ::recv(m_socket, surplus.data(), surplus.size(), 0);
            if (got < 0 && errno == EAGAIN)
                return;
            if (got <= 0)
                break;
        }
        end();
    }

    void onDue(TimePoint /*now*/) override { end(); }

private:
    void close()
    {
        m_owner.m_reactor.forget(this);
        ::close(m_socket);
        m_socket = -1;
    }

    void end()
    {
        close();
        m_owner.m_free.push_back(this);
    }

    LingeringSockets &m_owner;
    int m_socket = -1;
};

LingeringSockets::LingeringSockets(Reactor &reactor) : m_reactor(reactor) { }
LingeringSockets::~LingeringSockets() = default;

void LingeringSockets::add(int socket)
{
    if (m_free.empty()) {
        m_all.push_back(std::make_unique<LingeringSocket>(*this));
        m_free.push_back(m_all.back().get());
    }
    LingeringSocket *const lingering = m_free.back();
    m_free.pop_back();
    lingering->begin(socket);
}

NativeNetwork::NativeNetwork(Reactor &ownReactor, const Connection &ownConnection, ServerAddress ownAddress,
                             std::unique_ptr<TlsContext> ownTls)
    : reactor(ownReactor), connection(ownConnection), address(std::move(ownAddress)), tls(std::move(ownTls)),
      mayCloseFirst(reusesPorts(address)), writer(address.host), lingering(ownReactor),
      room(std::make_unique_for_overwrite<char[]>(roomBefore + roomToRead))
{
}

} // namespace loadstone
