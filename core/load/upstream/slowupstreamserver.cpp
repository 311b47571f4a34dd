// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/upstream/slowupstreamserver.h"

#include "core/load/upstream/slowrequest.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <queue>
#include <string>
#include <utility>
#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

using Nanoseconds = std::chrono::nanoseconds;
using Steady = std::chrono::steady_clock;

constexpr int eventsPerTurn = 64;  // so that a burst of requests cannot delay due responses
constexpr int acceptsPerTurn = 64; // likewise
constexpr std::size_t readSize = 16 * 1024;
constexpr std::size_t mostUnread = 64 * 1024; // requests received before the last response
constexpr std::chrono::seconds idleLimit{75};
constexpr std::chrono::seconds sweepInterval{5};
constexpr std::chrono::milliseconds acceptRetry{50};

/// One client. Slots are indexed by file descriptor and reused; `generation` distinguishes the clients of a
/// slot.
struct ClientConnection {
    bool isOpen = false;
    bool isWaiting = false; ///< `request` is delayed, or its response is being sent
    unsigned generation = 0;
    SlowRequest request;
    std::string unread;
    std::string unsent;
    Steady::time_point idleSince;
};

struct DueResponse {
    Steady::time_point at;
    int fd = -1;
    unsigned generation = 0;
    bool operator>(const DueResponse &other) const { return at > other.at; }
};

std::string httpDate(std::time_t time)
{
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

QString systemError() { return QString::fromLocal8Bit(std::strerror(errno)); }

} // namespace

class SlowUpstreamServer::Private
{
public:
    explicit Private(const SlowUpstreamOptions &options) : m_options(options) { }
    ~Private();
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    Status listen();
    void serve(int stopFd);

    quint16 port = 0;
    SlowUpstreamFacts facts;

private:
    void watch(int fd, unsigned events) const;
    Nanoseconds untilNext() const;
    void acceptSome();
    void pauseAccepting();
    void handle(int fd, unsigned events);
    bool readFrom(int fd, ClientConnection &connection) const;
    void takeRequest(int fd, ClientConnection &connection);
    void sendDueResponses();
    void sendResponse(int fd, ClientConnection &connection);
    void sendRest(int fd, ClientConnection &connection);
    void finishResponse(int fd, ClientConnection &connection);
    void closeIdle();
    void drop(int fd);
    const std::string &date();

    SlowUpstreamOptions m_options;
    int m_listener = -1;
    int m_epoll = -1;
    bool m_isAccepting = false;
    Steady::time_point m_acceptAgainAt;
    Steady::time_point m_sweepAt;
    int m_open = 0;
    std::vector<ClientConnection> m_connections; // by file descriptor
    std::priority_queue<DueResponse, std::vector<DueResponse>, std::greater<>> m_due;
    std::time_t m_dateTime = 0;
    std::string m_date;
};

SlowUpstreamServer::Private::~Private()
{
    for (std::size_t fd = 0; fd < m_connections.size(); ++fd) {
        if (m_connections[fd].isOpen)
            close(static_cast<int>(fd));
    }
    for (const int fd : {m_listener, m_epoll}) {
        if (fd >= 0)
            close(fd);
    }
}

Status SlowUpstreamServer::Private::listen()
{
    const auto failed = [](const QString &what) {
        return Error{ErrorCode::Network, u"The slow upstream %1: %2."_s.arg(what, systemError()), {}};
    };
    m_epoll = epoll_create1(EPOLL_CLOEXEC);
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_epoll < 0 || m_listener < 0)
        return failed(u"could not open a socket; close other programs"_s);
    const int on = 1;
    setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(m_listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // accepted sockets inherit it
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(m_options.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(m_listener, reinterpret_cast<sockaddr *>(&address), length) != 0
        || ::listen(m_listener, m_options.backlog) != 0
        || getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length) != 0) {
        return failed(u"could not listen on port %1 of 127.0.0.1; choose another port"_s.arg(m_options.port));
    }
    port = ntohs(address.sin_port);
    return success();
}

void SlowUpstreamServer::Private::serve(int stopFd)
{
    prctl(PR_SET_TIMERSLACK, 1); // otherwise the kernel adds 50 µs to every wait
    watch(m_listener, EPOLLIN);
    watch(stopFd, EPOLLIN);
    m_isAccepting = true;
    m_sweepAt = Steady::now() + sweepInterval;
    std::array<epoll_event, eventsPerTurn> events{};
    bool isStopped = false;
    while (!isStopped) {
        const Nanoseconds wait = untilNext();
        const timespec timeout{static_cast<time_t>(wait.count() / 1'000'000'000),
                               static_cast<long>(wait.count() % 1'000'000'000)};
        const int count = epoll_pwait2(m_epoll, events.data(), eventsPerTurn, &timeout, nullptr);
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events[static_cast<std::size_t>(i)];
            if (event.data.fd == stopFd)
                isStopped = true;
            else if (event.data.fd == m_listener)
                acceptSome();
            else
                handle(event.data.fd, event.events);
        }
        sendDueResponses();
        if (Steady::now() >= m_sweepAt)
            closeIdle();
        if (!m_isAccepting && Steady::now() >= m_acceptAgainAt) {
            watch(m_listener, EPOLLIN);
            m_isAccepting = true;
        }
    }
}

void SlowUpstreamServer::Private::watch(int fd, unsigned events) const
{
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    if (epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event) != 0 && errno == EEXIST)
        epoll_ctl(m_epoll, EPOLL_CTL_MOD, fd, &event);
}

Nanoseconds SlowUpstreamServer::Private::untilNext() const
{
    Steady::time_point next = m_sweepAt;
    if (!m_due.empty())
        next = std::min(next, m_due.top().at);
    if (!m_isAccepting)
        next = std::min(next, m_acceptAgainAt);
    return std::max(Nanoseconds(0), Nanoseconds(next - Steady::now()));
}

void SlowUpstreamServer::Private::acceptSome()
{
    for (int i = 0; i < acceptsPerTurn; ++i) {
        const int fd = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
                pauseAccepting();
            return;
        }
        if (static_cast<std::size_t>(fd) >= m_connections.size())
            m_connections.resize(static_cast<std::size_t>(fd) + 1);
        ClientConnection &connection = m_connections[static_cast<std::size_t>(fd)];
        connection.isOpen = true;
        connection.idleSince = Steady::now();
        ++facts.connections;
        facts.mostConnections = std::max(facts.mostConnections, ++m_open);
        watch(fd, EPOLLIN | EPOLLRDHUP);
    }
}

// Descriptors exhausted: the listener would stay readable forever. Clients in the backlog are served after
// others have left.
void SlowUpstreamServer::Private::pauseAccepting()
{
    epoll_ctl(m_epoll, EPOLL_CTL_DEL, m_listener, nullptr);
    m_isAccepting = false;
    m_acceptAgainAt = Steady::now() + acceptRetry;
}

void SlowUpstreamServer::Private::handle(int fd, unsigned events)
{
    ClientConnection &connection = m_connections[static_cast<std::size_t>(fd)];
    if (!connection.isOpen)
        return; // closed by an earlier event of the same batch
    if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0 || !readFrom(fd, connection)) {
        drop(fd);
        return;
    }
    if (!connection.unsent.empty()) {
        watch(fd, EPOLLIN | EPOLLRDHUP);
        sendRest(fd, connection);
    } else if (!connection.isWaiting) {
        takeRequest(fd, connection);
    }
}

/// False if the client has disconnected or sends unsolicited bytes.
bool SlowUpstreamServer::Private::readFrom(int fd, ClientConnection &connection) const
{
    std::array<char, readSize> buffer;
    const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    connection.unread.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0 && connection.unread.size() <= mostUnread;
}

void SlowUpstreamServer::Private::takeRequest(int fd, ClientConnection &connection)
{
    std::size_t used = 0;
    std::optional<SlowRequest> request = takeSlowRequest(connection.unread, m_options.truncatesSeconds, used);
    if (!request)
        return;
    connection.unread.erase(0, used);
    connection.request = std::move(*request);
    connection.isWaiting = true;
    m_due.push({Steady::now() + connection.request.delay, fd, connection.generation});
}

void SlowUpstreamServer::Private::sendDueResponses()
{
    // Excludes those that become due meanwhile: requests without delay would cause an endless loop.
    const Steady::time_point now = Steady::now();
    while (!m_due.empty() && m_due.top().at <= now) {
        const DueResponse due = m_due.top();
        m_due.pop();
        ClientConnection &connection = m_connections[static_cast<std::size_t>(due.fd)];
        if (!connection.isOpen || connection.generation != due.generation)
            continue; // its client has disconnected
        if (connection.request.status == 200) {
            ++facts.answered;
            facts.lateness.record(
                std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - due.at).count());
        } else {
            ++facts.refused;
        }
        sendResponse(due.fd, connection);
    }
}

void SlowUpstreamServer::Private::sendResponse(int fd, ClientConnection &connection)
{
    connection.unsent = serializeResponse(connection.request, date());
    sendRest(fd, connection);
}

void SlowUpstreamServer::Private::sendRest(int fd, ClientConnection &connection)
{
    const ssize_t sent = send(fd, connection.unsent.data(), connection.unsent.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        drop(fd);
        return;
    }
    connection.unsent.erase(0, static_cast<std::size_t>(std::max<ssize_t>(0, sent)));
    if (connection.unsent.empty())
        finishResponse(fd, connection);
    else
        watch(fd, EPOLLIN | EPOLLRDHUP | EPOLLOUT);
}

void SlowUpstreamServer::Private::finishResponse(int fd, ClientConnection &connection)
{
    connection.isWaiting = false;
    if (!connection.request.keepsAlive) {
        drop(fd);
        return;
    }
    connection.idleSince = Steady::now();
    if (!connection.unread.empty())
        takeRequest(fd, connection);
}

void SlowUpstreamServer::Private::closeIdle()
{
    const Steady::time_point now = Steady::now();
    m_sweepAt = now + sweepInterval;
    for (std::size_t fd = 0; fd < m_connections.size(); ++fd) {
        const ClientConnection &connection = m_connections[fd];
        if (connection.isOpen && !connection.isWaiting && connection.request.hasIdleLimit
            && now - connection.idleSince > idleLimit)
            drop(static_cast<int>(fd));
    }
}

void SlowUpstreamServer::Private::drop(int fd)
{
    ClientConnection &connection = m_connections[static_cast<std::size_t>(fd)];
    facts.givenUp += connection.isWaiting && connection.unsent.empty() ? 1 : 0;
    close(fd);
    --m_open;
    const unsigned next = connection.generation + 1;
    connection = {};
    connection.generation = next;
}

const std::string &SlowUpstreamServer::Private::date()
{
    const std::time_t now = std::time(nullptr);
    if (now != m_dateTime) {
        m_dateTime = now;
        m_date = httpDate(now);
    }
    return m_date;
}

SlowUpstreamServer::SlowUpstreamServer(const SlowUpstreamOptions &options)
    : m_d(std::make_unique<Private>(options))
{
}
SlowUpstreamServer::~SlowUpstreamServer() = default;
Status SlowUpstreamServer::listen() { return m_d->listen(); }
quint16 SlowUpstreamServer::port() const { return m_d->port; }
void SlowUpstreamServer::serve(int stopFd) { m_d->serve(stopFd); }
const SlowUpstreamFacts &SlowUpstreamServer::facts() const { return m_d->facts; }

} // namespace loadstone
