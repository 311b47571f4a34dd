// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/launch.h"

#include "core/run/kernelfiles.h"
#include "core/server/listeners.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "core/stack/parameters.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Set even without a slow upstream, so that none is taken from Loadstone's own environment.
QMap<QString, QString> upstreamEnvironment(const Upstream &upstream, quint16 port)
{
    const QString query = upstream.api == Upstream::Api::Gosleep ? u"seconds"_s : u"delay"_s;
    const QString url = port == 0 ? QString() : u"http://127.0.0.1:%1/?%2="_s.arg(port).arg(query);
    return {{u"LOADSTONE_UPSTREAM_URL"_s, url},
            {u"LOADSTONE_UPSTREAM_DELAY_MS"_s, QString::number(upstream.delay.count())},
            {u"LOADSTONE_UPSTREAM_CALLS"_s, QString::number(upstream.calls)}};
}

} // namespace

QString newPrivateFolder()
{
    const QString name = QUuid::createUuid().toString(QUuid::Id128).left(12);
    return QDir::temp().absoluteFilePath(u"loadstone-"_s + name);
}

Sentence limitBacklog(QJsonObject &parameters, qint64 allowed)
{
    const QString name = u"backlog"_s;
    const qint64 wanted = parameters.value(name).toInteger();
    if (allowed < 0 || wanted <= allowed)
        return {};
    parameters.insert(name, allowed);
    return Sentence(
        QT_TRANSLATE_NOOP("Sentence",
                          "Loadstone lowered the backlog from %1 to %2, because the kernel allows no more. "
                          "Raise net.core.somaxconn for more."),
        wanted, allowed);
}

Result<LaunchSpec> makeLaunchSpec(const ResolvedServer &server, const EnvironmentState &environment,
                                  const LaunchRequest &request)
{
    if (!server.unavailable.isEmpty())
        return Error{ErrorCode::Unavailable, server.unavailable, {}};
    if (!server.stack.url.isEmpty())
        return Error{
            ErrorCode::Usage,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 is not launched: it is already running at %2."),
                     server.name, server.stack.url),
            {}};

    CommandContext context;
    context.python = environment.python;
    context.binFolder = environment.binFolder;
    context.port = request.port > 0 ? request.port : findFreePort();
    const bool needsCertificate = isOverTls(server.parameters);
    if (needsCertificate && request.certificate.pem.isEmpty())
        return Error{
            ErrorCode::Internal,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 requires a certificate, but none was created."),
                     server.name),
            {}};
    if (needsCertificate) {
        context.certificate = request.certificate.file;
        context.certificateKey = request.certificate.keyFile;
    }
    // A certificate lies in the private folder already.
    context.runFolder = needsCertificate ? QFileInfo(request.certificate.file).path() : newPrivateFolder();
    if (context.port == 0)
        return Error{ErrorCode::Network,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "No TCP port is free on 127.0.0.1.")),
                     {}};

    const Stack &stack = server.stack;
    QJsonObject parameters = server.parameters;
    const Sentence note =
        limitBacklog(parameters, KernelFiles(u"/"_s).number(u"proc/sys/net/core/somaxconn"_s).value_or(-1));
    const Result<QStringList> command = resolveCommand(stack, parameters, context);
    if (!command)
        return command.error();

    LaunchSpec launch;
    launch.title = server.name;
    launch.command = *command;
    launch.workingFolder = stack.folder;
    launch.privateFolder = context.runFolder;
    launch.isPrivateFolderMade = needsCertificate;
    launch.host = context.host;
    launch.port = context.port;
    launch.protocol = stack.protocol;
    if (needsCertificate)
        launch.certificate = request.certificate.pem;
    launch.readiness = stack.readiness;
    launch.stop = stack.stop;
    launch.logFile = request.logFile;
    launch.note = note.english();
    launch.cores = request.cores;
    launch.environment = QProcessEnvironment::systemEnvironment();
    // A server that is killed cannot remove its temporary files.
    launch.environment.insert(u"TMPDIR"_s, launch.privateFolder);
    const QString streamFile = request.streamFile.isEmpty()
        ? QString()
        : QDir(launch.privateFolder).absoluteFilePath(request.streamFile);
    const QMap<QString, QString> variables =
        serviceEnvironment(stack, parameters, request.service, streamFile, context);
    for (auto it = variables.cbegin(); it != variables.cend(); ++it)
        launch.environment.insert(it.key(), it.value());
    const QMap<QString, QString> upstream = upstreamEnvironment(request.upstream, request.upstreamPort);
    for (auto it = upstream.cbegin(); it != upstream.cend(); ++it)
        launch.environment.insert(it.key(), it.value());
    return launch;
}

} // namespace loadstone
