// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/target.h"

#include <QHostAddress>

namespace loadstone
{

bool isLoopback(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

} // namespace loadstone
