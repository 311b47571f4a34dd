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

using namespace Qt::StringLiterals;

namespace
{

constexpr Limits<qint64> backlogs{1, 65'535};

Result<SlowUpstreamOptions> readOptions(const QCommandLineParser &parser)
{
    if (!parser.positionalArguments().isEmpty()) {
        return Error{ErrorCode::Usage,
                     u"`loadstone upstream` takes options only, not \"%1\"."_s.arg(
                         parser.positionalArguments().constFirst()),
                     {}};
    }
    const Result<qint64> port = readInteger(parser, u"port"_s, limits::port);
    if (!port)
        return port.error();
    const Result<qint64> backlog = readInteger(parser, u"backlog"_s, backlogs);
    if (!backlog)
        return backlog.error();
    SlowUpstreamOptions options;
    options.port = quint16(*port);
    options.backlog = int(*backlog);
    options.truncatesSeconds = parser.isSet(u"whole-seconds"_s);
    return options;
}

/// A descriptor that becomes readable on a signal to stop.
int interruptions()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM})
        sigaddset(&set, signal);
    struct sigaction atHangup = {};
    if (sigaction(SIGHUP, nullptr, &atHangup) != 0 || atHangup.sa_handler != SIG_IGN) // ignored under nohup
        sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

QString summarize(const SlowUpstreamFacts &facts)
{
    QString text = u"Served %1 requests, refused %2; %3 clients disconnected before the response; %4 "
                   "connections, peak %5."_s.arg(formatCount(facts.answered), formatCount(facts.refused),
                                                 formatCount(facts.givenUp), formatCount(facts.connections),
                                                 formatCount(facts.mostConnections));
    if (!facts.lateness.isEmpty())
        text += u" Responses late by p50 %1, p99 %2, max %3."_s.arg(
            formatMicroseconds(facts.lateness.percentile(50)),
            formatMicroseconds(facts.lateness.percentile(99)), formatMicroseconds(facts.lateness.max()));
    return text + QLatin1Char('\n');
}

} // namespace

void UpstreamCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"port"_s, u"Port (default: any free port)."_s, u"n"_s, u"0"_s},
        {u"backlog"_s, u"Backlog of the listening socket (default 4096)."_s, u"n"_s, u"4096"_s},
        {u"whole-seconds"_s, u"Truncate /?seconds= to whole seconds, as published: 1.5 waits 1 s."_s},
    });
}

int UpstreamCommand::run(const QCommandLineParser &parser)
{
    const Result<SlowUpstreamOptions> options = readOptions(parser);
    if (!options)
        return fail(options.error());
    if (const Status raised = raiseOpenFileLimit(); !raised)
        warn(raised.error().text());
    const int stopFd = interruptions();
    SlowUpstreamServer server(*options);
    if (const Status listening = server.listen(); !listening)
        return fail(listening.error());
    print(u"The slow upstream is ready at http://127.0.0.1:%1/ (pid %2): /?delay=1 or /?seconds=1. "
          "Press Ctrl+C to stop.\n"_s.arg(server.port())
              .arg(QCoreApplication::applicationPid()));
    server.serve(stopFd);
    close(stopFd);
    print(summarize(server.facts()));
    return Done;
}

} // namespace loadstone
