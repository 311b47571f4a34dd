// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/serveraddress.h"

#include "core/base/loopback.h"
#include "core/load/target.h"

#include <QFile>

#include <cstring>
#include <memory>
#include <netdb.h>
#include <sys/un.h>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Appends the addresses of a name or of a literal address.
void resolve(const QString &host, int port, ServerAddress &address)
{
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo *found = nullptr;
    const int failure =
        ::getaddrinfo(host.toLatin1().constData(), QByteArray::number(port).constData(), &wanted, &found);
    if (failure != 0) {
        address.problem =
            u"The name %1 has no address: %2"_s.arg(host, QString::fromLocal8Bit(::gai_strerror(failure)));
        return;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    for (const addrinfo *each = found; each; each = each->ai_next) {
        SocketAddress candidate;
        std::memcpy(&candidate.storage, each->ai_addr, each->ai_addrlen);
        candidate.size = each->ai_addrlen;
        address.candidates.push_back(candidate);
    }
}

void takePath(const QUrl &url, ServerAddress &address)
{
    const QByteArray path = QFile::encodeName(url.path(QUrl::FullyDecoded));
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    if (path.isEmpty() || static_cast<size_t>(path.size()) >= sizeof local.sun_path) {
        address.problem =
            u"A socket's path has 1 to %1 bytes; this one has %2: %3"_s.arg(sizeof local.sun_path - 1)
                .arg(path.size())
                .arg(url.path());
        return;
    }
    std::memcpy(local.sun_path, path.constData(), static_cast<size_t>(path.size()));
    SocketAddress candidate;
    std::memcpy(&candidate.storage, &local, sizeof local);
    candidate.size = sizeof local;
    address.candidates.push_back(candidate);
}

} // namespace

ServerAddress resolveAddress(const QUrl &baseUrl)
{
    ServerAddress address;
    address.host = hostHeader(baseUrl);
    if (baseUrl.scheme() == unixSocketScheme()) {
        takePath(baseUrl, address);
        return address;
    }
    address.isOverTls = baseUrl.scheme() == u"https"_s;
    const int port = baseUrl.port(address.isOverTls ? 443 : 80);
    for (const QString &host : addressesToTry(baseUrl.host(QUrl::FullyEncoded)))
        resolve(host, port, address);
    return address;
}

} // namespace loadstone
