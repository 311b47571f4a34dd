// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/campaign.h"

#include "core/analysis/baselinethreshold.h"
#include "core/base/affinity.h"
#include "core/base/logging.h"
#include "core/base/newfile.h"
#include "core/base/oneshot.h"
#include "core/profile/scenariofiles.h"
#include "core/profile/writer.h"
#include "core/results/store/resultsstore.h"
#include "core/run/growingrecord.h"
#include "core/run/machine.h"
#include "core/run/plan.h"
#include "core/run/resumedrun.h"
#include "core/run/runrecorder.h"
#include "core/run/trial.h"
#include "core/server/streamfile.h"
#include "core/stack/availability.h"
#include "core/stack/catalogue.h"
#include "core/stack/environmentstore.h"
#include "core/text/preparationtext.h"

#include <QDir>
#include <QTimer>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds progressInterval{250};

bool needsStreamFile(const Profile &profile)
{
    const auto asksForIt = [](const RequestTemplate &request) {
        return request.path.startsWith("/stream-file");
    };
    return std::any_of(profile.requests.cbegin(), profile.requests.cend(), asksForIt)
        || (profile.scenario.login && asksForIt(*profile.scenario.login));
}

} // namespace

/// Prepares once, then runs the trials one after the other. One coroutine per run.
class Campaign::Private
{
public:
    Private(Campaign *campaign, const RunEnvironment &services)
        : q(campaign), s(services), streamFile(services.filesFolder), recorder(services.storeFile)
    {
        QObject::connect(&recorder, &RunRecorder::failed, q,
                         [this](const Error &error) { noteUnsaved(error); });
        QObject::connect(&recorder, &RunRecorder::noticed, q,
                         [this](const Sentence &notice) { result->warnings << notice; });
        pauseTimer.setSingleShot(true);
        pauseTimer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&pauseTimer, &QTimer::timeout, q, [this] { paused.set(true); });
        progressTimer.setInterval(progressInterval);
        QObject::connect(&progressTimer, &QTimer::timeout, q, [this] { emitProgress(); });
        QObject::connect(s.environments, &EnvironmentStore::progressed, q,
                         [this](const QString &id, double fraction, const QString &text) {
                             if (state == RunState::Preparing)
                                 emitPreparing(fraction, environmentStepText(id, text));
                         });
        QObject::connect(s.environments, &EnvironmentStore::built, q,
                         [this](const QString &id, const Status &status) {
                             if (abandonedBuilds.removeOne(id)) // of a run that was stopped
                                 return;
                             if (id == awaitedEnvironment)
                                 environmentBuilt.set(status);
                         });
        QObject::connect(&streamFile, &StreamFile::progressed, q,
                         [this](double fraction, const QString &text) { emitPreparing(fraction, text); });
        QObject::connect(&streamFile, &StreamFile::prepared, q,
                         [this](const Result<QString> &path) { filePrepared.set(path); });
    }

    ~Private()
    {
        // Leads a waiting coroutine to its end, so that its frame is freed.
        isGone = true;
        const Error gone{
            ErrorCode::Stopped, Sentence(QT_TRANSLATE_NOOP("Sentence", "Loadstone was closed.")), {}};
        environmentBuilt.set(Status(gone));
        filePrepared.set(Result<QString>(gone));
        trialEnded.set(true);
        paused.set(true);
    }

    QCoro::Task<void> run();
    QCoro::Task<void> prepareEnvironments();
    QCoro::Task<bool> prepareStreamFile();
    QCoro::Task<void> runTrial(PlannedTrial planned);
    QCoro::Task<void> pause();
    void replan();

    Status begin(const Profile &profile);
    Status beginAgain(const RunRecord &previous);
    Result<QList<ResolvedServer>> checkProfile(const Profile &profile);
    Result<std::optional<BaselineRecord>> findBaseline(const Profile &profile) const;
    void noteChanges();
    bool isKept(const TrialKey &key) const;
    Result<QString> makeRunFolder(const QString &name) const;
    void stopParts(bool now);
    bool hasNoServer() const;
    void enter(RunState next);
    void end(RunState last, const Sentence &problem = {});
    void take(const RunEvent &event);
    TrialSpec specFor(const PlannedTrial &planned) const;
    QString runFolder() const;
    void noteUnsaved(const Error &error);
    void emitPreparing(double fraction, const QString &text);
    void emitProgress();
    double sinceStart() const { return Seconds(s.clock->now() - started).count(); }

    Campaign *q;
    RunEnvironment s;
    RunState state = RunState::Idle;
    std::shared_ptr<RunRecord> result = std::make_shared<RunRecord>();
    TimePoint started{};
    bool isStopRequested = false;
    bool isGone = false;
    ScenarioFiles files;
    StreamFile streamFile;
    RunRecorder recorder;
    QString streamFilePath;
    QString awaitedEnvironment;
    QStringList abandonedBuilds;
    OneShot<Status> environmentBuilt;
    OneShot<Result<QString>> filePrepared;
    OneShot<bool> trialEnded;
    OneShot<bool> paused;
    QTimer pauseTimer;
    QTimer progressTimer;
    std::unique_ptr<Trial> trial;
    std::optional<int> trialIndex;
    double trialStartedS = 0;
    double resumedAfterS = 0;              ///< 0: the run was not resumed
    QList<TrialKey> keptTrials;            ///< of a run that is resumed
    QList<ResolvedServer> previousServers; ///< likewise
    Phase trialPhase = Phase::Waiting;
};

/// What can be known before a run begins; reads the files that the profile names.
Result<QList<ResolvedServer>> Campaign::Private::checkProfile(const Profile &profile)
{
    for (const QList<int> &cores : {profile.affinity.server, profile.affinity.generator}) {
        if (const Sentence problem = coreSetError(cores); !problem.isEmpty())
            return Error{ErrorCode::Usage, problem, {}};
    }
    Result<QList<ResolvedServer>> servers = resolveServers(profile, *s.catalogue);
    if (!servers)
        return servers.error();
    files = ScenarioFiles();
    if (const QList<ProfileProblem> problems = readScenarioFiles(profile, files); !problems.isEmpty())
        return Error{ErrorCode::Usage, problems.constFirst().message, {}};
    return servers;
}

Status Campaign::Private::begin(const Profile &profile)
{
    const Result<QList<ResolvedServer>> servers = checkProfile(profile);
    if (!servers)
        return servers.error();
    auto fresh = std::make_shared<RunRecord>();
    fresh->profile = profile;
    fresh->profileJson = writeProfile(profile);
    const QDateTime now = s.clock->wallTime();
    fresh->startedAt = now.toOffsetFromUtc(now.offsetFromUtc()); // written with it wherever it is read
    fresh->machine = readMachineFacts();
    fresh->servers = *servers;
    fresh->plan = planTrials(profile, *servers, firstRounds(profile, *servers));
    const Result<std::optional<BaselineRecord>> baseline = findBaseline(profile);
    if (!baseline)
        return baseline.error();
    fresh->baseline = *baseline;
    const Result<QString> id = makeRunFolder(now.toString(u"yyyyMMdd-HHmmss-"_s) + profile.id);
    if (!id)
        return id.error();
    fresh->id = *id;
    result = fresh;
    resumedAfterS = 0;
    isStopRequested = false;
    trialIndex.reset();
    keptTrials.clear();
    previousServers.clear();
    started = s.clock->now();
    recorder.begin(*result, runFolder()); // its folder is new: nobody else makes this run
    return success();
}

/// Nothing where no threshold refers to one, or no runs are kept.
Result<std::optional<BaselineRecord>> Campaign::Private::findBaseline(const Profile &profile) const
{
    const auto threshold = std::find_if(profile.thresholds.cbegin(), profile.thresholds.cend(),
                                        [](const Threshold &each) { return each.isOfBaseline; });
    if (threshold == profile.thresholds.cend() || s.storeFile.isEmpty())
        return std::optional<BaselineRecord>();
    const Result<std::unique_ptr<ResultsStore>> store = ResultsStore::open(s.storeFile, s.runsFolder);
    if (!store)
        return store.error();
    const Result<std::optional<QString>> kept = (*store)->baseline(profile.id);
    if (!kept)
        return kept.error();
    const QString id = s.baseline.isEmpty() ? kept->value_or(QString()) : s.baseline;
    if (id.isEmpty())
        return Error{
            ErrorCode::Usage,
            Sentence(QT_TRANSLATE_NOOP(
                         "Sentence",
                         "The threshold \"%1\" needs a baseline, and the profile \"%2\" has none. Set "
                         "one with `loadstone baseline set RUN`, or give --baseline RUN."),
                     threshold->text, profile.id),
            {}};
    const Result<RunRecord> run = (*store)->read(id);
    if (!run)
        return run.error();
    return std::optional(makeBaseline(*run, profile.thresholds));
}

Status Campaign::Private::beginAgain(const RunRecord &previous)
{
    const auto refuse = [&previous](const char *sentence) {
        return Error{ErrorCode::Usage, Sentence(sentence, previous.id), {}};
    };
    auto fresh = std::make_shared<RunRecord>(keptPart(previous));
    // Of a run with a precision the plan may have ended where its pilot did.
    if (!previous.profile.measurement.hasFixedRounds())
        fresh->plan = planTrials(previous.profile, previous.servers, roundsInAll(*fresh, previous.lengthS));
    if (fresh->trials.size() >= fresh->plan.size())
        return refuse(QT_TRANSLATE_NOOP("Sentence", "Run %1 is complete: all of its trials have ended."));
    const QString folder = QDir(s.runsFolder).filePath(previous.id);
    if (const Status made = makeFolder(folder); !made)
        return made.error();
    const Result<QList<ResolvedServer>> servers = checkProfile(previous.profile);
    if (!servers)
        return servers.error();
    if (servers->size() != previous.servers.size())
        return refuse(
            QT_TRANSLATE_NOOP("Sentence", "The servers of run %1 are no longer those of its plan."));
    const QDateTime now = s.clock->wallTime();
    fresh->resumedAt << now.toOffsetFromUtc(now.offsetFromUtc());
    fresh->servers = *servers;
    if (!recorder.begin(*fresh, folder))
        return refuse(QT_TRANSLATE_NOOP("Sentence", "Run %1 is in progress in another program."));
    result = fresh;
    resumedAfterS = previous.lengthS;
    keptTrials.clear();
    for (const TrialRecord &kept : std::as_const(result->trials))
        keptTrials << kept.planned.key;
    previousServers = previous.servers;
    isStopRequested = false;
    trialIndex.reset();
    started = s.clock->now() - std::chrono::duration_cast<Nanoseconds>(Seconds(resumedAfterS));
    return success();
}

/// What differs from the first part of a run that is resumed, as far as it may matter to its figures.
void Campaign::Private::noteChanges()
{
    const auto note = [this](const QString &what, const QString &before, const QString &now) {
        if (before != now)
            result->warnings << Sentence(
                QT_TRANSLATE_NOOP("Sentence", "Changed before the run was resumed: %1 was %2 and is %3."),
                what, before, now);
    };
    const MachineFacts now = readMachineFacts();
    note(u"CPU"_s, result->machine.cpuModel, now.cpuModel);
    note(u"kernel"_s, result->machine.kernel, now.kernel);
    note(u"Loadstone"_s, result->machine.loadstoneVersion, now.loadstoneVersion);
    for (qsizetype i = 0; i < previousServers.size(); ++i) {
        const ResolvedServer &before = previousServers[i];
        const ResolvedServer &server = result->servers[i];
        if (!server.unavailable.isEmpty() || before.versions.isEmpty())
            continue;
        note(server.name, before.interpreter, server.interpreter);
        for (auto it = server.versions.cbegin(); it != server.versions.cend(); ++it)
            note(u"%1 (%2)"_s.arg(it.key(), server.name), before.versions.value(it.key()), it.value());
    }
}

bool Campaign::Private::isKept(const TrialKey &key) const { return keptTrials.contains(key); }

// Runs of one profile may begin in the same second; the folder tells them apart.
Result<QString> Campaign::Private::makeRunFolder(const QString &name) const
{
    Result<QString> made = makeNewFolder(s.runsFolder, name);
    const Status takesFiles =
        made ? checkFolderTakesFiles(QDir(s.runsFolder).filePath(*made)) : Status(made.error());
    if (takesFiles)
        return made;
    if (made)
        QDir(s.runsFolder).rmdir(*made);
    return Error{ErrorCode::Unavailable, takesFiles.error().message, {}};
}

QCoro::Task<void> Campaign::Private::run()
{
    enter(RunState::Preparing);
    if (const Status raised = raiseOpenFileLimit(); !raised)
        result->warnings << raised.error().message;
    result->machine.nofile = readMachineFacts().nofile;

    co_await prepareEnvironments();
    if (isGone)
        co_return;
    if (!isStopRequested && hasNoServer()) {
        end(RunState::Failed, result->servers.constFirst().unavailable);
        co_return;
    }
    const bool hasFile = isStopRequested || co_await prepareStreamFile();
    if (isGone)
        co_return;
    if (!hasFile)
        co_return;
    if (isStopRequested) {
        end(RunState::Stopped);
        co_return;
    }

    // The time axis begins with the first server, not with the preparation; a resumed run goes on with its own.
    started = s.clock->now() - std::chrono::duration_cast<Nanoseconds>(Seconds(resumedAfterS));
    noteChanges();
    enter(RunState::Running);
    recorder.update(*result);
    emit q->planned();
    progressTimer.start();
    for (qsizetype i = 0; i < result->plan.size() && !isStopRequested; ++i) {
        const PlannedTrial planned = result->plan[i]; // the plan may change at the end of a round
        if (isKept(planned.key))
            continue;
        if (planned.index > 0)
            co_await pause();
        if (!isGone && !isStopRequested)
            co_await runTrial(planned);
        if (isGone)
            co_return;
        const bool isEndOfRound = (i + 1) % result->servers.size() == 0;
        if (isEndOfRound && !isStopRequested)
            replan();
    }
    end(isStopRequested ? RunState::Stopped : RunState::Finished);
}

QCoro::Task<void> Campaign::Private::prepareEnvironments()
{
    QStringList wanted;
    for (ResolvedServer &server : result->servers) {
        server.unavailable = unavailableReason(server.stack, *s.environments);
        if (server.unavailable.isEmpty() && !wanted.contains(server.stack.environment))
            wanted << server.stack.environment;
    }
    for (const QString &id : std::as_const(wanted)) {
        environmentBuilt.reset();
        awaitedEnvironment = id;
        s.environments->build(id);
        const Status built = co_await environmentBuilt.wait();
        awaitedEnvironment.clear();
        if (isGone || isStopRequested)
            co_return;
        const EnvironmentState environment = s.environments->state(id);
        const QMap<QString, QString> packages = s.environments->packages(id);
        for (ResolvedServer &server : result->servers) {
            if (server.stack.environment != id || !server.unavailable.isEmpty())
                continue;
            if (!built) {
                server.unavailable = built.error().message;
                continue;
            }
            server.interpreter = environment.interpreter;
            for (const QString &package : std::as_const(server.stack.packages)) {
                const QString version = installedVersion(package, packages);
                server.versions.insert(package, version.isEmpty() ? u"not found"_s : version);
            }
        }
    }
}

QCoro::Task<bool> Campaign::Private::prepareStreamFile()
{
    streamFilePath.clear();
    if (!needsStreamFile(result->profile))
        co_return true;
    filePrepared.reset();
    streamFile.prepare(result->profile.service.streamFileBytes);
    const Result<QString> path = co_await filePrepared.wait();
    if (isGone)
        co_return false;
    if (path) {
        streamFilePath = *path;
        co_return true;
    }
    if (isStopRequested)
        co_return true;
    end(RunState::Failed, path.error().message);
    co_return false;
}

QCoro::Task<void> Campaign::Private::runTrial(PlannedTrial planned)
{
    trialIndex = planned.index;
    trialStartedS = sinceStart();
    trialPhase = Phase::Waiting;
    trialEnded.reset();
    const Sentence text = recordedTrialTitle(*result, planned.key);
    take(MarkChanged{{MarkKind::TrialChange, trialStartedS, {}, text}});
    qCDebug(logRun).noquote() << "trial" << planned.index + 1 << "of" << result->plan.size()
                              << text.english();

    trial = std::make_unique<Trial>(specFor(planned), *s.clock);
    QObject::connect(trial.get(), &Trial::happened, q, [this](const RunEvent &event) { take(event); });
    trial->start();
    co_await trialEnded.wait();
    if (isGone)
        co_return;
    // Its own signal is what resumed us: it must not die before it has returned.
    trial.release()->deleteLater();
}

/// Takes rounds into the plan, or out of it, that the precision or the time asks for.
void Campaign::Private::replan()
{
    const int rounds = roundsInAll(*result, sinceStart());
    if (rounds == roundCount(*result))
        return;
    qCDebug(logRun) << "plan of" << rounds << "rounds instead of" << roundCount(*result);
    result->plan = planTrials(result->profile, result->servers, rounds);
    recorder.update(*result);
    emit q->replanned();
}

QCoro::Task<void> Campaign::Private::pause()
{
    if (result->profile.measurement.pause <= Milliseconds(0))
        co_return;
    paused.reset();
    pauseTimer.start(result->profile.measurement.pause);
    co_await paused.wait();
}

void Campaign::Private::take(const RunEvent &event)
{
    addEvent(*result, event);
    if (const auto *entered = std::get_if<PhaseEntered>(&event))
        trialPhase = entered->phase;
    if (std::holds_alternative<TrialFinished>(event))
        result->lengthS = sinceStart();
    recorder.take(event, *result);
    emit q->happened(event);
    if (std::holds_alternative<TrialFinished>(event))
        trialEnded.set(true);
}

TrialSpec Campaign::Private::specFor(const PlannedTrial &planned) const
{
    TrialSpec spec;
    spec.planned = planned;
    spec.server = result->servers.at(planned.key.server);
    spec.profile = serverProfile(*result, planned.key.server);
    spec.environment = s.environments->state(spec.server.stack.environment);
    spec.files = files;
    spec.streamFile = streamFilePath;
    spec.guardProgram = s.guardProgram;
    spec.runFolder = runFolder();
    spec.runStarted = started;
    return spec;
}

bool Campaign::Private::hasNoServer() const
{
    return std::all_of(result->servers.cbegin(), result->servers.cend(),
                       [](const ResolvedServer &server) { return !server.unavailable.isEmpty(); });
}

void Campaign::Private::enter(RunState next)
{
    if (state == next)
        return;
    state = next;
    result->state = next;
    qCDebug(logRun).noquote() << "state" << runStateId(next);
    emit q->stateChanged(next);
}

void Campaign::Private::end(RunState last, const Sentence &problem)
{
    progressTimer.stop();
    result->problem = problem;
    result->lengthS = sinceStart();
    qCDebug(logRun).noquote() << "end of run" << result->id << "after" << result->lengthS << 's'
                              << problem.english();
    // Before the state is told: the record does not change any more after that.
    result->state = last;
    if (const Status kept = recorder.end(*result); !kept)
        noteUnsaved(kept.error());
    enter(last);
    emit q->finished();
}

void Campaign::Private::stopParts(bool now)
{
    if (!awaitedEnvironment.isEmpty())
        s.environments->cancel();
    streamFile.cancel();
    if (now) {
        // Both go on by themselves until they notice.
        if (!awaitedEnvironment.isEmpty())
            abandonedBuilds << awaitedEnvironment;
        const Error stopped{
            ErrorCode::Stopped, Sentence(QT_TRANSLATE_NOOP("Sentence", "Stopped by the user.")), {}};
        environmentBuilt.set(Status(stopped));
        filePrepared.set(Result<QString>(stopped));
    }
    if (trial)
        trial->stop(now);
    if (pauseTimer.isActive()) {
        pauseTimer.stop();
        paused.set(true);
    }
}

QString Campaign::Private::runFolder() const { return QDir(s.runsFolder).filePath(result->id); }

/// Reports a full disk once, not every second.
void Campaign::Private::noteUnsaved(const Error &error)
{
    const Sentence warning(
        QT_TRANSLATE_NOOP("Sentence", "The run is not kept: %1 It can still be exported to another disk."),
        error.message);
    if (!result->warnings.contains(warning))
        result->warnings << warning;
}

void Campaign::Private::emitPreparing(double fraction, const QString &text)
{
    RunProgress progress;
    progress.trials = int(result->plan.size());
    progress.text = text;
    if (fraction >= 0)
        progress.fraction = fraction;
    emit q->progressChanged(progress);
}

void Campaign::Private::emitProgress()
{
    RunProgress progress;
    progress.trial = trialIndex;
    progress.trials = int(result->plan.size());
    progress.phase = trialPhase;
    double whole = 0;
    double before = 0;
    for (const PlannedTrial &planned : std::as_const(result->plan)) {
        whole += planned.expectedS;
        before += trialIndex && planned.index < *trialIndex ? planned.expectedS : 0;
    }
    const double ofThis = trialIndex ? result->plan.at(*trialIndex).expectedS : 0;
    const double done = before + std::min(sinceStart() - trialStartedS, ofThis);
    if (whole > 0)
        progress.fraction = std::clamp(done / whole, 0.0, 1.0);
    progress.leftS = std::max(0.0, whole - done);
    emit q->progressChanged(progress);
}

Campaign::Campaign(const RunEnvironment &services, QObject *parent)
    : RunController(parent), m_d(std::make_unique<Private>(this, services))
{
}

Campaign::~Campaign()
{
    blockSignals(true);
    m_d.reset();
}

Status Campaign::start(const Profile &profile)
{
    if (isRunning())
        return Error{ErrorCode::Usage,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "A run is in progress. Stop it first.")),
                     {}};
    Status begun = m_d->begin(profile);
    if (begun)
        m_d->run();
    return begun;
}

Status Campaign::resume(const RunRecord &run)
{
    if (isRunning())
        return Error{ErrorCode::Usage,
                     Sentence(QT_TRANSLATE_NOOP("Sentence", "A run is in progress. Stop it first.")),
                     {}};
    Status begun = m_d->beginAgain(run);
    if (begun)
        m_d->run();
    return begun;
}

void Campaign::stop(bool now)
{
    if (!isRunning())
        return;
    const bool isSecond = std::exchange(m_d->isStopRequested, true);
    m_d->enter(RunState::Stopping);
    m_d->stopParts(now || isSecond);
}

void Campaign::setTarget(double target)
{
    if (m_d->trial)
        m_d->trial->setTarget(target);
}

RunState Campaign::state() const { return m_d->state; }

std::shared_ptr<const RunRecord> Campaign::result() const { return m_d->result; }

} // namespace loadstone
