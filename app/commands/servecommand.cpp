// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/servecommand.h"

#include "app/appcontext.h"
#include "app/environmentbuild.h"
#include "app/optionvalues.h"
#include "app/profilechoice.h"
#include "app/signalwatcher.h"
#include "app/terminal.h"
#include "core/run/plan.h"
#include "core/run/profilecheck.h"
#include "core/run/serversession.h"
#include "core/server/streamfile.h"
#include "core/stack/availability.h"
#include "core/text/format.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 defaultStreamMib = 64;

Result<ServerEntry> readEntry(const QCommandLineParser &parser)
{
    ServerEntry entry;
    const QStringList arguments = parser.positionalArguments();
    if (arguments.isEmpty()) {
        return Error{ErrorCode::Usage, u"Name a stack to serve; `loadstone stacks` lists them."_s, {}};
    }
    entry.stackId = arguments.constFirst();
    entry.preset = parser.value(u"preset"_s);
    for (const QString &argument : arguments.mid(1)) {
        const qsizetype equals = argument.indexOf(u'=');
        if (equals < 1)
            return Error{ErrorCode::Usage, u"\"%1\" is not key=value."_s.arg(argument), {}};
        entry.parameters.insert(argument.left(equals), parseParameterValue(argument.mid(equals + 1)));
    }
    return entry;
}

/// How to send requests to a server with TLS.
QString tlsHint(const ServerSession &session)
{
    const std::optional<TlsFacts> tls = session.tls();
    return tls ? u"Protocol: %1; certificate: %2\n"_s.arg(tlsText(*tls), session.certificateFile())
               : QString();
}

/// Verifies or creates the streamed file; waits in the event loop.
Result<QString> prepareStreamFile(const QString &folder)
{
    StreamFile file(folder);
    Result<QString> path;
    QObject::connect(&file, &StreamFile::prepared, &file, [&path](const Result<QString> &prepared) {
        path = prepared;
        QCoreApplication::quit();
    });
    SignalWatcher watcher; // leaves no incomplete file
    QObject::connect(&watcher, &SignalWatcher::interrupted, &file, &StreamFile::cancel);
    QMetaObject::invokeMethod(
        &file, [&file] { file.prepare(defaultStreamMib << 20); }, Qt::QueuedConnection);
    QCoreApplication::exec();
    return path;
}

/// The numeric options, in an otherwise default request.
Result<LaunchRequest> readRequest(const QCommandLineParser &parser)
{
    const Result<qint64> port = readInteger(parser, u"port"_s, limits::port);
    if (!port)
        return port.error();
    const Result<qint64> upstream = readInteger(parser, u"upstream"_s, limits::port);
    if (!upstream)
        return upstream.error();
    const Result<Milliseconds> delay = readTime(parser, u"delay"_s, ZeroTime::Allowed);
    if (!delay)
        return delay.error();
    LaunchRequest request;
    request.port = quint16(*port);
    request.upstreamPort = quint16(*upstream);
    request.service.processDelay = *delay;
    return request;
}

int serve(const SessionSpec &spec)
{
    const SystemClock clock;
    ServerSession session(spec, clock);
    SignalWatcher watcher;
    int code = Done;
    const QString &title = spec.server.name;
    QObject::connect(&watcher, &SignalWatcher::interrupted, &session,
                     [&session](int times) { session.stop(times > 1); });
    QObject::connect(&session, &ServerSession::output, &session, [](const QStringList &lines, bool) {
        for (const QString &text : lines)
            printErrorLine(text);
    });
    QObject::connect(&session, &ServerSession::ready, &session, [&] {
        const QString scheme = session.tls() ? u"https"_s : u"http"_s;
        print(u"%1 is ready after %2 at %3://%4:%5/ (pid %6). Press Ctrl+C to stop.\n"_s
                  .arg(title, formatDuration(Seconds(session.readyAfterS().value_or(0))), scheme,
                       session.host())
                  .arg(session.port())
                  .arg(session.pid())
              + tlsHint(session));
    });
    QObject::connect(&session, &ServerSession::failed, &session, [&](const Error &error) {
        code = fail(error);
        session.stop();
    });
    QObject::connect(&session, &ServerSession::serverExited, &session, [&](const ServerExit &exit) {
        if (!exit.wasRequested && code == Done)
            code = fail({ErrorCode::Process, u"%1 %2."_s.arg(title, exit.sentence.translated()), {}});
        session.stop();
    });
    QObject::connect(&session, &ServerSession::ended, qApp, &QCoreApplication::quit);
    QMetaObject::invokeMethod(&session, &ServerSession::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    return code;
}

} // namespace

void ServeCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"preset"_s, u"Preset: as-published, or tuned (default)."_s, u"id"_s, u"tuned"_s},
        {u"port"_s, u"Port (default: any free port)."_s, u"n"_s, u"0"_s},
        {u"delay"_s, u"Delay of POST /process-jwe (default 0)."_s, u"time"_s, u"0s"_s},
        {u"upstream"_s, u"Port of a running `loadstone upstream`, for /single, /multiple and /io_bound."_s,
         u"n"_s, u"0"_s},
    });
}

int ServeCommand::run(const QCommandLineParser &parser)
{
    AppContext context;
    const Result<ServerEntry> entry = readEntry(parser);
    if (!entry)
        return fail(entry.error());
    const Result<LaunchRequest> options = readRequest(parser);
    if (!options)
        return fail(options.error());
    Profile profile;
    profile.servers << *entry;
    if (const Stack *stack = context.catalogue.find(entry->stackId))
        profile.connection.engine = engineFor(*stack);
    const Result<QList<ResolvedServer>> resolved = resolveServers(profile, context.catalogue);
    if (!resolved)
        return fail(resolved.error());
    const ResolvedServer &chosen = resolved->constFirst();
    if (!chosen.stack.url.isEmpty())
        return fail({ErrorCode::Usage,
                     u"%1 is not launched: it is already running at %2."_s.arg(chosen.name, chosen.stack.url),
                     {}});
    const Sentence unavailable = unavailableReason(chosen.stack, context.environments);
    if (!unavailable.isEmpty())
        return fail({ErrorCode::Unavailable, unavailable, {}});

    if (const Status built = buildEnvironment(context, chosen.stack.environment); !built)
        return fail(built.error());
    const Result<QString> streamFile = prepareStreamFile(context.paths.files());
    if (!streamFile)
        return fail(streamFile.error());

    SessionSpec session;
    session.server = chosen;
    session.environment = context.environments.state(chosen.stack.environment);
    session.request = *options;
    session.request.streamFile = *streamFile;
    session.program = QCoreApplication::applicationFilePath();
    return serve(session);
}

} // namespace loadstone
