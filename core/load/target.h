// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <optional>

namespace loadstone
{

/// True for 127.0.0.0/8, ::1 and "localhost": hosts that need nobody's consent to be loaded.
bool isLoopback(const QString &host);

/// Scheme of a base URL whose path is a Unix socket's: http+unix:///run/app.sock
inline QString unixSocketScheme() { return QStringLiteral("http+unix"); }

/// Where to connect, and what to ask for there.
struct Target {
    QUrl baseUrl;    ///< scheme, host and port, or a Unix socket's
    QByteArray path; ///< with query; at least "/"
};

/// What a person wrote: http://…, https://…, or http+unix://%2Frun%2Fapp.sock/path, the socket's path
/// as the host, its slashes as %2F. Nothing when it is none of these.
std::optional<Target> parseTarget(const QString &text);

} // namespace loadstone
