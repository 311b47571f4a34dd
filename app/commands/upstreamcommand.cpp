// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/upstreamcommand.h"

#include "app/optionvalues.h"
#include "app/terminal.h"
#include "core/load/upstream/slowupstreamserver.h"
#include "core/run/machine.h"
#include "core/text/format.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace loadstone
{

namespace
{

constexpr Limits<qint64> backlogs{1, 65'535};

Result<SlowUpstreamOptions> readOptions(const QCommandLineParser &parser)
{
    if (!parser.positionalArguments().isEmpty()) {
        return Error{ErrorCode::Usage,
                     QStringLiteral("`loadstone upstream` takes options only, not \"%1\".")
                         .arg(parser.positionalArguments().constFirst()),
                     {}};
    }
    const Result<qint64> port = readInteger(parser, QStringLiteral("port"), limits::port);
    if (!port)
        return port.error();
    const Result<qint64> backlog = readInteger(parser, QStringLiteral("backlog"), backlogs);
    if (!backlog)
        return backlog.error();
    SlowUpstreamOptions options;
    options.port = quint16(*port);
    options.backlog = int(*backlog);
    options.truncatesSeconds = parser.isSet(QStringLiteral("whole-seconds"));
    return options;
}

/// A descriptor that becomes readable when somebody wants this process to end.
int interruptions()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM})
        sigaddset(&set, signal);
    struct sigaction atHangup = {};
    if (sigaction(SIGHUP, nullptr, &atHangup) != 0 || atHangup.sa_handler != SIG_IGN) // by nohup
        sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

QString summarize(const SlowUpstreamFacts &facts)
{
    QString text =
        QStringLiteral("Served %1 requests, refused %2; %3 clients disconnected before the response; %4 "
                       "connections, peak %5.")
            .arg(formatCount(facts.answered), formatCount(facts.refused), formatCount(facts.givenUp),
                 formatCount(facts.connections), formatCount(facts.mostConnections));
    if (!facts.lateness.isEmpty())
        text += QStringLiteral(" Responses late by p50 %1, p99 %2, max %3.")
                    .arg(formatMicroseconds(facts.lateness.percentile(50)),
                         formatMicroseconds(facts.lateness.percentile(99)),
                         formatMicroseconds(facts.lateness.max()));
    return text + QLatin1Char('\n');
}

} // namespace

void UpstreamCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("port"), QStringLiteral("Port (default: any free port)."), QStringLiteral("n"),
         QStringLiteral("0")},
        {QStringLiteral("backlog"), QStringLiteral("Backlog of the listening socket (default 4096)."),
         QStringLiteral("n"), QStringLiteral("4096")},
        {QStringLiteral("whole-seconds"),
         QStringLiteral("Truncate /?seconds= to whole seconds, as published: 1.5 waits 1 s.")},
    });
}

int UpstreamCommand::run(const QCommandLineParser &parser)
{
    const Result<SlowUpstreamOptions> options = readOptions(parser);
    if (!options)
        return fail(options.error());
    if (const Status raised = raiseOpenFileLimit(); !raised)
        warn(raised.error().message);
    const int stopFd = interruptions();
    SlowUpstreamServer server(*options);
    if (const Status listening = server.listen(); !listening)
        return fail(listening.error());
    print(QStringLiteral(
              "The slow upstream is ready at http://127.0.0.1:%1/ (pid %2): /?delay=1 or /?seconds=1. "
              "Press Ctrl+C to stop.\n")
              .arg(server.port())
              .arg(QCoreApplication::applicationPid()));
    server.serve(stopFd);
    close(stopFd);
    print(summarize(server.facts()));
    return Done;
}

} // namespace loadstone
