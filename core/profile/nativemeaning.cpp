// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/enginetraits.h"
#include "core/profile/meaningcheck.h"

namespace loadstone
{

void checkNativeConnection(MeaningCheck &check)
{
    const Connection &connection = check.profile().connection;
    if (!check.isSound(QStringLiteral("/connection")))
        return;
    const auto refuse = [&](const QString &key, const QString &usual) {
        check.error(
            QStringLiteral("/connection/") + key,
            QStringLiteral("\"%1\" is for the engine \"%2\" only, and this profile uses %3. Remove it, "
                           "set it to %4, or set \"engine\" to \"%2\".")
                .arg(key, enginesWith(&EngineTraits::limitsConnections), quoted(connection.engine), usual));
    };
    if (!engineTraitsOf(connection.engine).limitsConnections) {
        if (connection.pipelining > 1)
            refuse(QStringLiteral("pipelining"), QStringLiteral("1"));
        if (connection.requestsPerConnection > 0)
            refuse(QStringLiteral("requests_per_connection"), QStringLiteral("0"));
        return;
    }
    if (connection.reuse)
        return;
    if (connection.pipelining > 1)
        check.error(
            QStringLiteral("/connection/pipelining"),
            QStringLiteral("Requests can be pipelined only on connections that are kept. Set \"reuse\" "
                           "to true, or remove \"pipelining\"."));
    if (connection.requestsPerConnection > 0)
        check.warn(
            QStringLiteral("/connection/requests_per_connection"),
            QStringLiteral("Without \"reuse\" each connection has one request anyway. Remove it, or set "
                           "\"reuse\" to true."));
}

} // namespace loadstone
