// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/trial.h"

#include "core/base/format.h"
#include "core/profile/loadmodel.h"
#include "core/run/capacityprobe.h"
#include "core/run/capacitysearch.h"
#include "core/run/launch.h"
#include "core/run/primer.h"
#include "core/run/trialwarnings.h"
#include "core/server/listeners.h"
#include "core/stack/parameters.h"

#include <QDir>
#include <QUrl>

#include <algorithm>
#include <exception>

namespace loadstone
{

namespace
{

constexpr int keptLogLines = 50;

} // namespace

Trial::Trial(TrialSpec spec, const Clock &clock, QObject *parent)
    : QObject(parent), m_spec(std::move(spec)), m_clock(clock)
{
    m_result.planned = m_spec.planned;
}

Trial::~Trial()
{
    // A coroutine that still waits is led to its end, so that its frame is freed.
    m_isGone = true;
    disconnect();
    m_certified.set(Certificate());
    m_readied.set(Readied::Aborted);
    m_loaded.set(false);
    m_exited.set(false);
    m_upstreamReadied.set(Readied::Aborted);
    m_upstreamExited.set(false);
}

void Trial::start() { run(); }

void Trial::stop(bool now)
{
    if (!m_isStopRequested) {
        m_isStopRequested = true;
        mark(MarkKind::StopRequested, QStringLiteral("Stopped by user"));
    }
    if (m_generator) {
        m_generator->stop(now || m_isPriming);
    } else if (m_upstream && !m_upstreamReadied.isSet()) {
        m_upstreamReadied.set(Readied::Aborted);
    } else if (!m_readied.isSet()) {
        m_readied.set(Readied::Aborted);
    }
}

QCoro::Task<void> Trial::run()
{
    try {
        enter(TrialPhase::Launch);
        Readied readied = co_await launchUpstream();
        const bool runsAlready = !m_spec.variant.stack.url.isEmpty();
        if (!m_isGone && readied == Readied::Yes && runsAlready)
            readied = co_await findRunning();
        else if (!m_isGone && readied == Readied::Yes)
            readied = co_await launch();
        if (m_isGone)
            co_return;
        if (readied == Readied::Yes) {
            enter(TrialPhase::Primer);
            co_await applyLoad(primerOf(makeLoadSpec()), true);
            const bool goesOn = !m_isGone && !m_isStopRequested && !m_hasFailed;
            if (goesOn && m_spec.profile.capacity)
                co_await searchCapacity();
            else if (goesOn)
                co_await applyLoad(makeLoadSpec(), false);
            if (m_isGone)
                co_return;
        }
        enter(TrialPhase::Stop);
        co_await endServer();
        if (!m_isGone)
            co_await endUpstream();
        if (m_isGone)
            co_return;
        if (m_isStopRequested && !m_hasFailed)
            fail(TrialEnd::Stopped, QStringLiteral("Stopped by the user."));
        else if (!m_hasFailed)
            m_result.end = TrialEnd::Finished;
        notePeaks(m_result);
        m_result.warnings += trialWarnings(m_result, m_spec.profile);
        enter(TrialPhase::Done);
    } catch (const std::exception &exception) {
        fail(TrialEnd::NotMeasured, QStringLiteral("Loadstone failed inside; please report this."),
             QString::fromUtf8(exception.what()));
    }
    emit finished(m_result);
}

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
        m_exited.set(true);
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
    m_probe = std::make_unique<ReadinessProbe>(QStringLiteral("127.0.0.1"), quint16(url.port()), readiness);
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

QCoro::Task<void> Trial::applyLoad(LoadSpec spec, bool isPrimer)
{
    m_loaded.reset();
    m_isPriming = isPrimer;
    m_generator = std::make_unique<LoadGenerator>(m_clock);
    if (isPrimer) {
        connect(m_generator.get(), &LoadGenerator::finished, this, [this] { m_loaded.set(true); });
    } else {
        connectGenerator();
    }
    m_generator->start(spec, sinceRunStart(), m_spec.refreshHz);
    co_await m_loaded.wait();
    if (m_isGone)
        co_return;
    m_isPriming = false;
    // Its own signal is what resumed us: it must not die before it has returned.
    m_generator.release()->deleteLater();
}

QCoro::Task<void> Trial::searchCapacity()
{
    CapacitySearch search(*m_spec.profile.capacity, !m_spec.profile.load.isOpen());
    m_result.capacity.emplace();
    TrialResult best = m_result;
    while (const std::optional<double> level = search.next()) {
        mark(MarkKind::Target, QStringLiteral("Trying %1").arg(describeTarget(m_spec.profile.load, *level)));
        co_await applyLoad(probeOf(makeLoadSpec(), *m_spec.profile.capacity, *level), false);
        if (m_isGone)
            co_return;
        if (m_isStopRequested || m_hasFailed)
            break;
        CapacityProbe probe = judgeProbe(*level, m_result, *m_spec.profile.capacity);
        probe.isConfirmation = search.isConfirming();
        m_result.capacity->probes << probe;
        if (probe.isHeld || best.load.measuredS <= 0 || search.highestHeld() < 0)
            best = m_result;
        search.add(probe.isHeld, probe.isGeneratorsLimit);
    }
    // The figures of the level that is the answer; those of the others are in the probes.
    m_result.load = best.load;
    m_result.measureFromS = best.measureFromS;
    m_result.measureToS = best.measureToS;
    m_result.cpuUserS = best.cpuUserS;
    m_result.cpuSystemS = best.cpuSystemS;
    m_result.capacity->end = search.next() ? CapacityEnd::Stopped : search.end();
    m_result.capacity->highestHeld = search.highestHeld();
    m_result.capacity->lowestBroken = search.lowestBroken();
}

QCoro::Task<void> Trial::endServer()
{
    closeBand();
    if (m_server) {
        m_result.lastLog = m_server->lastLines(keptLogLines);
        if (m_server->isRunning())
            m_server->stop();
        else if (m_server->pid() == 0)
            m_exited.set(true); // never started: nothing to wait for
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
    m_upstream->stop();
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

LoadSpec Trial::makeLoadSpec() const
{
    const Profile &profile = m_spec.profile;
    LoadSpec spec;
    spec.baseUrl.setScheme(m_certificate.isEmpty() ? QStringLiteral("http") : QStringLiteral("https"));
    spec.certificate = m_certificate;
    spec.baseUrl.setHost(QStringLiteral("127.0.0.1"));
    spec.baseUrl.setPort(m_result.port);
    spec.requests = profile.requests;
    spec.variables = profile.variables;
    spec.scenario = profile.scenario;
    spec.files = m_spec.files;
    spec.load = profile.load;
    spec.connection = profile.connection;
    spec.cores = profile.affinity.generator;
    spec.warmUp = profile.measurement.warmUp;
    spec.drain = profile.measurement.drain;
    // Every repeat has its own draw, every stack of a repeat the same one.
    spec.seed = profile.measurement.seed + quint64(m_spec.planned.repeat);
    return spec;
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

void Trial::connectGenerator()
{
    const QString log = trialFileName(m_spec.planned, m_spec.variant.stack, QStringLiteral(".hlog"));
    m_intervalLog = std::make_unique<IntervalLog>(
        QDir(m_spec.runFolder).filePath(log),
        QStringLiteral("Loadstone, %1, repeat %2").arg(m_spec.variant.name).arg(m_spec.planned.repeat + 1),
        m_clock.wallTime().addMSecs(-qint64(sinceRunStart() * 1'000)));
    connect(m_generator.get(), &LoadGenerator::secondCompleted, this,
            [this](const SecondTimes &times) { m_intervalLog->add(times); });
    connect(m_generator.get(), &LoadGenerator::phaseChanged, this, &Trial::enterLoadPhase);
    connect(m_generator.get(), &LoadGenerator::secondUpdated, this, &Trial::keepSecond);
    connect(m_generator.get(), &LoadGenerator::finished, this, [this](const LoadResult &load) {
        m_result.load = load;
        m_result.intervalLog = m_intervalLog->path();
        if (const QString problem = m_intervalLog->close(); !problem.isEmpty())
            m_result.warnings << problem;
        if (!load.error.isEmpty())
            fail(TrialEnd::NotMeasured, load.error);
        closeBand();
        m_loaded.set(true);
    });
}

void Trial::enter(TrialPhase phase)
{
    if (m_phase == phase)
        return;
    m_phase = phase;
    emit phaseChanged(phase);
}

void Trial::enterLoadPhase(LoadPhase phase)
{
    const bool leavesMeasure = m_phase == TrialPhase::Measure && phase != LoadPhase::Measure;
    if (leavesMeasure) {
        m_result.measureToS = sinceRunStart();
        if (m_upstream)
            m_upstream->endMeasure();
        if (m_server && m_server->isRunning() && m_cpuAtMeasure.userS >= 0) {
            const TreeCpu cpu = readTreeCpu(m_server->guardPid());
            m_result.cpuUserS = std::max(0.0, cpu.userS - m_cpuAtMeasure.userS);
            m_result.cpuSystemS = std::max(0.0, cpu.systemS - m_cpuAtMeasure.systemS);
        }
    }
    switch (phase) {
    case LoadPhase::WarmUp:
        openBand(MarkKind::WarmUp, QStringLiteral("Warm-up, not counted"));
        enter(TrialPhase::WarmUp);
        break;
    case LoadPhase::Measure:
        if (m_server)
            m_cpuAtMeasure = readTreeCpu(m_server->guardPid());
        if (m_upstream)
            m_upstream->beginMeasure();
        m_result.measureFromS = sinceRunStart();
        openBand(MarkKind::Measure, QStringLiteral("Measuring"));
        planStageMarks();
        enter(TrialPhase::Measure);
        break;
    case LoadPhase::Drain:
        openBand(MarkKind::Drain, QStringLiteral("Drain, not counted"));
        enter(TrialPhase::Drain);
        break;
    case LoadPhase::Idle:
    case LoadPhase::Finished:
        break;
    }
}

void Trial::keepSecond(const SecondBucket &bucket)
{
    QList<SecondBucket> &seconds = m_result.seconds;
    const bool hadFailures = std::any_of(seconds.cbegin(), seconds.cend(),
                                         [](const SecondBucket &second) { return second.failed() > 0; });
    if (!seconds.isEmpty() && seconds.last().startS == bucket.startS)
        seconds.last() = bucket;
    else
        seconds << bucket;
    if (bucket.failed() > 0 && !hadFailures) {
        const auto first = std::find_if(bucket.counts.cbegin() + 1, bucket.counts.cend(),
                                        [](qint64 count) { return count > 0; });
        const auto outcome = OutcomeClass(first - bucket.counts.cbegin());
        mark(MarkKind::FirstFailure,
             QStringLiteral("First failure: %1").arg(outcomeClassTitle(outcome).toLower()));
    }
    if (m_phase == TrialPhase::Measure)
        markBegunStages();
    emit secondUpdated(bucket);
}

void Trial::noteExit(const ServerExit &exit)
{
    if (!exit.wasRequested && m_readied.isSet() && !m_hasFailed) {
        mark(MarkKind::ServerExited, exit.sentence);
        fail(TrialEnd::ServerDied,
             QStringLiteral(
                 "%1 ended during the load (%2); results up to then are kept and marked incomplete.")
                 .arg(m_spec.variant.name, exit.sentence),
             m_server->lastLines(keptLogLines).join(u'\n'));
        if (m_generator)
            m_generator->stop(true);
    }
    if (exit.wasRequested && !exit.isPortFree)
        m_result.warnings << QStringLiteral("Port %1 was still taken after the server had been stopped.")
                                 .arg(m_result.port);
    if (exit.killed > 0)
        m_result.warnings << QStringLiteral("Killed, because it did not end when asked: %1.")
                                 .arg(formatCounted(exit.killed, QStringLiteral("processes")));
    m_exited.set(true);
}

void Trial::noteUpstreamEnd(const QString &sentence)
{
    if (m_hasFailed)
        return;
    mark(MarkKind::ServerExited, QStringLiteral("The slow API: %1").arg(sentence));
    fail(TrialEnd::NotMeasured,
         QStringLiteral("The slow API that the servers call ended during the trial (%1), so %2 could not be "
                        "measured. Run it again; the log beside the server's may say why it ended.")
             .arg(sentence, m_spec.variant.name));
    m_readied.set(Readied::No);
    if (m_generator)
        m_generator->stop(true);
}

void Trial::setTarget(double target)
{
    // A search sets its levels by itself.
    if (m_spec.profile.capacity || m_isPriming || !m_generator
        || (m_phase != TrialPhase::WarmUp && m_phase != TrialPhase::Measure))
        return;
    m_generator->setTarget(target);
    m_stageMarks.clear();
    mark(MarkKind::Target, QStringLiteral("By hand: %1").arg(describeTarget(m_spec.profile.load, target)));
}

void Trial::planStageMarks()
{
    const Load &load = m_spec.profile.load;
    double atS = sinceRunStart();
    double level = load.target();
    for (const Stage &stage : load.stages) {
        const QString to = describeTarget(load, stage.target);
        if (stage.target == level)
            m_stageMarks.append({MarkKind::Target, atS, -1, QStringLiteral("%1, held").arg(to)});
        else
            m_stageMarks.append(
                {MarkKind::Target, atS, -1, QStringLiteral("%1 → %2").arg(formatLevel(level), to)});
        level = stage.target;
        atS += Seconds(stage.duration).count();
    }
    markBegunStages();
}

void Trial::markBegunStages()
{
    while (!m_stageMarks.isEmpty() && m_stageMarks.first().atS <= sinceRunStart())
        emit markChanged(m_stageMarks.takeFirst());
}

void Trial::fail(TrialEnd end, const QString &problem, const QString &detail)
{
    m_hasFailed = true;
    m_result.end = end;
    m_result.problem = problem;
    m_result.problemDetail = detail;
}

void Trial::mark(MarkKind kind, const QString &text) { emit markChanged({kind, sinceRunStart(), -1, text}); }

void Trial::openBand(MarkKind kind, const QString &text)
{
    closeBand();
    m_band = TimelineMark{kind, sinceRunStart(), -1, text};
    emit markChanged(*m_band);
}

void Trial::closeBand()
{
    if (!m_band)
        return;
    m_band->endS = sinceRunStart();
    emit markChanged(*m_band);
    m_band.reset();
}

double Trial::sinceRunStart() const { return Seconds(m_clock.now() - m_spec.runStarted).count(); }

} // namespace loadstone
