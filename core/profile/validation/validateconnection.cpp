// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validateconnection.h"

#include "core/profile/validation/validation.h"

namespace loadstone
{

namespace
{

void validateRpcConnection(Validation &validation)
{
    const QString pointer = QStringLiteral("/connection/shared_channel");
    const Connection &connection = validation.profile().connection;
    if (!validation.isSound(QStringLiteral("/connection")))
        return;
    if (protocolOf(connection.engine) != grpcProtocol() && !connection.sharesChannel)
        validation.warn(pointer,
                        QStringLiteral("\"shared_channel\" has no meaning for the engine %1: each user "
                                       "has a connection of its own anyway. Remove it.")
                            .arg(quoted(connection.engine)));
    else if (protocolOf(connection.engine) == grpcProtocol() && validation.isWritten(pointer)
             && connection.sharesChannel && !connection.reuse)
        validation.warn(pointer,
                        QStringLiteral("Without \"reuse\" each call has a connection of its own and none "
                                       "is shared. Remove \"shared_channel\", or set \"reuse\" to "
                                       "true."));
}

void validateNativeConnection(Validation &validation)
{
    const Connection &connection = validation.profile().connection;
    if (!validation.isSound(QStringLiteral("/connection")))
        return;
    const auto refuse = [&](const QString &key, const QString &usual) {
        validation.error(
            QStringLiteral("/connection/") + key,
            QStringLiteral("\"%1\" is for the engine \"%2\" only, and this profile uses %3. Remove it, "
                           "set it to %4, or set \"engine\" to \"%2\".")
                .arg(key, nativeEngine(), quoted(connection.engine), usual));
    };
    if (connection.engine != nativeEngine()) {
        if (connection.pipelining > 1)
            refuse(QStringLiteral("pipelining"), QStringLiteral("1"));
        if (connection.requestsPerConnection > 0)
            refuse(QStringLiteral("requests_per_connection"), QStringLiteral("0"));
        return;
    }
    if (connection.reuse)
        return;
    if (connection.pipelining > 1)
        validation.error(
            QStringLiteral("/connection/pipelining"),
            QStringLiteral("Requests can be pipelined only on connections that are kept. Set \"reuse\" "
                           "to true, or remove \"pipelining\"."));
    if (connection.requestsPerConnection > 0)
        validation.warn(
            QStringLiteral("/connection/requests_per_connection"),
            QStringLiteral("Without \"reuse\" each connection has one request anyway. Remove it, or set "
                           "\"reuse\" to true."));
}

} // namespace

void validateConnection(Validation &validation)
{
    validateRpcConnection(validation);
    validateNativeConnection(validation);
}

} // namespace loadstone
