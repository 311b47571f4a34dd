// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/trial.h"

#include "core/profile/loadmodel.h"
#include "core/run/capacityprobe.h"
#include "core/run/capacitysearch.h"
#include "core/run/primer.h"
#include "core/run/requestfit.h"
#include "core/server/listeners.h"
#include "core/text/format.h"
#include "core/text/outcometext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <exception>

namespace loadstone
{

using namespace Qt::StringLiterals;

/// What a trial measured at one level of a capacity search.
struct LevelFigures {
    double level = 0;
    LoadResult load;
    std::optional<double> measureFromS;
    std::optional<double> measureToS;
    std::optional<double> cpuUserS;
    std::optional<double> cpuSystemS;
};

namespace
{

/// So often a search goes on although Loadstone itself stood still.
constexpr int mostInvalidProbes = 3;
constexpr int keptLogLines = 50;

LevelFigures makeLevelFigures(double level, const TrialRecord &trial)
{
    return {level,
            trial.load,
            trial.timeline.measureFromS,
            trial.timeline.measureToS,
            trial.usage.cpuUserS,
            trial.usage.cpuSystemS};
}

/// The figures of the highest sustained level, or else of the last level that was tried.
LevelFigures chooseCapacityLevel(const CapacitySearch &search, const QList<LevelFigures> &tried)
{
    const auto highest = std::find_if(tried.rbegin(), tried.rend(), [&search](const LevelFigures &figures) {
        return figures.level == search.highestSustained();
    });
    if (highest != tried.rend())
        return *highest;
    return tried.isEmpty() ? LevelFigures() : tried.constLast();
}

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
    m_launched.set(LaunchOutcome::Aborted);
    m_loaded.set(false);
    m_sessionEnded.set(false);
}

void Trial::start()
{
    emit happened(TrialStarted{m_spec.planned, sinceRunStart()});
    run();
}

void Trial::stop(bool now)
{
    if (!m_isStopRequested) {
        m_isStopRequested = true;
        mark(MarkKind::StopRequested, Sentence(QT_TRANSLATE_NOOP("Sentence", "Stopped by user")));
    }
    m_isStoppedNow = m_isStoppedNow || now;
    if (m_isStoppedNow && m_phase == Phase::Stop) {
        if (m_session)
            m_session->stop(true);
        return;
    }
    if (m_generator)
        m_generator->stop(now || m_isPriming);
    else
        m_launched.set(LaunchOutcome::Aborted);
}

QCoro::Task<void> Trial::run()
{
    try {
        enter(Phase::Launch);
        const LaunchOutcome launched = co_await launch();
        if (m_isGone)
            co_return;
        if (launched == LaunchOutcome::Ready) {
            enter(Phase::Primer);
            co_await applyLoad(makePrimerSpec(makeLoadSpec()), LoadPurpose::Priming);
            const bool goesOn = !m_isGone && !m_isStopRequested && !m_hasFailed;
            if (goesOn && m_spec.profile.capacity)
                co_await searchCapacity();
            else if (goesOn)
                co_await applyLoad(makeLoadSpec(), LoadPurpose::Measuring);
            if (m_isGone)
                co_return;
        }
        enter(Phase::Stop);
        co_await endSession();
        if (m_isGone)
            co_return;
        if (m_isStopRequested && !m_hasFailed)
            fail(TrialEnd::Stopped, Sentence(QT_TRANSLATE_NOOP("Sentence", "Stopped by the user.")));
        else if (!m_hasFailed)
            m_result.end = TrialEnd::Finished;
        computePeaks(m_result);
        enter(Phase::Done);
    } catch (const std::exception &exception) {
        fail(TrialEnd::NotMeasured,
             Sentence(QT_TRANSLATE_NOOP("Sentence", "Internal error. Please report it.")),
             QString::fromUtf8(exception.what()));
    }
    emit happened(TrialFinished{m_result});
}

QCoro::Task<Trial::LaunchOutcome> Trial::launch()
{
    m_result.timeline.startedAtS = sinceRunStart();
    m_session = std::make_unique<ServerSession>(makeSessionSpec(), m_clock);
    connectSession();
    if (m_isStopRequested)
        m_session->stop();
    m_session->start();
    const LaunchOutcome outcome = co_await m_launched.wait();
    if (!m_isGone)
        takeLaunchFacts();
    if (outcome == LaunchOutcome::Ready) {
        m_result.server.backlog = readListenBacklog(quint16(m_result.server.port));
        m_result.server.tls = m_session->tls();
    }
    co_return outcome;
}

SessionSpec Trial::makeSessionSpec() const
{
    const Profile &profile = m_spec.profile;
    const QDir folder(m_spec.runFolder);
    const auto logFile = [this, &folder](const QString &ending) {
        return folder.filePath(trialFileName(m_spec.planned, m_spec.server.stack, ending));
    };
    SessionSpec session;
    session.server = m_spec.server;
    session.environment = m_spec.environment;
    session.request.port = quint16(profile.port);
    session.request.service = profile.service;
    session.request.streamFile = m_spec.streamFile;
    session.request.logFile = logFile(u".log"_s);
    session.request.upstream = profile.upstream;
    session.request.cores = profile.affinity.server;
    session.startsUpstream = profile.upstream.api != Upstream::Api::None;
    session.upstreamLog = logFile(u"-upstream.log"_s);
    session.program = m_spec.guardProgram;
    return session;
}

void Trial::connectSession()
{
    ServerSession *session = m_session.get();
    connect(session, &ServerSession::serverStarted, this, [this](qint64 pid) {
        m_result.server.pid = pid;
        mark(MarkKind::ServerStarted,
             Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 started"), m_spec.server.name));
        startSampler();
    });
    connect(session, &ServerSession::ready, this, [this, session] {
        m_result.server.port = session->port();
        if (const std::optional<double> afterS = session->readyAfterS()) {
            m_result.server.readyAfterS = *afterS;
            mark(MarkKind::ServerReady,
                 Sentence(QT_TRANSLATE_NOOP("Sentence", "Ready after %1 s"),
                          QString::number(*afterS, 'f', 2)));
            emit happened(
                ServerReady{m_spec.planned.key, m_result.server.pid, m_result.server.port, *afterS});
        } else {
            mark(MarkKind::ServerReady,
                 Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 is already running"), m_spec.server.name));
        }
        m_launched.set(LaunchOutcome::Ready);
    });
    connect(session, &ServerSession::failed, this, [this](const Error &error) {
        if (error.code == ErrorCode::Stopped)
            return; // our own stop
        fail(TrialEnd::NotMeasured, error.message, error.detail);
        m_launched.set(LaunchOutcome::Failed);
    });
    connect(session, &ServerSession::output, this, [this](const QStringList &lines, bool isStderr) {
        emit happened(ServerOutput{m_spec.planned.key, lines, isStderr});
    });
    connect(session, &ServerSession::serverExited, this, &Trial::noteExit);
    connect(session, &ServerSession::upstreamExited, this, &Trial::noteUpstreamEnd);
    connect(session, &ServerSession::ended, this, [this] { m_sessionEnded.set(true); });
}

void Trial::takeLaunchFacts()
{
    m_result.server.commandLine = m_session->launch().command;
    m_result.server.logFile = m_session->launch().logFile;
    if (m_session->port() > 0)
        m_result.server.port = m_session->port();
}

void Trial::startSampler()
{
    m_sampler = std::make_unique<ResourceSampler>(m_clock);
    connect(m_sampler.get(), &ResourceSampler::sampled, this, [this](ResourceSample sample) {
        sample.phase = m_phase;
        if (SlowUpstream *upstream = m_session->upstream())
            sample.upstreamCpuPercent = upstream->takeCpuPercent();
        m_result.timeline.resources << sample;
        emit happened(ResourcesSampled{m_spec.planned.key, sample});
    });
    m_sampler->start(m_session->guardPid(), sinceRunStart());
}

QCoro::Task<void> Trial::endSession()
{
    closeBand();
    m_result.server.lastLog = m_session->lastLines(keptLogLines);
    m_session->stop(m_isStoppedNow);
    co_await m_sessionEnded.wait();
    if (m_isGone)
        co_return;
    m_result.server.lastLog = m_session->lastLines(keptLogLines);
    if (const SlowUpstream *upstream = m_session->upstream())
        m_result.upstream = upstream->result();
    if (m_sampler)
        m_sampler->stop();
    // Its own signal is what resumed us.
    m_session.release()->deleteLater();
}

QCoro::Task<void> Trial::applyLoad(LoadSpec spec, LoadPurpose purpose)
{
    m_loaded.reset();
    m_isPriming = purpose == LoadPurpose::Priming;
    m_generator = std::make_unique<LoadGenerator>(m_clock);
    if (!m_isPriming)
        connectGenerator();
    else
        connect(m_generator.get(), &LoadGenerator::finished, this, [this] { m_loaded.set(true); });
    m_generator->start(spec, sinceRunStart());
    co_await m_loaded.wait();
    if (m_isGone)
        co_return;
    m_isPriming = false;
    // Its own signal is what resumed us: it must not die before it has returned.
    m_generator.release()->deleteLater();
}

QCoro::Task<void> Trial::searchCapacity()
{
    const Capacity &capacity = *m_spec.profile.capacity;
    CapacitySearch search(capacity, !m_spec.profile.load.isOpen());
    m_result.capacity.emplace();
    QList<CapacityProbe> &probes = m_result.capacity->probes;
    QList<LevelFigures> tried;
    int invalidProbes = 0;
    while (const std::optional<double> level = search.next()) {
        mark(MarkKind::Target,
             Sentence(QT_TRANSLATE_NOOP("Sentence", "Trying %1"),
                      recordedTarget(m_spec.profile.load, *level)));
        const LoadSpec probeLoad = makeProbeSpec(makeLoadSpec(), capacity, *level);
        co_await applyLoad(probeLoad, LoadPurpose::Measuring);
        if (m_isGone)
            co_return;
        if (m_isStopRequested || m_hasFailed)
            break;
        CapacityProbe probe = evaluateProbe(*level, m_result, capacity);
        probe.isConfirmation = search.isConfirming();
        probes << probe;
        if (m_result.load.isInvalid() && ++invalidProbes <= mostInvalidProbes)
            continue; // it says nothing of the level, which is tried once more
        tried << makeLevelFigures(*level, m_result);
        if (isCpuMissing(probe, capacity))
            search.abandon(CapacityEnd::CpuUnknown);
        else
            search.add(probe.isSustained, probe.isGeneratorsLimit);
    }
    applyCapacityLevel(chooseCapacityLevel(search, tried));
    m_result.capacity->end = search.next() ? CapacityEnd::Stopped : search.end();
    m_result.capacity->highestSustained = search.highestSustained();
    m_result.capacity->lowestFailed = search.lowestFailed();
}

// Those of the other levels are in the probes.
void Trial::applyCapacityLevel(const LevelFigures &level)
{
    m_result.load = level.load;
    m_result.timeline.measureFromS = level.measureFromS;
    m_result.timeline.measureToS = level.measureToS;
    m_result.usage.cpuUserS = level.cpuUserS;
    m_result.usage.cpuSystemS = level.cpuSystemS;
}

LoadSpec Trial::makeLoadSpec() const
{
    const Profile &profile = m_spec.profile;
    LoadSpec spec;
    spec.baseUrl.setScheme(m_session->certificate().isEmpty() ? u"http"_s : u"https"_s);
    spec.certificate = m_session->certificate();
    spec.baseUrl.setHost(m_session->host());
    spec.baseUrl.setPort(m_result.server.port);
    spec.requests = requestsFor(m_spec.server, profile.requests);
    spec.variables = profile.variables;
    spec.scenario = profile.scenario;
    if (spec.scenario.login)
        spec.scenario.login = requestsFor(m_spec.server, {*profile.scenario.login}).constFirst();
    spec.files = m_spec.files;
    spec.load = profile.load;
    spec.connection = profile.connection;
    spec.cores = profile.affinity.generator;
    spec.warmUp = profile.measurement.warmUp;
    spec.drain = profile.measurement.drain;
    // Every repeat has its own draw, every stack of a repeat the same one.
    spec.seed = profile.measurement.seed + quint64(m_spec.planned.key.repeat);
    return spec;
}

void Trial::connectGenerator()
{
    connect(m_generator.get(), &LoadGenerator::secondCompleted, this, &Trial::keepTimes);
    connect(m_generator.get(), &LoadGenerator::phaseChanged, this, &Trial::enterLoadPhase);
    connect(m_generator.get(), &LoadGenerator::secondUpdated, this, &Trial::keepSecond);
    connect(m_generator.get(), &LoadGenerator::finished, this, [this](const LoadResult &load) {
        m_result.load = load;
        if (!load.error.isEmpty())
            fail(TrialEnd::NotMeasured, load.error);
        closeBand();
        m_loaded.set(true);
    });
}

void Trial::keepTimes(const SecondTimes &times)
{
    IntervalTimes packed = packTimes(times);
    if (m_result.capacity)
        packed.probe = int(m_result.capacity->probes.size()); // the one in progress
    m_result.timeline.intervals.append(packed);
    emit happened(SecondCompleted{m_spec.planned.key, times, packed});
}

void Trial::enter(Phase phase)
{
    if (m_phase == phase)
        return;
    m_phase = phase;
    emit happened(PhaseEntered{m_spec.planned.key, phase, sinceRunStart()});
}

void Trial::enterLoadPhase(Phase phase)
{
    const bool leavesMeasure = m_phase == Phase::Measure && phase != Phase::Measure;
    if (leavesMeasure) {
        m_result.timeline.measureToS = sinceRunStart();
        if (SlowUpstream *upstream = m_session->upstream())
            upstream->endMeasure();
        const std::optional<TreeCpu> cpu =
            m_session->isServerRunning() ? readTreeCpu(m_session->guardPid()) : std::nullopt;
        if (cpu && m_cpuAtMeasure) {
            m_result.usage.cpuUserS = std::max(0.0, cpu->userS - m_cpuAtMeasure->userS);
            m_result.usage.cpuSystemS = std::max(0.0, cpu->systemS - m_cpuAtMeasure->systemS);
        }
    }
    switch (phase) {
    case Phase::WarmUp:
        openBand(MarkKind::WarmUp, Sentence(QT_TRANSLATE_NOOP("Sentence", "Warm-up, not counted")));
        enter(Phase::WarmUp);
        break;
    case Phase::Measure:
        if (m_session->guardPid() > 0)
            m_cpuAtMeasure = readTreeCpu(m_session->guardPid());
        if (SlowUpstream *upstream = m_session->upstream())
            upstream->beginMeasure();
        m_result.timeline.measureFromS = sinceRunStart();
        openBand(MarkKind::Measure, u"Measuring"_s);
        planStageMarks();
        enter(Phase::Measure);
        break;
    case Phase::Drain:
        openBand(MarkKind::Drain, Sentence(QT_TRANSLATE_NOOP("Sentence", "Drain, not counted")));
        enter(Phase::Drain);
        break;
    default: // the server's phases are entered by the trial itself
        break;
    }
}

void Trial::keepSecond(const SecondBucket &bucket)
{
    QList<SecondBucket> &seconds = m_result.timeline.seconds;
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
             Sentence(QT_TRANSLATE_NOOP("Sentence", "First failure: %1"), outcomeClassSentence(outcome)));
    }
    if (m_phase == Phase::Measure)
        markBegunStages();
    emit happened(SecondUpdated{m_spec.planned.key, bucket});
}

void Trial::setTarget(double target)
{
    // A search sets its levels by itself.
    if (m_spec.profile.capacity || m_isPriming || !m_generator
        || (m_phase != Phase::WarmUp && m_phase != Phase::Measure))
        return;
    m_generator->setTarget(target);
    m_stageMarks.clear();
    mark(MarkKind::Target,
         Sentence(QT_TRANSLATE_NOOP("Sentence", "By hand: %1"), recordedTarget(m_spec.profile.load, target)));
}

void Trial::noteExit(const ServerExit &exit)
{
    if (!exit.wasRequested && m_launched.isSet() && !m_hasFailed) {
        mark(MarkKind::ServerExited, Sentence(QT_TRANSLATE_NOOP("Sentence", "The server %1"), exit.sentence));
        fail(TrialEnd::ServerExited,
             Sentence(
                 QT_TRANSLATE_NOOP(
                     "Sentence", "During the load %1 %2; results up to then are kept and marked incomplete."),
                 m_spec.server.name, exit.sentence),
             m_session->lastLines(keptLogLines).join(u'\n'));
        if (m_generator)
            m_generator->stop(true);
    }
    if (exit.wasRequested && !exit.isPortFree)
        addIncident(FindingKind::PortStillTaken,
                    {{u"port"_s, double(m_result.server.port), MetricUnit::Count, {}}});
    if (exit.killed > 0 && !m_isStoppedNow)
        addIncident(FindingKind::ServerKilled, {{u"killed"_s, double(exit.killed), MetricUnit::Count, 0.0}});
}

void Trial::noteUpstreamEnd(const Sentence &sentence)
{
    if (m_hasFailed)
        return;
    mark(MarkKind::ServerExited, Sentence(QT_TRANSLATE_NOOP("Sentence", "The slow upstream %1"), sentence));
    fail(TrialEnd::NotMeasured,
         Sentence(QT_TRANSLATE_NOOP(
                      "Sentence",
                      "During the trial the slow upstream %1, so %2 could not be measured. Run it again; the "
                      "upstream's log may say why it ended."),
                  sentence, m_spec.server.name));
    m_launched.set(LaunchOutcome::Failed);
    if (m_generator)
        m_generator->stop(true);
}

void Trial::planStageMarks()
{
    const Load &load = m_spec.profile.load;
    double atS = sinceRunStart();
    double level = load.target();
    m_stageMarks.clear();
    for (const Stage &stage : m_spec.profile.capacity ? QList<Stage>() : load.stages) {
        const Sentence to = recordedTarget(load, stage.target);
        if (stage.target == level)
            m_stageMarks.append(
                {MarkKind::Target, atS, {}, Sentence(QT_TRANSLATE_NOOP("Sentence", "%1, held"), to)});
        else
            m_stageMarks.append({MarkKind::Target,
                                 atS,
                                 {},
                                 Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 → %2"), formatLevel(level), to)});
        level = stage.target;
        atS += Seconds(stage.duration).count();
    }
    markBegunStages();
}

void Trial::markBegunStages()
{
    while (!m_stageMarks.isEmpty() && m_stageMarks.first().atS <= sinceRunStart())
        emit happened(MarkChanged{m_stageMarks.takeFirst()});
}

void Trial::fail(TrialEnd end, const Sentence &problem, const QString &detail)
{
    m_hasFailed = true;
    m_result.end = end;
    m_result.problem = problem;
    m_result.problemDetail = detail;
}

void Trial::addIncident(FindingKind kind, QList<Evidence> evidence, const Sentence &detail)
{
    m_result.incidents.append({kind, m_spec.planned.key, {}, std::move(evidence), detail});
}

void Trial::mark(MarkKind kind, const Sentence &text)
{
    emit happened(MarkChanged{{kind, sinceRunStart(), {}, text}});
}

void Trial::openBand(MarkKind kind, const Sentence &text)
{
    closeBand();
    m_band = TimelineMark{kind, sinceRunStart(), {}, text};
    emit happened(MarkChanged{*m_band});
}

void Trial::closeBand()
{
    if (!m_band)
        return;
    m_band->endS = sinceRunStart();
    emit happened(MarkChanged{*m_band});
    m_band.reset();
}

double Trial::sinceRunStart() const { return Seconds(m_clock.now() - m_spec.runStarted).count(); }

} // namespace loadstone
