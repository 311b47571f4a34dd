// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/servecommand.h"

#include "app/environmentbuild.h"
#include "app/interrupt.h"
#include "app/optionvalues.h"
#include "app/profilechoice.h"
#include "app/services.h"
#include "app/terminal.h"
#include "core/base/format.h"
#include "core/run/launch.h"
#include "core/run/plan.h"
#include "core/run/profilecheck.h"
#include "core/server/serverprocess.h"
#include "core/server/streamfile.h"
#include "core/stack/availability.h"
#include "core/stack/parameters.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace loadstone
{

namespace
{

constexpr qint64 defaultStreamMib = 64;

Result<ServerEntry> readVariant(const QCommandLineParser &parser)
{
    ServerEntry variant;
    const QStringList arguments = parser.positionalArguments();
    if (arguments.isEmpty()) {
        return Error{
            ErrorCode::Usage, QStringLiteral("Name a stack to serve; `loadstone stacks` lists them."), {}};
    }
    variant.stackId = arguments.constFirst();
    variant.preset = parser.value(QStringLiteral("preset"));
    for (const QString &argument : arguments.mid(1)) {
        const qsizetype equals = argument.indexOf(u'=');
        if (equals < 1)
            return Error{ErrorCode::Usage, QStringLiteral("\"%1\" is not key=value.").arg(argument), {}};
        variant.parameters.insert(argument.left(equals), parseParameterValue(argument.mid(equals + 1)));
    }
    return variant;
}

Error stopped() { return {ErrorCode::Stopped, QStringLiteral("Stopped before anything was launched."), {}}; }

/// The certificate, when the variant asks for one; waits in the event loop.
Result<Certificate> prepareCertificate(const ResolvedVariant &variant, CertificateMaker &maker)
{
    if (!isOverTls(variant.parameters))
        return Certificate();
    Result<Certificate> certificate;
    QObject::connect(&maker, &CertificateMaker::made, &maker,
                     [&certificate](const Result<Certificate> &made) {
                         certificate = made;
                         QCoreApplication::quit();
                     });
    Interrupt interrupt; // the key that is being made is not left behind
    QObject::connect(&interrupt, &Interrupt::interrupted, &maker, [&certificate] {
        certificate = stopped();
        QCoreApplication::quit();
    });
    QMetaObject::invokeMethod(&maker, &CertificateMaker::make, Qt::QueuedConnection);
    QCoreApplication::exec();
    return certificate;
}

/// How to ask a server with TLS from elsewhere.
QString tlsHint(const ServerProcess &server, const QString &certificateFile)
{
    return server.tls()
        ? QStringLiteral("Over %1; its certificate: %2\n").arg(tlsText(*server.tls()), certificateFile)
        : QString();
}

/// Verifies or makes the streamed file; waits in the event loop.
Result<QString> prepareStreamFile(const QString &folder)
{
    StreamFile file(folder);
    Result<QString> path;
    QObject::connect(&file, &StreamFile::prepared, &file, [&path](const Result<QString> &prepared) {
        path = prepared;
        QCoreApplication::quit();
    });
    Interrupt interrupt; // nothing half-made is left behind
    QObject::connect(&interrupt, &Interrupt::interrupted, &file, &StreamFile::cancel);
    QMetaObject::invokeMethod(
        &file, [&file] { file.prepare(defaultStreamMib << 20); }, Qt::QueuedConnection);
    QCoreApplication::exec();
    return path;
}

/// The numeric options, in an otherwise empty request.
Result<LaunchRequest> readRequest(const QCommandLineParser &parser)
{
    const Result<qint64> port = readInteger(parser, QStringLiteral("port"), limits::port);
    if (!port)
        return port.error();
    const Result<qint64> upstream = readInteger(parser, QStringLiteral("upstream"), limits::port);
    if (!upstream)
        return upstream.error();
    const Result<Milliseconds> delay = readTime(parser, QStringLiteral("delay"), ZeroTime::Allowed);
    if (!delay)
        return delay.error();
    LaunchRequest request;
    request.port = quint16(*port);
    request.upstreamPort = quint16(*upstream);
    request.service.processDelay = *delay;
    return request;
}

int serve(const LaunchSpec &launch, const QString &title, const QString &certificateFile)
{
    ServerProcess server(launch, QCoreApplication::applicationFilePath());
    Interrupt interrupt;
    int code = Done;
    QObject::connect(&interrupt, &Interrupt::interrupted, &server,
                     [&server](int times) { server.stop(times > 1); });
    QObject::connect(&server, &ServerProcess::output, &server, [](const QStringList &lines, bool) {
        for (const QString &text : lines)
            printErrorLine(text);
    });
    QObject::connect(&server, &ServerProcess::ready, &server, [&](double afterS) {
        const QString scheme = server.tls() ? QStringLiteral("https") : QStringLiteral("http");
        print(QStringLiteral("%1 is ready after %2 at %3://%4:%5/ (pid %6). Ctrl+C ends it.\n")
                  .arg(title, formatDuration(Seconds(afterS)), scheme, launch.host)
                  .arg(launch.port)
                  .arg(server.pid())
              + tlsHint(server, certificateFile));
    });
    QObject::connect(&server, &ServerProcess::failed, &server,
                     [&](const Error &error) { code = fail(error); });
    QObject::connect(&server, &ServerProcess::exited, &server, [&](const ServerExit &exit) {
        if (!exit.wasRequested && code == Done)
            code = fail({ErrorCode::Process, QStringLiteral("%1: %2").arg(title, exit.sentence), {}});
        QCoreApplication::quit();
    });
    QMetaObject::invokeMethod(&server, &ServerProcess::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    return code;
}

} // namespace

void ServeCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("preset"), QStringLiteral("as-published or tuned (default)."), QStringLiteral("id"),
         QStringLiteral("tuned")},
        {QStringLiteral("port"), QStringLiteral("The port; a free one otherwise."), QStringLiteral("n"),
         QStringLiteral("0")},
        {QStringLiteral("delay"), QStringLiteral("Pause in POST /process-jwe (default 0)."),
         QStringLiteral("time"), QStringLiteral("0s")},
        {QStringLiteral("upstream"),
         QStringLiteral("Port of a running `loadstone upstream`, for /single, /multiple and /io_bound."),
         QStringLiteral("n"), QStringLiteral("0")},
    });
}

int ServeCommand::run(const QCommandLineParser &parser)
{
    Services services;
    const Result<ServerEntry> variant = readVariant(parser);
    if (!variant)
        return fail(variant.error());
    Result<LaunchRequest> options = readRequest(parser);
    if (!options)
        return fail(options.error());
    Profile profile;
    profile.stacks << *variant;
    if (const Stack *stack = services.catalogue.find(variant->stackId))
        profile.connection.engine = engineFor(*stack);
    const Result<QList<ResolvedVariant>> resolved = resolveVariants(profile, services.catalogue);
    if (!resolved)
        return fail(resolved.error());
    const ResolvedVariant &chosen = resolved->constFirst();
    const QString unavailable = unavailableReason(chosen.stack, services.environments);
    if (!unavailable.isEmpty())
        return fail({ErrorCode::Unavailable, unavailable, {}});

    if (const Status built = buildEnvironment(services, chosen.stack.environment); !built)
        return fail(built.error());
    const Result<QString> streamFile = prepareStreamFile(services.paths.files());
    if (!streamFile)
        return fail(streamFile.error());

    CertificateMaker maker(newPrivateFolder());
    const Result<Certificate> certificate = prepareCertificate(chosen, maker);
    if (!certificate)
        return fail(certificate.error());
    LaunchRequest &request = options.value();
    request.certificate = *certificate;
    request.streamFile = *streamFile;
    const Result<LaunchSpec> launch =
        makeLaunchSpec(chosen, services.environments.state(chosen.stack.environment), request);
    return launch ? serve(*launch, chosen.name, certificate->file) : fail(launch.error());
}

} // namespace loadstone
