// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/launch.h"

#include "core/server/listeners.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"

namespace loadstone
{

namespace
{

/// Set even without a slow API, so that none is taken from Loadstone's own environment.
QMap<QString, QString> upstreamEnvironment(const Upstream &upstream, quint16 port)
{
    const QString query =
        upstream.api == Upstream::Api::Gosleep ? QStringLiteral("seconds") : QStringLiteral("delay");
    const QString url =
        port == 0 ? QString() : QStringLiteral("http://127.0.0.1:%1/?%2=").arg(port).arg(query);
    return {{QStringLiteral("LOADSTONE_UPSTREAM_URL"), url},
            {QStringLiteral("LOADSTONE_UPSTREAM_DELAY_MS"), QString::number(upstream.delay.count())},
            {QStringLiteral("LOADSTONE_UPSTREAM_CALLS"), QString::number(upstream.calls)}};
}

} // namespace

Result<LaunchSpec> makeLaunchSpec(const ResolvedVariant &variant, const EnvironmentState &environment,
                                  const LaunchRequest &request)
{
    if (!variant.unavailable.isEmpty())
        return Error{ErrorCode::Unavailable, variant.unavailable, {}};

    CommandContext context;
    context.python = environment.python;
    context.binFolder = environment.binFolder;
    context.port = request.port > 0 ? request.port : findFreePort();
    context.runFolder = request.runFolder;
    if (context.port == 0)
        return Error{ErrorCode::Network, QStringLiteral("No TCP port is free on 127.0.0.1."), {}};

    const Stack &stack = variant.stack;
    const Result<QStringList> command = resolveCommand(stack, variant.parameters, context);
    if (!command)
        return command.error();

    LaunchSpec launch;
    launch.title = variant.name;
    launch.command = *command;
    launch.workingFolder = stack.folder;
    launch.host = context.host;
    launch.port = context.port;
    launch.protocol = stack.protocol;
    launch.readiness = stack.readiness;
    launch.stop = stack.stop;
    launch.logFile = request.logFile;
    launch.environment = QProcessEnvironment::systemEnvironment();
    const QMap<QString, QString> variables =
        serviceEnvironment(stack, variant.parameters, request.service, request.streamFile, context);
    for (auto it = variables.cbegin(); it != variables.cend(); ++it)
        launch.environment.insert(it.key(), it.value());
    const QMap<QString, QString> upstream = upstreamEnvironment(request.upstream, request.upstreamPort);
    for (auto it = upstream.cbegin(); it != upstream.cend(); ++it)
        launch.environment.insert(it.key(), it.value());
    return launch;
}

} // namespace loadstone
