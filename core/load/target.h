// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/profile.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace loadstone
{

/// True for 127.0.0.0/8, ::1, "localhost", and the unspecified addresses 0.0.0.0 and ::, which connect to
/// this machine: hosts that need nobody's consent to be loaded.
bool isThisMachine(const QString &host);

/// Scheme of a base URL whose path is a Unix socket's: http+unix:///run/app.sock
inline QString unixSocketScheme() { return QStringLiteral("http+unix"); }

/// Where to connect, and what to ask for there.
struct Target {
    QUrl baseUrl;             ///< scheme, host and port, or a Unix socket's; never user or password
    QByteArray path;          ///< with query, byte for byte as written; at least "/"
    QByteArray authorization; ///< value of the header Authorization for user and password; or empty
};

/// What a person wrote: http://…, https://…, or http+unix://%2Frun%2Fapp.sock/path, the socket's path
/// as the host, its slashes as %2F. As with curl, user:password@ becomes basic authorization, and what
/// follows a # is left out.
///
/// The error says which part or character cannot be used, where it is, and what to write instead. It
/// never shows user and password.
Result<Target> parseTarget(const QString &text);

/// The URL of a request target, for people and results: without user and password.
QString makeUrl(const QUrl &baseUrl, const QByteArray &target);

/// Value of the header Host: the host as it was written, and the port unless it is the scheme's.
QByteArray hostHeader(const QUrl &baseUrl);

/// Adds the header Authorization, unless the value is empty or the request has that header.
void authorize(RequestTemplate &request, const QByteArray &authorization);

} // namespace loadstone
