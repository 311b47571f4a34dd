// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// True for 127.0.0.0/8, ::1 and "localhost": hosts that need nobody's consent to be loaded.
bool isLoopback(const QString &host);

/// Scheme of a base URL whose path is a Unix socket's: http+unix:///run/app.sock
inline QString unixSocketScheme() { return QStringLiteral("http+unix"); }

} // namespace loadstone
