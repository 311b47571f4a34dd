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
/// this machine: no authorisation is needed to load them.
bool isThisMachine(const QString &host);

/// Scheme of a base URL with the path of a Unix socket: http+unix:///run/app.sock
inline QString unixSocketScheme() { return QStringLiteral("http+unix"); }

/// Where to connect and what to request.
struct Target {
    QUrl baseUrl;             ///< scheme, host and port, or a Unix socket's; never user or password
    QByteArray path;          ///< with query, byte for byte as written; at least "/"
    QByteArray authorization; ///< value of the Authorization header for user and password; or empty
};

/// Parses user input: http://…, https://…, or http+unix://%2Frun%2Fapp.sock/path, with the socket's path as
/// the host and its slashes as %2F. Like curl, user:password@ becomes basic authorization, and the fragment
/// is dropped.
///
/// The error names the invalid part or character, its position, and the remedy. It never shows user or
/// password.
Result<Target> parseTarget(const QString &text);

/// The URL of a request target, for display and results: without user and password.
QString makeUrl(const QUrl &baseUrl, const QByteArray &target);

/// Value of the Host header: the host as written, and the port unless it is the scheme's default.
QByteArray hostHeader(const QUrl &baseUrl);

/// Adds the Authorization header, unless the value is empty or the request has one.
void authorize(RequestTemplate &request, const QByteArray &authorization);

} // namespace loadstone
