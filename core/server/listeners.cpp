// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/listeners.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int listenState = 10; // TCP_LISTEN, also as "0A" in /proc/net/tcp

class Socket
{
public:
    explicit Socket(int fd) : m_fd(fd) { }
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;
    ~Socket()
    {
        if (m_fd >= 0)
            close(m_fd);
    }
    int fd() const { return m_fd; }

private:
    int m_fd;
};

/// A listening socket in the tables of /proc/net.
struct Listener {
    QByteArray inode;
    QByteArray address; ///< four or sixteen bytes, in network byte order
    quint16 port = 0;
};

/// The tables contain the 32-bit words of an address in host byte order.
QByteArray networkOrder(const QByteArray &hexadecimal)
{
    QByteArray address;
    for (qsizetype i = 0; i + 8 <= hexadecimal.size(); i += 8) {
        const quint32 word = hexadecimal.mid(i, 8).toUInt(nullptr, 16);
        address.append(reinterpret_cast<const char *>(&word), sizeof word);
    }
    return address;
}

QList<Listener> readListeners(const QString &table)
{
    QList<Listener> listeners;
    QFile file(table);
    if (!file.open(QIODevice::ReadOnly))
        return listeners;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() < 10 || fields[3].toInt(nullptr, 16) != listenState)
            continue;
        const QList<QByteArray> local = fields[1].split(':');
        if (local.size() == 2)
            listeners.append({fields[9], networkOrder(local[0]), local[1].toUShort(nullptr, 16)});
    }
    return listeners;
}

QList<Listener> allListeners()
{
    return readListeners(u"/proc/net/tcp"_s) + readListeners(u"/proc/net/tcp6"_s);
}

/// Prefix of IPv4-mapped IPv6 addresses.
const QByteArray &mappedToV6()
{
    static const QByteArray prefix = QByteArray(10, '\0') + "\xff\xff";
    return prefix;
}

bool isLoopback(const QByteArray &address)
{
    constexpr char loopbackNet = 127;
    if (address.startsWith(mappedToV6()))
        return address.at(mappedToV6().size()) == loopbackNet;
    return address.size() == 4 ? address.at(0) == loopbackNet : address == QByteArray(15, '\0') + '\1';
}

QString shownListener(const Listener &listener)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool isV4 = listener.address.size() == 4;
    inet_ntop(isV4 ? AF_INET : AF_INET6, listener.address.constData(), text.data(), text.size());
    return (isV4 ? u"%1:%2"_s : u"[%1]:%2"_s).arg(QString::fromLatin1(text.data())).arg(listener.port);
}

/// Whether a listener with this address accepts connections to 127.0.0.1.
bool isReachedByLoopback(const QByteArray &address)
{
    const QByteArray v4 = address.startsWith(mappedToV6()) ? address.mid(mappedToV6().size()) : address;
    return v4 == QByteArray("\x7f\0\0\1", 4) || v4.count('\0') == v4.size();
}

/// Inodes of the sockets that may accept connections to 127.0.0.1 on the port.
QSet<QByteArray> listeningInodes(quint16 port)
{
    QSet<QByteArray> inodes;
    for (const Listener &listener : allListeners()) {
        if (listener.port == port && isReachedByLoopback(listener.address))
            inodes.insert(listener.inode);
    }
    return inodes;
}

/// Inodes of a process's open sockets.
QSet<QByteArray> openSockets(const QString &pid)
{
    QSet<QByteArray> inodes;
    const QString folder = u"/proc/%1/fd"_s.arg(pid);
    const QStringList fds = QDir(folder).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    for (const QString &fd : fds) {
        std::array<char, 64> target{};
        const QByteArray path = QFile::encodeName(folder + u'/' + fd);
        const ssize_t length = readlink(path.constData(), target.data(), target.size());
        const QByteArray name(target.data(), qMax<ssize_t>(0, length));
        if (name.startsWith("socket:["))
            inodes.insert(name.mid(8).chopped(1));
    }
    return inodes;
}

bool holdsSocket(const QString &pid, const QSet<QByteArray> &inodes)
{
    return openSockets(pid).intersects(inodes);
}

/// The listening addresses and ports of the processes, filtered by `wanted`.
template<typename Pids, typename IsSelected>
QStringList shownListeners(const Pids &pids, const IsSelected &isWanted)
{
    QSet<QByteArray> inodes;
    for (const auto pid : pids)
        inodes += openSockets(QString::number(pid));
    QStringList shown;
    for (const Listener &listener : allListeners()) {
        if (inodes.contains(listener.inode) && isWanted(listener))
            shown << shownListener(listener);
    }
    shown.removeDuplicates();
    shown.sort();
    return shown;
}

QString programName(const QString &pid)
{
    QFile file(u"/proc/%1/comm"_s.arg(pid));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll().trimmed()) : QString();
}

struct DiagRequest {
    nlmsghdr header;
    inet_diag_req_v2 body;
};

/// Takes the backlog out of one datagram of answers. False: no more will come.
bool readAnswers(const char *data, ssize_t length, quint16 port, std::optional<int> &backlog)
{
    auto left = static_cast<unsigned>(length);
    const auto *header = reinterpret_cast<const nlmsghdr *>(data);
    for (; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
        if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR)
            return false;
        if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY)
            continue;
        const auto *socket = static_cast<const inet_diag_msg *>(NLMSG_DATA(header));
        if (ntohs(socket->id.idiag_sport) == port)
            backlog = std::max(backlog, std::optional(static_cast<int>(socket->idiag_wqueue)));
    }
    return true;
}

std::optional<int> askBacklog(int family, quint16 port)
{
    const Socket netlink(socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    DiagRequest request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.body.sdiag_family = static_cast<quint8>(family);
    request.body.sdiag_protocol = IPPROTO_TCP;
    request.body.idiag_states = 1U << listenState;
    std::optional<int> backlog;
    if (netlink.fd() < 0 || send(netlink.fd(), &request, sizeof request, 0) < 0)
        return backlog;
    alignas(nlmsghdr) std::array<char, 32768> buffer{};
    ssize_t length = 0;
    do {
        length = recv(netlink.fd(), buffer.data(), buffer.size(), 0);
    } while (length > 0 && readAnswers(buffer.data(), length, port, backlog));
    return backlog;
}

} // namespace

Sentence PortHolder::sentence(quint16 port) const
{
    if (pid == 0)
        return Sentence(
            QT_TRANSLATE_NOOP("Sentence", "Port %1 is already in use by a process of another user."), port);
    const Sentence name =
        program.isEmpty() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "a process")) : Sentence(program);
    return Sentence(QT_TRANSLATE_NOOP("Sentence", "Port %1 is already in use by %2 (pid %3)."), port, name,
                    pid);
}

std::optional<PortHolder> findPortHolder(quint16 port)
{
    const QSet<QByteArray> inodes = listeningInodes(port);
    if (inodes.isEmpty())
        return std::nullopt;
    const QStringList entries = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const QString &pid : entries) {
        bool isProcess = false;
        const qint64 number = pid.toLongLong(&isProcess);
        if (isProcess && holdsSocket(pid, inodes))
            return PortHolder{number, programName(pid)};
    }
    return PortHolder{};
}

QStringList listeningAddresses(const std::vector<int> &pids)
{
    return shownListeners(pids, [](const Listener &) { return true; });
}

bool refusesConnections(const QString &host, quint16 port)
{
    constexpr int longestWaitMs = 200;
    const Socket probe(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (inet_pton(AF_INET, host.toLatin1().constData(), &address.sin_addr) != 1)
        return false;
    if (connect(probe.fd(), reinterpret_cast<sockaddr *>(&address), sizeof address) == 0)
        return false;
    if (errno != EINPROGRESS)
        return errno == ECONNREFUSED;
    pollfd waited{probe.fd(), POLLOUT, 0};
    int error = 0;
    socklen_t length = sizeof error;
    return poll(&waited, 1, longestWaitMs) > 0
        && getsockopt(probe.fd(), SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == ECONNREFUSED;
}

QStringList exposedListeners(const QList<qint64> &pids)
{
    return shownListeners(pids, [](const Listener &listener) { return !isLoopback(listener.address); });
}

quint16 findFreePort()
{
    const Socket probe(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (probe.fd() < 0 || bind(probe.fd(), generic, length) != 0
        || getsockname(probe.fd(), generic, &length) != 0)
        return 0;
    return ntohs(address.sin_port);
}

std::optional<int> readListenBacklog(quint16 port)
{
    return std::max(askBacklog(AF_INET, port), askBacklog(AF_INET6, port));
}

} // namespace loadstone
