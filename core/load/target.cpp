// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/target.h"

#include <QHostAddress>

namespace loadstone
{

bool isLoopback(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

std::optional<Target> parseTarget(const QString &text)
{
    const QString unixStart = unixSocketScheme() + QStringLiteral("://");
    const bool isUnix = text.startsWith(unixStart);
    // QUrl takes no host with slashes: a stand-in keeps the place.
    const qsizetype hostEnd = isUnix ? text.indexOf(u'/', unixStart.size()) : -1;
    const QString rest = hostEnd < 0 ? QString() : text.mid(hostEnd);
    const QUrl url(isUnix ? QStringLiteral("http://socket") + rest : text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https")))
        return {};
    Target target;
    target.baseUrl = url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
    target.path = url.path().isEmpty() ? QByteArray("/") : url.path(QUrl::FullyEncoded).toUtf8();
    if (url.hasQuery())
        target.path += '?' + url.query(QUrl::FullyEncoded).toUtf8();
    if (!isUnix)
        return target;
    const QString host = text.mid(unixStart.size(), hostEnd < 0 ? -1 : hostEnd - unixStart.size());
    const QString socket = QUrl::fromPercentEncoding(host.toUtf8());
    if (!socket.startsWith(u'/'))
        return {};
    target.baseUrl = QUrl();
    target.baseUrl.setScheme(unixSocketScheme());
    target.baseUrl.setPath(socket);
    return target;
}

} // namespace loadstone
