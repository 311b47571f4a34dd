// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/check/stackcheck.h"

#include "core/check/endpointcheck.h"
#include "core/check/rpccheck.h"
#include "core/profile/upstream.h"
#include "core/run/kernelfiles.h"
#include "core/run/launch.h"
#include "core/server/listeners.h"
#include "core/server/processtree.h"
#include "core/stack/parameters.h"

#include <QFile>
#include <QThread>
#include <QUrl>

#include <algorithm>
#include <exception>

namespace loadstone
{

namespace
{

constexpr Milliseconds processDelay(200);
constexpr Milliseconds upstreamDelay(400);
constexpr int upstreamCalls = 10;
constexpr qsizetype chunkBytes = 1024 * 1024;
constexpr int keptLogLines = 30;

bool callsSlowApi(const Stack &stack)
{
    return std::any_of(stack.endpoints.cbegin(), stack.endpoints.cend(), [](const QString &endpoint) {
        return callsUpstream(endpoint.section(u' ', -1).toUtf8());
    });
}

bool declaredKeepAlive(const ResolvedVariant &variant)
{
    for (const Preset &preset : variant.stack.presets) {
        if (preset.id == variant.variant.preset && preset.keepsAlive)
            return *preset.keepsAlive;
    }
    return variant.stack.keepsAlive;
}

} // namespace

StackCheck::StackCheck(StackCheckSpec spec, QObject *parent) : QObject(parent), m_spec(std::move(spec))
{
    m_result.stackId = m_spec.variant.stack.id;
    m_result.preset = m_spec.variant.variant.preset;
    m_circumstances.parameters = m_spec.variant.parameters;
    m_circumstances.service.processDelay = processDelay;
    m_circumstances.lastChunk = QByteArray("0123456789abcdef").repeated(chunkBytes / 16);
    if (callsSlowApi(m_spec.variant.stack)) {
        m_circumstances.upstream.api = Upstream::Api::SlowApi;
        m_circumstances.upstream.delay = upstreamDelay;
        m_circumstances.upstream.calls = upstreamCalls;
    }
}

StackCheck::~StackCheck()
{
    // A coroutine that still waits is led to its end, so that its frame is freed.
    m_isGone = true;
    m_isStopped = true;
    disconnect();
    if (m_asking) {
        m_asking->requestInterruption();
        m_asking->wait(); // it looks every 50 ms
    }
    m_certified.set(Certificate());
    for (OneShot<bool> *awaited : {&m_upstreamReadied, &m_readied, &m_asked, &m_exited, &m_upstreamExited})
        awaited->set(false);
}

void StackCheck::start() { run(); }

void StackCheck::stop(bool now)
{
    m_isStopped = true;
    m_isStoppedNow = m_isStoppedNow || now;
    if (m_asking)
        m_asking->requestInterruption();
    if (now && m_server)
        m_server->stop(true);
    if (now && m_upstream)
        m_upstream->stop(true);
    m_certified.set(Error{ErrorCode::Stopped, QStringLiteral("The check was stopped."), {}});
    m_upstreamReadied.set(false);
    m_readied.set(false);
}

QCoro::Task<void> StackCheck::run()
{
    try {
        bool isReady = co_await launchUpstream();
        if (!m_isGone && isReady)
            isReady = co_await launchServer();
        if (!m_isGone && isReady)
            co_await askEverything();
        if (!m_isGone)
            co_await endServer();
        if (!m_isGone)
            co_await endUpstream();
        if (m_isGone)
            co_return;
    } catch (const std::exception &exception) {
        fail(QStringLiteral("Loadstone"), QString::fromUtf8(exception.what()));
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

QCoro::Task<bool> StackCheck::launchUpstream()
{
    if (m_circumstances.upstream.api == Upstream::Api::None)
        co_return !m_isStopped;
    m_upstream =
        std::make_unique<UpstreamProcess>(m_circumstances.upstream, m_spec.program, QString(), m_clock);
    connect(m_upstream.get(), &UpstreamProcess::ready, this, [this] { m_upstreamReadied.set(true); });
    connect(m_upstream.get(), &UpstreamProcess::failed, this, [this](const Error &error) {
        fail(QStringLiteral("Slow API"), error.message);
        m_upstreamReadied.set(false);
    });
    connect(m_upstream.get(), &UpstreamProcess::exited, this, [this] { m_upstreamExited.set(true); });
    m_upstream->start();
    co_return co_await m_upstreamReadied.wait();
}

QCoro::Task<bool> StackCheck::launchServer()
{
    const QString url = m_spec.variant.stack.url;
    if (!url.isEmpty()) { // it runs already: not ours to start and end
        m_circumstances.host = QUrl(url).host();
        m_circumstances.port = quint16(QUrl(url).port());
        co_return !m_isStopped;
    }
    const Result<Certificate> certificate = co_await makeCertificate();
    if (m_isGone || m_isStopped)
        co_return false;
    const Result<LaunchSpec> launch =
        certificate ? prepareLaunch(*certificate) : Result<LaunchSpec>(certificate.error());
    if (!launch) {
        fail(QStringLiteral("Start"), launch.error().message);
        co_return false;
    }
    m_result.commandLine = launch->command;
    m_circumstances.host = launch->host;
    m_circumstances.port = launch->port;
    m_circumstances.certificate = launch->certificate;
    m_server = std::make_unique<ServerProcess>(*launch, m_spec.program);
    connectServer();
    m_server->start();
    co_return co_await m_readied.wait();
}

QCoro::Task<Result<Certificate>> StackCheck::makeCertificate()
{
    if (!isOverTls(m_spec.variant.parameters))
        co_return Certificate();
    m_certificateMaker = std::make_unique<CertificateMaker>(newPrivateFolder());
    connect(m_certificateMaker.get(), &CertificateMaker::made, this,
            [this](const Result<Certificate> &certificate) { m_certified.set(certificate); });
    m_certificateMaker->make();
    co_return co_await m_certified.wait();
}

Result<LaunchSpec> StackCheck::prepareLaunch(const Certificate &certificate)
{
    LaunchRequest request;
    request.service = m_circumstances.service;
    request.certificate = certificate;
    request.upstream = m_circumstances.upstream;
    request.upstreamPort = m_upstream ? m_upstream->port() : quint16(0);
    Result<LaunchSpec> launch = makeLaunchSpec(m_spec.variant, m_spec.environment, request);
    if (launch) {
        m_streamFile = launch->privateFolder + QStringLiteral("/stream-file");
        launch.value().environment.insert(QStringLiteral("LOADSTONE_STREAM_FILE"), m_streamFile);
    }
    return launch;
}

// Into the private folder, which goes with the server even when Loadstone is killed. It is there as
// soon as the server has started, and the file is opened only when a client asks for it.
void StackCheck::writeStreamFile()
{
    QFile file(m_streamFile);
    if (file.open(QIODevice::WriteOnly) && file.write(QByteArray(chunkBytes, '0')) == chunkBytes
        && file.write(m_circumstances.lastChunk) == m_circumstances.lastChunk.size() && file.flush())
        return;
    fail(QStringLiteral("Start"),
         QStringLiteral("%1 cannot be written: %2. Free some space.").arg(m_streamFile, file.errorString()));
    m_readied.set(false);
}

void StackCheck::connectServer()
{
    connect(m_server.get(), &ServerProcess::started, this, [this] { writeStreamFile(); });
    connect(m_server.get(), &ServerProcess::ready, this, [this](double afterS) {
        m_result.readyAfterS = afterS;
        m_result.tls = m_server->tls();
        pass(QStringLiteral("Start"));
        look();
        m_readied.set(true);
    });
    connect(m_server.get(), &ServerProcess::failed, this, [this](const Error &error) {
        if (error.code != ErrorCode::Stopped)
            fail(QStringLiteral("Start"), error.message);
        m_readied.set(false);
    });
    connect(m_server.get(), &ServerProcess::exited, this, [this](const ServerExit &exit) {
        m_exit = exit;
        m_exited.set(true);
    });
}

void StackCheck::look()
{
    m_result.processes = 0;
    m_result.threads = 0;
    QList<qint64> pids;
    for (const ProcessStat &process : ProcessTree().descendants(static_cast<int>(m_server->guardPid()))) {
        ++m_result.processes;
        m_result.threads += process.threads;
        pids << process.pid;
    }
    m_result.backlog = readListenBacklog(m_circumstances.port);
    checkBacklog();
    checkAddresses(pids);
}

void StackCheck::checkBacklog()
{
    const int asked = m_circumstances.parameters.value(QStringLiteral("backlog")).toInt(-1);
    if (asked < 0 || m_result.backlog < 0)
        return;
    const qint64 most = KernelFiles(QStringLiteral("/"))
                            .number(QStringLiteral("proc/sys/net/core/somaxconn"))
                            .value_or(asked);
    const QString what = QStringLiteral("Backlog");
    if (m_result.backlog == std::min<qint64>(asked, most))
        pass(what);
    else
        fail(what,
             QStringLiteral("the listening socket has %1, and %2 was asked for.")
                 .arg(m_result.backlog)
                 .arg(asked));
}

void StackCheck::checkAddresses(const QList<qint64> &pids)
{
    const QString what = QStringLiteral("Loopback only");
    const QStringList exposed = exposedListeners(pids);
    if (exposed.isEmpty())
        pass(what);
    else
        fail(what,
             QStringLiteral("it listens on %1, so that other machines reach it. Let it listen on ${host} "
                            "(LOADSTONE_HOST), which is 127.0.0.1.")
                 .arg(exposed.join(QStringLiteral(", "))));
}

QCoro::Task<void> StackCheck::askEverything()
{
    auto steps = std::make_shared<QList<CheckStep>>();
    // Blocking calls in a thread of their own: this one has to read what the server prints.
    m_asking.reset(QThread::create([this, steps] {
        const Stack &stack = m_spec.variant.stack;
        *steps = stack.protocol == grpcProtocol()
            ? checkRpcMethods(stack, m_circumstances, m_isStopped)
            : checkEndpoints(stack, declaredKeepAlive(m_spec.variant), m_circumstances, m_isStopped);
    }));
    connect(m_asking.get(), &QThread::finished, this, [this] { m_asked.set(true); });
    m_asking->start();
    co_await m_asked.wait();
    if (!m_isGone)
        m_result.steps << *steps;
}

QCoro::Task<void> StackCheck::endServer()
{
    if (!m_server)
        co_return;
    m_result.lastLog = m_server->lastLines(keptLogLines);
    if (m_exited.isSet() && !m_exit.wasRequested && m_result.readyAfterS >= 0)
        fail(QStringLiteral("Server"), QStringLiteral("it ended by itself: %1.").arg(m_exit.sentence));
    if (m_server->isRunning())
        m_server->stop(m_isStoppedNow);
    co_await m_exited.wait();
    if (m_isGone)
        co_return;
    m_result.lastLog = m_server->lastLines(keptLogLines);
    if (m_exit.wasRequested && m_result.readyAfterS >= 0)
        judgeExit();
    m_server.release()->deleteLater();
}

void StackCheck::judgeExit()
{
    const StopRule &rule = m_spec.variant.stack.stop;
    const QString what = QStringLiteral("Clean stop");
    const bool isClean = m_exit.signal ? *m_exit.signal == rule.signal
                                       : m_exit.exitCode && rule.cleanExitCodes.contains(*m_exit.exitCode);
    if (isClean && m_exit.killed == 0 && m_exit.isPortFree)
        pass(what);
    else
        fail(what, m_exit.sentence + u'.');
}

QCoro::Task<void> StackCheck::endUpstream()
{
    if (!m_upstream)
        co_return;
    m_upstream->stop(m_isStoppedNow);
    co_await m_upstreamExited.wait();
    if (!m_isGone)
        m_upstream.release()->deleteLater();
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
