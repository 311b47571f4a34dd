// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/loopback.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

QStringList addressesToTry(const QString &host)
{
    if (host == QLatin1String("localhost"))
        return {u"::1"_s, u"127.0.0.1"_s};
    return {host};
}

QString bracketed(const QString &host) { return host.contains(u':') ? u'[' + host + u']' : host; }

} // namespace loadstone
