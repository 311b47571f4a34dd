// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/stackcheck.h"

#include "core/check/checktext.h"
#include "core/check/endpointcheck.h"
#include "core/check/rpccheck.h"
#include "core/profile/upstream.h"
#include "core/run/kernelfiles.h"
#include "core/server/listeners.h"
#include "core/server/processtree.h"
#include "core/stack/parameters.h"

#include <QDir>
#include <QFile>
#include <QThread>

#include <algorithm>
#include <exception>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds processDelay(200);
constexpr Milliseconds upstreamDelay(400);
constexpr int upstreamCalls = 10;
constexpr qsizetype chunkBytes = 1024 * 1024;
constexpr int reportedLogLines = 30;
const QString streamFileName = u"stream-file"_s;

bool callsSlowUpstream(const Stack &stack)
{
    return std::any_of(stack.endpoints.cbegin(), stack.endpoints.cend(), [](const QString &endpoint) {
        return callsUpstream(endpoint.section(u' ', -1).toUtf8());
    });
}

bool declaredKeepAlive(const ResolvedServer &server)
{
    for (const Preset &preset : server.stack.presets) {
        if (preset.id == server.entry.preset && preset.keepsAlive)
            return *preset.keepsAlive;
    }
    return server.stack.keepsAlive;
}

} // namespace

StackCheck::StackCheck(StackCheckSpec spec, QObject *parent) : QObject(parent), m_spec(std::move(spec))
{
    m_result.stackId = m_spec.server.stack.id;
    m_result.preset = m_spec.server.entry.preset;
    m_context.parameters = m_spec.server.parameters;
    m_context.service.processDelay = processDelay;
    m_context.lastChunk = QByteArray("0123456789abcdef").repeated(chunkBytes / 16);
    if (callsSlowUpstream(m_spec.server.stack)) {
        m_context.upstream.api = Upstream::Api::SlowApi;
        m_context.upstream.delay = upstreamDelay;
        m_context.upstream.calls = upstreamCalls;
    }
}

StackCheck::~StackCheck()
{
    // A coroutine that still waits is resumed, so that it ends and its frame is freed.
    m_isGone = true;
    m_isStopped = true;
    disconnect();
    if (m_checkThread) {
        m_checkThread->requestInterruption();
        m_checkThread->wait(); // it polls every 50 ms
    }
    for (OneShot<bool> *awaited : {&m_launched, &m_checked, &m_sessionEnded})
        awaited->set(false);
}

void StackCheck::start() { run(); }

void StackCheck::stop(bool now)
{
    m_isStopped = true;
    m_isStoppedNow = m_isStoppedNow || now;
    if (m_checkThread)
        m_checkThread->requestInterruption();
    if (now && m_session)
        m_session->stop(true);
    m_launched.set(false);
}

QCoro::Task<void> StackCheck::run()
{
    try {
        const bool isReady = co_await launch();
        if (!m_isGone && isReady)
            co_await runAllChecks();
        if (!m_isGone)
            co_await endSession();
        if (m_isGone)
            co_return;
    } catch (const std::exception &exception) {
        fail(u"Loadstone"_s, QString::fromUtf8(exception.what()));
    }
    m_result.state = conclusion();
    emit finished(m_result);
}

StackCheckResult::State StackCheck::conclusion() const
{
    if (m_isStopped)
        return StackCheckResult::State::Stopped;
    return m_result.problems().isEmpty() ? StackCheckResult::State::Passed : StackCheckResult::State::Failed;
}

QCoro::Task<bool> StackCheck::launch()
{
    m_session = std::make_unique<ServerSession>(makeSessionSpec(), m_clock);
    connectSession();
    if (m_isStopped)
        m_session->stop();
    m_session->start();
    const bool isReady = co_await m_launched.wait();
    if (m_isGone)
        co_return false;
    m_result.commandLine = m_session->launch().command;
    m_context.host = m_session->host();
    m_context.port = m_session->port();
    m_context.certificate = m_session->certificate();
    if (const std::optional<double> afterS = m_session->readyAfterS(); isReady && afterS) {
        m_result.readyAfterS = *afterS;
        m_result.tls = m_session->tls();
        pass(CheckText::tr("Start"));
        inspectServer();
    }
    co_return isReady;
}

SessionSpec StackCheck::makeSessionSpec() const
{
    SessionSpec session;
    session.server = m_spec.server;
    session.environment = m_spec.environment;
    session.request.service = m_context.service;
    session.request.upstream = m_context.upstream;
    session.request.streamFile = streamFileName;
    session.startsUpstream = m_context.upstream.api != Upstream::Api::None;
    session.program = m_spec.program;
    return session;
}

// Into the private folder, which is removed with the server even if Loadstone is killed. It exists once the
// server has started, and the server opens the file only on request.
void StackCheck::writeStreamFile()
{
    QFile file(QDir(m_session->launch().privateFolder).filePath(streamFileName));
    if (file.open(QIODevice::WriteOnly) && file.write(QByteArray(chunkBytes, '0')) == chunkBytes
        && file.write(m_context.lastChunk) == m_context.lastChunk.size() && file.flush())
        return;
    fail(
        CheckText::tr("Start"),
        CheckText::tr("%1 cannot be written: %2. Free some space.").arg(file.fileName(), file.errorString()));
    m_launched.set(false);
}

void StackCheck::connectSession()
{
    connect(m_session.get(), &ServerSession::serverStarted, this, [this] { writeStreamFile(); });
    connect(m_session.get(), &ServerSession::ready, this, [this] { m_launched.set(true); });
    connect(m_session.get(), &ServerSession::failed, this, [this](const Error &error) {
        if (error.code != ErrorCode::Stopped)
            fail(CheckText::tr("Start"), error.text());
        m_launched.set(false);
    });
    connect(m_session.get(), &ServerSession::serverExited, this,
            [this](const ServerExit &exit) { m_exit = exit; });
    connect(m_session.get(), &ServerSession::ended, this, [this] { m_sessionEnded.set(true); });
}

void StackCheck::inspectServer()
{
    int processes = 0;
    int threads = 0;
    QList<qint64> pids;
    for (const ProcessStat &process : ProcessTree().descendants(static_cast<int>(m_session->guardPid()))) {
        ++processes;
        threads += process.threads;
        pids << process.pid;
    }
    m_result.processes = processes;
    m_result.threads = threads;
    m_result.backlog = readListenBacklog(m_context.port);
    checkBacklog();
    checkAddresses(pids);
}

void StackCheck::checkBacklog()
{
    const int requested = m_context.parameters.value(u"backlog"_s).toInt(-1);
    if (requested < 0 || !m_result.backlog)
        return;
    const qint64 most = KernelFiles(u"/"_s).number(u"proc/sys/net/core/somaxconn"_s).value_or(requested);
    const QString what = CheckText::tr("Backlog");
    if (*m_result.backlog == std::min<qint64>(requested, most))
        pass(what);
    else
        fail(what,
             CheckText::tr("the listening socket has %1, and %2 was requested.")
                 .arg(*m_result.backlog)
                 .arg(requested));
}

void StackCheck::checkAddresses(const QList<qint64> &pids)
{
    const QString what = CheckText::tr("Loopback only");
    const QStringList exposed = exposedListeners(pids);
    if (exposed.isEmpty())
        pass(what);
    else
        fail(what,
             CheckText::tr("it listens on %1, so that other machines reach it. Let it listen on ${host} "
                           "(LOADSTONE_HOST), which is 127.0.0.1.")
                 .arg(exposed.join(u", "_s)));
}

QCoro::Task<void> StackCheck::runAllChecks()
{
    auto steps = std::make_shared<QList<CheckStep>>();
    // Blocking calls in a separate thread: this one must read the server's output.
    m_checkThread.reset(QThread::create([this, steps] {
        const Stack &stack = m_spec.server.stack;
        *steps = stack.protocol == grpcProtocol()
            ? checkRpcMethods(stack, m_context, m_isStopped)
            : checkEndpoints(stack, declaredKeepAlive(m_spec.server), m_context, m_isStopped);
    }));
    connect(m_checkThread.get(), &QThread::finished, this, [this] { m_checked.set(true); });
    m_checkThread->start();
    co_await m_checked.wait();
    if (!m_isGone)
        m_result.steps << *steps;
}

QCoro::Task<void> StackCheck::endSession()
{
    m_result.lastLog = m_session->lastLines(reportedLogLines);
    if (m_exit && !m_exit->wasRequested && m_result.readyAfterS)
        fail(CheckText::tr("Server"),
             CheckText::tr("it %1, unexpectedly.").arg(m_exit->sentence.translated()));
    m_session->stop(m_isStoppedNow);
    co_await m_sessionEnded.wait();
    if (m_isGone)
        co_return;
    m_result.lastLog = m_session->lastLines(reportedLogLines);
    if (m_exit && m_exit->wasRequested && m_result.readyAfterS)
        checkExit();
    // Deferred: this coroutine was resumed by its signal.
    m_session.release()->deleteLater();
}

void StackCheck::checkExit()
{
    const StopRule &rule = m_spec.server.stack.stop;
    const QString what = CheckText::tr("Clean stop");
    const bool isClean = m_exit->signal ? *m_exit->signal == rule.signal
                                        : m_exit->exitCode && rule.cleanExitCodes.contains(*m_exit->exitCode);
    if (isClean && m_exit->killed == 0 && m_exit->isPortFree)
        pass(what);
    else
        fail(what, CheckText::tr("it %1.").arg(m_exit->sentence.translated()));
}

void StackCheck::pass(const QString &what)
{
    m_result.steps << CheckStep{what, CheckStep::State::Passed, {}};
}

void StackCheck::fail(const QString &what, const QString &text)
{
    m_result.steps << CheckStep{what, CheckStep::State::Failed, text};
}

} // namespace loadstone
