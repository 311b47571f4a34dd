// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/serversession.h"

#include "core/stack/parameters.h"

#include <QUrl>

#include <exception>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Error stopped()
{
    return {ErrorCode::Stopped,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "Stopped before anything was launched.")),
            {}};
}

} // namespace

ServerSession::ServerSession(SessionSpec spec, const Clock &clock, QObject *parent)
    : QObject(parent), m_spec(std::move(spec)), m_clock(clock)
{
    m_probeDeadline.setSingleShot(true);
}

ServerSession::~ServerSession()
{
    // A coroutine that still waits is led to its end, so that its frame is freed.
    m_isGone = true;
    disconnect();
    m_upstreamReady.set(stopped());
    m_certified.set(stopped());
    m_serverReady.set(stopped());
    m_stopRequested.set(true);
    m_serverExited.set(true);
    m_upstreamExited.set(true);
}

void ServerSession::start() { run(); }

void ServerSession::stop(bool now)
{
    m_isStoppedNow = m_isStoppedNow || now;
    if (now && m_server)
        m_server->stop(true);
    if (now && m_upstream)
        m_upstream->stop(true);
    m_stopRequested.set(true);
    m_upstreamReady.set(stopped());
    m_certified.set(stopped());
    m_serverReady.set(stopped());
}

QString ServerSession::host() const
{
    const QUrl url(m_spec.server.stack.url);
    return url.isEmpty() ? m_launch.host : url.host();
}

quint16 ServerSession::port() const
{
    const QUrl url(m_spec.server.stack.url);
    return url.isEmpty() ? m_launch.port : quint16(url.port());
}

QStringList ServerSession::lastLines(int count) const
{
    return m_server ? m_server->lastLines(count) : QStringList();
}

QCoro::Task<void> ServerSession::run()
{
    try {
        const Status up = co_await startServers();
        if (m_isGone)
            co_return;
        if (up)
            emit ready();
        else
            emit failed(up.error());
        co_await m_stopRequested.wait();
        if (!m_isGone)
            co_await stopServers();
        if (m_isGone)
            co_return;
    } catch (const std::exception &exception) {
        emit failed({ErrorCode::Internal,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "Internal error. Please report it.")),
                     QString::fromUtf8(exception.what())});
    }
    emit ended();
}

QCoro::Task<Status> ServerSession::startServers()
{
    if (m_stopRequested.isSet())
        co_return stopped();
    if (m_spec.startsUpstream) {
        const Status started = co_await startUpstream();
        if (m_isGone || !started)
            co_return started;
    }
    if (m_spec.server.stack.url.isEmpty())
        co_return co_await startServer();
    co_return co_await findRunning();
}

QCoro::Task<Status> ServerSession::startUpstream()
{
    m_upstream =
        std::make_unique<SlowUpstream>(m_spec.request.upstream, m_spec.program, m_spec.upstreamLog, m_clock);
    connect(m_upstream.get(), &SlowUpstream::ready, this, [this] { m_upstreamReady.set(success()); });
    connect(m_upstream.get(), &SlowUpstream::failed, this,
            [this](const Error &error) { m_upstreamReady.set(error); });
    connect(m_upstream.get(), &SlowUpstream::died, this, &ServerSession::upstreamExited);
    connect(m_upstream.get(), &SlowUpstream::exited, this, [this] { m_upstreamExited.set(true); });
    m_spec.request.upstreamPort = m_upstream->port();
    m_upstream->start();
    co_return co_await m_upstreamReady.wait();
}

QCoro::Task<Status> ServerSession::startServer()
{
    const Result<Certificate> certificate = co_await makeCertificate();
    if (m_isGone || !certificate)
        co_return certificate ? success() : Status(certificate.error());
    m_spec.request.certificate = *certificate;
    const Result<LaunchSpec> launch = makeLaunchSpec(m_spec.server, m_spec.environment, m_spec.request);
    if (!launch)
        co_return launch.error();
    m_launch = *launch;
    m_server = std::make_unique<ServerProcess>(m_launch, m_spec.program);
    connectServer();
    m_server->start();
    co_return co_await m_serverReady.wait();
}

QCoro::Task<Result<Certificate>> ServerSession::makeCertificate()
{
    if (!isOverTls(m_spec.server.parameters))
        co_return Certificate();
    m_certificateMaker = std::make_unique<CertificateMaker>(newPrivateFolder());
    connect(m_certificateMaker.get(), &CertificateMaker::made, this,
            [this](const Result<Certificate> &certificate) { m_certified.set(certificate); });
    m_certificateMaker->make();
    co_return co_await m_certified.wait();
}

// Neither started nor ended by Loadstone.
QCoro::Task<Status> ServerSession::findRunning()
{
    const Readiness &readiness = m_spec.server.stack.readiness;
    m_probe = std::make_unique<ReadinessProbe>(host(), port(), readiness, m_spec.server.stack.protocol);
    m_probe->start([this] { m_serverReady.set(success()); });
    connect(&m_probeDeadline, &QTimer::timeout, this, [this] {
        const QString &name = m_spec.server.name;
        const Sentence problem = m_probe->problem();
        m_serverReady.set(Error{
            ErrorCode::Process,
            problem.isEmpty()
                ? Sentence(QT_TRANSLATE_NOOP(
                               "Sentence",
                               "%1 does not respond at %2. Start it, or correct \"url\" in its stack.json."),
                           name, m_spec.server.stack.url)
                : Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 %2. It was not measured."), name, problem),
            {}});
    });
    m_probeDeadline.start(readiness.timeout);
    const Status found = co_await m_serverReady.wait();
    if (!m_isGone) {
        m_probeDeadline.stop();
        m_probe->stop();
    }
    co_return found;
}

void ServerSession::connectServer()
{
    connect(m_server.get(), &ServerProcess::started, this, &ServerSession::serverStarted);
    connect(m_server.get(), &ServerProcess::output, this, &ServerSession::output);
    connect(m_server.get(), &ServerProcess::ready, this, [this](double afterS) {
        m_readyAfterS = afterS;
        m_serverReady.set(success());
    });
    connect(m_server.get(), &ServerProcess::failed, this,
            [this](const Error &error) { m_serverReady.set(error); });
    connect(m_server.get(), &ServerProcess::exited, this, [this](const ServerExit &exit) {
        emit serverExited(exit);
        m_serverExited.set(true);
    });
}

QCoro::Task<void> ServerSession::stopServers()
{
    if (m_server) {
        if (m_server->isRunning())
            m_server->stop(m_isStoppedNow);
        co_await m_serverExited.wait();
        if (m_isGone)
            co_return;
    }
    if (m_upstream) {
        m_upstream->stop(m_isStoppedNow);
        co_await m_upstreamExited.wait();
    }
}

} // namespace loadstone
