// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace loadstone
{

/// What to connect to for a host, in this order until one accepts: for "localhost" ::1 and 127.0.0.1,
/// as with curl, whatever the resolver says and on this machine for certain; any other name or address
/// is itself.
QStringList addressesToTry(const QString &host);

/// A host as it is written before a port: an IPv6 address in brackets.
QString bracketed(const QString &host);

} // namespace loadstone
