// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validateconnection.h"

#include "core/profile/enginetraits.h"
#include "core/profile/validation/validation.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

void validateRpcConnection(Validation &validation)
{
    const QString pointer = u"/connection/shared_channel"_s;
    const Connection &connection = validation.profile().connection;
    if (!validation.isDecoded(u"/connection"_s))
        return;
    const bool knowsChannels = engineTraits(connection.engine).sharesChannels;
    if (!knowsChannels && !connection.sharesChannel)
        validation.warn(
            pointer,
            ProfileProblems::tr("\"shared_channel\" does not apply to the engine %1, where each user "
                                "has its own connection. Remove it.")
                .arg(quoted(connection.engine)));
    else if (knowsChannels && validation.isWritten(pointer) && connection.sharesChannel && !connection.reuse)
        validation.warn(pointer,
                        ProfileProblems::tr("Without \"reuse\" each call opens its own connection. Remove "
                                            "\"shared_channel\", or set \"reuse\" to "
                                            "true."));
}

void validateNativeConnection(Validation &validation)
{
    const Connection &connection = validation.profile().connection;
    if (!validation.isDecoded(u"/connection"_s))
        return;
    const auto refuse = [&](const QString &key, const QString &usual) {
        validation.error(
            u"/connection/"_s + key,
            ProfileProblems::tr("\"%1\" requires the engine \"%2\", and this profile uses %3. Remove it, "
                                "set it to %4, or set \"engine\" to \"%2\".")
                .arg(key, enginesWith(&EngineTraits::limitsConnections), quoted(connection.engine), usual));
    };
    if (!engineTraits(connection.engine).limitsConnections) {
        if (connection.pipelining > 1)
            refuse(u"pipelining"_s, u"1"_s);
        if (connection.requestsPerConnection > 0)
            refuse(u"requests_per_connection"_s, u"0"_s);
        return;
    }
    if (connection.reuse)
        return;
    if (connection.pipelining > 1)
        validation.error(u"/connection/pipelining"_s,
                         ProfileProblems::tr("Pipelining requires persistent connections. Set \"reuse\" "
                                             "to true, or remove \"pipelining\"."));
    if (connection.requestsPerConnection > 0)
        validation.warn(
            u"/connection/requests_per_connection"_s,
            ProfileProblems::tr("Without \"reuse\" each connection carries one request. Remove it, or set "
                                "\"reuse\" to true."));
}

} // namespace

void validateConnection(Validation &validation)
{
    validateRpcConnection(validation);
    validateNativeConnection(validation);
}

} // namespace loadstone
