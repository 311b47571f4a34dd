// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a trial that deals with its server and its slow API.
#include "core/base/format.h"
#include "core/run/launch.h"
#include "core/run/trial.h"
#include "core/server/listeners.h"
#include "core/stack/parameters.h"

#include <QDir>
#include <QUrl>

#include <algorithm>

namespace loadstone
{

namespace
{

constexpr int keptLogLines = 50;

/// "Exited with code 3 after 2.10 s" behind the name of what did.
QString withinSentence(QString sentence)
{
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toLower();
    return sentence;
}

} // namespace

QCoro::Task<Trial::Readied> Trial::launchUpstream()
{
    m_result.startedAtS = sinceRunStart();
    if (m_spec.profile.upstream.api == Upstream::Api::None)
        co_return Readied::Yes;
    const QString log = trialFileName(m_spec.planned, m_spec.variant.stack, QStringLiteral("-upstream.log"));
    m_upstream = std::make_unique<UpstreamProcess>(m_spec.profile.upstream, m_spec.guardProgram,
                                                   QDir(m_spec.runFolder).filePath(log), m_clock);
    connectUpstream();
    m_upstream->start();
    co_return co_await m_upstreamReadied.wait();
}

QCoro::Task<Trial::Readied> Trial::launch()
{
    const Result<Certificate> certificate = co_await makeCertificate();
    if (m_isGone || m_isStopRequested)
        co_return Readied::Aborted;
    const Result<LaunchSpec> launch =
        certificate ? prepareLaunch(*certificate) : Result<LaunchSpec>(certificate.error());
    if (!launch) {
        fail(TrialEnd::NotMeasured, launch.error().message, launch.error().detail);
        co_return Readied::No;
    }
    m_certificate = launch->certificate;
    m_server = std::make_unique<ServerProcess>(*launch, m_spec.guardProgram);
    connectServer();
    m_server->start();
    const Readied readied = co_await m_readied.wait();
    if (readied == Readied::Yes) {
        m_result.backlog = readListenBacklog(quint16(m_result.port));
        m_result.tls = m_server->tls();
    }
    co_return readied;
}

QCoro::Task<Result<Certificate>> Trial::makeCertificate()
{
    if (!isOverTls(m_spec.variant.parameters))
        co_return Certificate();
    m_certificateMaker = std::make_unique<CertificateMaker>(newPrivateFolder());
    connect(m_certificateMaker.get(), &CertificateMaker::made, this,
            [this](const Result<Certificate> &certificate) { m_certified.set(certificate); });
    m_certificateMaker->make();
    co_return co_await m_certified.wait();
}

// Neither started nor ended by Loadstone; what it costs is not known.
QCoro::Task<Trial::Readied> Trial::findRunning()
{
    const QUrl url(m_spec.variant.stack.url);
    const Readiness &readiness = m_spec.variant.stack.readiness;
    m_result.port = url.port();
    m_host = url.host();
    m_probe = std::make_unique<ReadinessProbe>(m_host, quint16(url.port()), readiness);
    m_probe->start([this] { m_readied.set(Readied::Yes); });
    connect(&m_probeDeadline, &QTimer::timeout, this, [this] { m_readied.set(Readied::No); });
    m_probeDeadline.setSingleShot(true);
    m_probeDeadline.start(readiness.timeout);
    const Readied readied = co_await m_readied.wait();
    if (m_isGone)
        co_return readied;
    m_probeDeadline.stop();
    m_probe->stop();
    if (readied == Readied::Yes) {
        mark(MarkKind::ServerReady, QStringLiteral("%1 runs already").arg(m_spec.variant.name));
        m_result.backlog = readListenBacklog(quint16(m_result.port));
    } else if (readied == Readied::No) {
        const QString complaint = m_probe->complaint();
        fail(TrialEnd::NotMeasured,
             complaint.isEmpty()
                 ? QStringLiteral("%1 does not answer at %2. Start it, or correct \"url\" in its stack.json.")
                       .arg(m_spec.variant.name, m_spec.variant.stack.url)
                 : QStringLiteral("%1 %2. It was not measured.").arg(m_spec.variant.name, complaint));
    }
    co_return readied;
}

QCoro::Task<void> Trial::endServer()
{
    closeBand();
    if (m_server) {
        m_result.lastLog = m_server->lastLines(keptLogLines);
        if (m_server->isRunning())
            m_server->stop(m_isStoppedNow);
        co_await m_exited.wait();
        if (m_isGone)
            co_return;
        m_result.lastLog = m_server->lastLines(keptLogLines);
        m_server.release()->deleteLater();
    }
    if (m_sampler)
        m_sampler->stop();
}

QCoro::Task<void> Trial::endUpstream()
{
    if (!m_upstream)
        co_return;
    m_upstream->stop(m_isStoppedNow);
    co_await m_upstreamExited.wait();
    if (m_isGone)
        co_return;
    m_result.upstream = m_upstream->result();
    m_upstream.release()->deleteLater();
}

Result<LaunchSpec> Trial::prepareLaunch(const Certificate &certificate)
{
    LaunchRequest request;
    request.port = quint16(m_spec.profile.port);
    request.service = m_spec.profile.service;
    request.streamFile = m_spec.streamFile;
    request.logFile =
        QDir(m_spec.runFolder)
            .filePath(trialFileName(m_spec.planned, m_spec.variant.stack, QStringLiteral(".log")));
    request.certificate = certificate;
    request.cores = m_spec.profile.affinity.server;
    request.upstream = m_spec.profile.upstream;
    request.upstreamPort = m_upstream ? m_upstream->port() : 0;
    Result<LaunchSpec> launch = makeLaunchSpec(m_spec.variant, m_spec.environment, request);
    if (launch) {
        m_result.commandLine = launch->command;
        m_result.port = launch->port;
        m_result.logFile = launch->logFile;
    }
    return launch;
}

void Trial::connectUpstream()
{
    connect(m_upstream.get(), &UpstreamProcess::ready, this, [this] { m_upstreamReadied.set(Readied::Yes); });
    connect(m_upstream.get(), &UpstreamProcess::failed, this, [this](const Error &error) {
        if (error.code == ErrorCode::Stopped)
            return; // our own stop, told by the trial as such
        fail(TrialEnd::NotMeasured, error.message, error.detail);
        m_upstreamReadied.set(Readied::No);
    });
    connect(m_upstream.get(), &UpstreamProcess::died, this, &Trial::noteUpstreamEnd);
    connect(m_upstream.get(), &UpstreamProcess::exited, this, [this] { m_upstreamExited.set(true); });
}

void Trial::connectServer()
{
    ServerProcess *server = m_server.get();
    connect(server, &ServerProcess::started, this, [this, server](qint64 pid) {
        m_result.pid = pid;
        mark(MarkKind::ServerStarted, QStringLiteral("%1 started").arg(m_spec.variant.name));
        m_sampler = std::make_unique<ResourceSampler>(m_clock);
        connect(m_sampler.get(), &ResourceSampler::sampled, this, [this](ResourceSample sample) {
            sample.phase = m_phase;
            if (m_upstream)
                sample.upstreamCpuPercent = m_upstream->takeCpuPercent();
            m_result.resources << sample;
            emit resourcesSampled(sample);
        });
        m_sampler->start(server->guardPid(), sinceRunStart());
    });
    connect(server, &ServerProcess::ready, this, [this](double afterS) {
        m_result.readyAfterS = afterS;
        mark(MarkKind::ServerReady, QStringLiteral("Ready after %1 s").arg(afterS, 0, 'f', 2));
        emit serverReady(m_result.pid, m_result.port);
        m_readied.set(Readied::Yes);
    });
    connect(server, &ServerProcess::failed, this, [this](const Error &error) {
        if (error.code == ErrorCode::Stopped)
            return; // our own stop, told by the trial as such
        fail(TrialEnd::NotMeasured, error.message, error.detail);
        m_readied.set(Readied::No);
    });
    connect(server, &ServerProcess::output, this, &Trial::serverOutput);
    connect(server, &ServerProcess::exited, this, &Trial::noteExit);
}

void Trial::noteExit(const ServerExit &exit)
{
    if (!exit.wasRequested && m_readied.isSet() && !m_hasFailed) {
        mark(MarkKind::ServerExited, exit.sentence);
        fail(TrialEnd::ServerDied,
             QStringLiteral("During the load %1 %2; results up to then are kept and marked incomplete.")
                 .arg(m_spec.variant.name, withinSentence(exit.sentence)),
             m_server->lastLines(keptLogLines).join(u'\n'));
        if (m_generator)
            m_generator->stop(true);
    }
    if (exit.wasRequested && !exit.isPortFree)
        addIncident(FindingKind::PortStillTaken,
                    {{QStringLiteral("port"), double(m_result.port), MetricUnit::Count, {}}});
    if (exit.killed > 0 && !m_isStoppedNow)
        addIncident(FindingKind::ServerKilled,
                    {{QStringLiteral("killed"), double(exit.killed), MetricUnit::Count, 0.0}});
    m_exited.set(true);
}

void Trial::noteUpstreamEnd(const QString &sentence)
{
    if (m_hasFailed)
        return;
    mark(MarkKind::ServerExited, QStringLiteral("The slow API: %1").arg(sentence));
    fail(TrialEnd::NotMeasured,
         QStringLiteral("During the trial the slow API that the servers call %1, so %2 could not be "
                        "measured. Run it again; the log beside the server's may say why it ended.")
             .arg(withinSentence(sentence), m_spec.variant.name));
    m_readied.set(Readied::No);
    if (m_generator)
        m_generator->stop(true);
}

} // namespace loadstone
