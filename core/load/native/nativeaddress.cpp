// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativeaddress.h"

#include "core/load/target.h"

#include <QFile>

#include <cstring>
#include <memory>
#include <netdb.h>
#include <sys/un.h>

namespace loadstone
{

namespace
{

void resolveName(const QUrl &url, int port, NativeAddress &address)
{
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo *found = nullptr;
    const QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    const int failure =
        ::getaddrinfo(host.constData(), QByteArray::number(port).constData(), &wanted, &found);
    if (failure != 0) {
        address.problem = QStringLiteral("The name %1 has no address: %2")
                              .arg(url.host(), QString::fromLocal8Bit(::gai_strerror(failure)));
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

void takePath(const QUrl &url, NativeAddress &address)
{
    const QByteArray path = QFile::encodeName(url.path(QUrl::FullyDecoded));
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    if (path.isEmpty() || static_cast<size_t>(path.size()) >= sizeof local.sun_path) {
        address.problem = QStringLiteral("A socket's path has 1 to %1 bytes; this one has %2: %3")
                              .arg(sizeof local.sun_path - 1)
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

NativeAddress resolveAddress(const QUrl &baseUrl)
{
    NativeAddress address;
    if (baseUrl.scheme() == unixSocketScheme()) {
        address.host = "localhost";
        takePath(baseUrl, address);
        return address;
    }
    address.isOverTls = baseUrl.scheme() == QStringLiteral("https");
    const int usualPort = address.isOverTls ? 443 : 80;
    const int port = baseUrl.port(usualPort);
    const QByteArray host = baseUrl.host(QUrl::FullyEncoded).toLatin1();
    address.host = host.contains(':') ? '[' + host + ']' : host;
    if (port != usualPort)
        address.host += ':' + QByteArray::number(port);
    resolveName(baseUrl, port, address);
    return address;
}

} // namespace loadstone
