// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/loopback.h"

namespace loadstone
{

QStringList addressesToTry(const QString &host)
{
    if (host == QLatin1String("localhost"))
        return {QStringLiteral("::1"), QStringLiteral("127.0.0.1")};
    return {host};
}

QString bracketed(const QString &host) { return host.contains(u':') ? u'[' + host + u']' : host; }

} // namespace loadstone
