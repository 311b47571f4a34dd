// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace loadstone
{

/// The addresses to try for a host, in order: for "localhost" ::1 and 127.0.0.1, as curl does, independent of
/// the resolver and never off this machine; any other name or address is returned as is.
QStringList addressesToTry(const QString &host);

/// A host in the form that precedes a port: an IPv6 address gets brackets.
QString bracketed(const QString &host);

} // namespace loadstone
