// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadgenerator.h"

#include "core/base/affinity.h"
#include "core/base/logging.h"
#include "core/base/longtimer.h"
#include "core/base/saturating.h"
#include "core/load/engines.h"
#include "core/load/health.h"
#include "core/load/liveseconds.h"
#include "core/load/loadnumbers.h"
#include "core/load/loadworker.h"
#include "core/load/schedule.h"
#include "core/load/standstill.h"
#include "core/load/target.h"
#include "core/load/threadcpu.h"
#include "core/profile/limits.h"

#include <QDeadlineTimer>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// With fewer responses per virtual user, the edges of the window distort the ratio of Little's law.
constexpr double leastCyclesPerUser = 5;

/// Names in braces that are replaced by values.
QStringList variableNames(const QList<Variable> &variables, const QList<RequestTemplate> &requests)
{
    QStringList names;
    for (const Variable &variable : variables)
        names.append(variable.name);
    for (const RequestTemplate &request : requests) {
        for (const Capture &capture : request.captures)
            names.append(capture.variable);
    }
    return names;
}

/// Why this load cannot run at all, as a sentence; empty if it can.
Sentence validate(const LoadSpec &spec)
{
    const bool isUnixSocket = spec.baseUrl.scheme() == unixSocketScheme();
    if (!spec.baseUrl.isValid() || (spec.baseUrl.host().isEmpty() && !isUnixSocket))
        return Sentence(
            QT_TRANSLATE_NOOP("Sentence",
                              "“%1” is not the address of a target. Give scheme, host and port, for example "
                              "http://127.0.0.1:8000."),
            spec.baseUrl.toString(QUrl::RemoveUserInfo));
    if (QString problem = targetProblem(spec.connection, spec.baseUrl, spec.certificate); !problem.isEmpty())
        return problem;
    if (spec.requests.isEmpty())
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "Add at least one request."));
    QList<RequestTemplate> requests = spec.requests;
    if (spec.scenario.login)
        requests.append(*spec.scenario.login);
    if (QString problem = requestProblem(spec.connection, requests, variableNames(spec.variables, requests));
        !problem.isEmpty())
        return problem;
    if (QString problem = numberProblem(spec); !problem.isEmpty())
        return problem;
    if (spec.load.highestTarget() <= 0)
        return spec.load.isOpen() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "Set a rate above 0."))
                                  : Sentence(QT_TRANSLATE_NOOP("Sentence", "Set at least one user."));
    if (!spec.load.measured() && !spec.load.requests)
        return Sentence(QT_TRANSLATE_NOOP(
            "Sentence", "The load would never end: set a duration or a number of requests."));
    return {};
}

/// How long CPU samples are stored beyond the seconds of the live view: load threads end the measure phase by
/// themselves, and report it later.
constexpr std::chrono::seconds cpuRetention(10);

constexpr Milliseconds patience(700);     // after load threads were asked to stop immediately
constexpr Milliseconds longestEnd(2'000); // for the threads of a generator that is destroyed

} // namespace

class LoadGenerator::Private : public QObject
{
public:
    Private(LoadGenerator &owner, const Clock &clock) : m_owner(owner), m_clock(clock) { }
    ~Private() override;

    void start(const LoadSpec &spec, double secondsBefore);
    void stop(bool now);
    void setTarget(double target);

private:
    struct Worker {
        std::unique_ptr<QThread> thread;
        LoadWorker *object = nullptr; ///< lives in the thread and ends with it; null afterwards
        bool isFinished = false;
    };

    void plan(const LoadSpec &spec);
    void launchWorker(int index);
    void setTimers();
    void armMeasureEnd();
    TimePoint measureEnd() const;
    void enter(Phase phase);
    void report();
    void trimCpu(TimePoint now);
    double targetAtEnd(const SecondBucket &bucket) const;
    void onBudgetSpent();
    void onWorkerFinished(int worker, const RecordedPhase &phase, const Sentence &error);
    void giveUp();
    void finish();
    LoadResult result() const;
    qint64 succeededInTime() const;
    ClientHealth clientHealth(TimePoint measuredTo, Seconds meanService, Seconds meanThink) const;

    LoadGenerator &m_owner;
    const Clock &m_clock;
    LoadPlan m_plan;
    std::unique_ptr<LoadCurve> m_curve;
    QList<TargetChange> m_targetChanges;
    Phase m_phase = Phase::Waiting;
    std::vector<Worker> m_workers;
    std::unique_ptr<LiveSeconds> m_live;
    std::unique_ptr<ThreadCpuWatch> m_cpu;
    QTimer m_refresh;
    LongTimer m_measureBegin;
    LongTimer m_measureEnd;
    QTimer m_patience; ///< after threads were asked to stop immediately
    std::unique_ptr<StandstillWatch> m_standstills;
    RecordedPhase m_recorded;
    TimePoint m_drainBegin{};
    bool m_hasRecorded = false;
    bool m_isBudgetSpent = false;
    bool m_isStopped = false;
    Sentence m_error;
};

LoadGenerator::Private::~Private()
{
    for (const Worker &worker : m_workers) {
        LoadWorker *const object = worker.object;
        QThread *const thread = worker.thread.get();
        if (!object)
            continue;
        object->disconnect(this);
        object->stop(true);
        QMetaObject::invokeMethod(object, [object, thread] {
            // Direct: while the destructor waits, this thread processes no events.
            connect(object, &LoadWorker::finished, thread, &QThread::quit, Qt::DirectConnection);
            if (object->isFinished())
                thread->quit();
        });
    }
    const QDeadlineTimer deadline(longestEnd);
    for (Worker &worker : m_workers) {
        // A hanging thread is left to process exit: it owns copies of everything it uses.
        if (!worker.thread->wait(deadline))
            static_cast<void>(worker.thread.release());
    }
}

void LoadGenerator::Private::start(const LoadSpec &spec, double secondsBefore)
{
    const StartOnCores onCores(spec.cores);
    m_error = onCores.problem().isEmpty() ? validate(spec) : onCores.problem();
    qCDebug(logLoad).noquote() << "engine" << spec.connection.engine << "for" << spec.baseUrl.toString()
                               << "with up to" << spec.load.mostUsers() << "connections in"
                               << spec.connection.threads << "threads" << m_error.english();
    if (!m_error.isEmpty()) {
        // Deferred: the caller of start() may connect afterwards.
        QMetaObject::invokeMethod(
            this, [this] { finish(); }, Qt::QueuedConnection);
        m_phase = Phase::Drain;
        return;
    }
    m_cpu = std::make_unique<ThreadCpuWatch>();
    m_standstills = std::make_unique<StandstillWatch>();
    plan(spec);
    m_live = std::make_unique<LiveSeconds>(m_plan.threads, m_plan.origin, secondsBefore);
    m_workers.resize(static_cast<size_t>(m_plan.threads));
    for (int index = 0; index < m_plan.threads; ++index)
        launchWorker(index);
    setTimers();
    enter(m_plan.measureBegin > m_plan.origin ? Phase::WarmUp : Phase::Measure);
}

void LoadGenerator::Private::plan(const LoadSpec &spec)
{
    m_plan.spec = spec;
    m_plan.sequences = std::make_shared<SequenceCounts>(spec.variables.size());
    m_plan.threads = std::clamp(spec.connection.threads, 1, std::max(spec.load.mostUsers(), 1));
    m_plan.origin = m_clock.now();
    m_plan.measureBegin = later(m_plan.origin, timeBeforeMeasuring(spec.load, spec.warmUp));
    const std::optional<Milliseconds> measured = spec.load.measured();
    m_plan.measureEnd = measured ? later(m_plan.measureBegin, *measured) : TimePoint::max();
    m_curve = std::make_unique<LoadCurve>(m_plan.spec.load, m_plan.origin, m_plan.measureBegin);
    if (spec.load.requests && !spec.load.isOpen())
        m_plan.budget = std::make_shared<RequestBudget>(*spec.load.requests);
}

void LoadGenerator::Private::launchWorker(int index)
{
    Worker &worker = m_workers[static_cast<size_t>(index)];
    worker.thread = std::make_unique<QThread>();
    worker.thread->setObjectName(u"load-%1"_s.arg(index));
    worker.object = findEngine(m_plan.spec.connection.engine)->makeWorker(m_plan, index, m_clock).release();
    worker.object->moveToThread(worker.thread.get());
    connect(worker.thread.get(), &QThread::finished, worker.object, &QObject::deleteLater);
    connect(worker.object, &LoadWorker::threadStarted, this, [this](int thread) { m_cpu->add(thread); });
    connect(
        worker.object, &LoadWorker::intervalsRecorded, this,
        [this](int from, const std::vector<RecordedInterval> &intervals) { m_live->add(from, intervals); });
    connect(worker.object, &LoadWorker::budgetSpent, this, &Private::onBudgetSpent);
    connect(worker.object, &LoadWorker::finished, this, &Private::onWorkerFinished);
    worker.thread->start();
    QMetaObject::invokeMethod(worker.object, &LoadWorker::begin, Qt::QueuedConnection);
}

void LoadGenerator::Private::setTimers()
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &Private::giveUp);
    connect(&m_refresh, &QTimer::timeout, this, &Private::report);
    m_refresh.start(reportInterval);
    connect(&m_measureBegin, &LongTimer::timeout, this, [this] { enter(Phase::Measure); });
    connect(&m_measureEnd, &LongTimer::timeout, this, [this] { enter(Phase::Drain); });
    if (m_plan.measureBegin > m_plan.origin)
        m_measureBegin.start(m_plan.measureBegin - m_clock.now());
    armMeasureEnd();
}

void LoadGenerator::Private::armMeasureEnd()
{
    const TimePoint end = measureEnd();
    if (end == TimePoint::max())
        m_measureEnd.stop();
    else
        m_measureEnd.start(end - m_clock.now());
}

/// Computed like each load thread does: see Workload.
TimePoint LoadGenerator::Private::measureEnd() const
{
    return std::min(m_plan.measureEnd, m_curve->endOfCount(m_plan.spec.load, m_plan.measureBegin));
}

void LoadGenerator::Private::enter(Phase phase)
{
    if (phase <= m_phase)
        return;
    m_phase = phase;
    qCDebug(logLoad).noquote() << "phase" << phaseId(phase);
    // So that the CPU time of the measure phase is read exactly at its boundaries.
    if (m_cpu)
        m_cpu->sample(m_clock.now());
    if (phase == Phase::Drain)
        m_drainBegin = m_clock.now();
    emit m_owner.phaseChanged(phase);
}

void LoadGenerator::Private::report()
{
    const TimePoint now = m_clock.now();
    m_cpu->sample(now);
    const QList<SecondBucket> changed = m_live->takeChanged(m_cpu->history().samples());
    trimCpu(now);
    for (SecondBucket bucket : changed) {
        bucket.target = targetAtEnd(bucket);
        emit m_owner.secondUpdated(bucket);
    }
    for (const SecondTimes &times : m_live->takeComplete())
        emit m_owner.secondCompleted(times);
}

void LoadGenerator::Private::trimCpu(TimePoint now)
{
    const TimePoint needed = std::min(m_live->oldestOpen(), now - cpuRetention);
    if (m_phase >= Phase::Drain)
        m_cpu->history().forget(m_drainBegin + cpuRetention, needed);
    // With all requests sent, the phase ends with the last response, which may have arrived already.
    else if (!m_isBudgetSpent)
        m_cpu->history().fold(m_plan.measureBegin, std::min(needed, measureEnd()));
}

double LoadGenerator::Private::targetAtEnd(const SecondBucket &bucket) const
{
    const TimePoint end = m_live->endTime(bucket);
    if (!m_plan.spec.load.isOpen() || bucket.lengthS <= 0)
        return m_curve->valueAt(end);
    const TimePoint begin = end - toNanoseconds(Seconds(bucket.lengthS));
    return (m_curve->arrivalsUntil(end) - m_curve->arrivalsUntil(begin)) / bucket.lengthS;
}

void LoadGenerator::Private::setTarget(double target)
{
    if ((m_phase != Phase::WarmUp && m_phase != Phase::Measure) || std::isnan(target))
        return;
    const bool isOpen = m_plan.spec.load.isOpen();
    const double bounded = std::clamp(target, 0.0, isOpen ? limits::rate.most : double(limits::users.most));
    const double meant = isOpen ? bounded : std::round(bounded);
    const TimePoint now = m_clock.now();
    m_curve->hold(meant, now);
    armMeasureEnd();
    m_targetChanges.append({Seconds(now - m_plan.measureBegin).count(), meant});
    for (const Worker &worker : m_workers) {
        if (!worker.isFinished)
            worker.object->setTarget(meant, now);
    }
}

void LoadGenerator::Private::stop(bool now)
{
    if (m_phase == Phase::Waiting || m_phase == Phase::Done || !m_error.isEmpty())
        return;
    qCDebug(logLoad) << "stopping" << (now ? "immediately" : "after the drain");
    // A number of requests has no time limit, so that phase is cut short too.
    if (m_phase < Phase::Drain || measureEnd() < m_plan.measureEnd)
        m_isStopped = true;
    if (m_phase < Phase::Drain) {
        m_measureBegin.stop();
        m_measureEnd.stop();
    }
    for (const Worker &worker : m_workers) {
        if (!worker.isFinished)
            worker.object->stop(now);
    }
    if (now && !m_patience.isActive())
        m_patience.start(patience);
    enter(Phase::Drain);
}

void LoadGenerator::Private::giveUp()
{
    for (Worker &worker : m_workers) {
        if (!worker.isFinished)
            worker.object->disconnect(this);
        worker.isFinished = true;
    }
    m_error = Sentence(
        QT_TRANSLATE_NOOP("Sentence",
                          "The load threads did not stop within %1 s, and what they recorded is lost. "
                          "Please report it."),
        int(Seconds(patience).count()));
    finish();
}

void LoadGenerator::Private::onBudgetSpent()
{
    if (m_isBudgetSpent)
        return;
    m_isBudgetSpent = true;
    for (const Worker &worker : m_workers) {
        if (!worker.isFinished)
            worker.object->stopAfterRunning();
    }
}

void LoadGenerator::Private::onWorkerFinished(int worker, const RecordedPhase &phase, const Sentence &error)
{
    m_workers[static_cast<size_t>(worker)].isFinished = true;
    if (m_hasRecorded)
        m_recorded.merge(phase);
    else
        m_recorded = phase;
    m_hasRecorded = true;
    if (m_error.isEmpty())
        m_error = error;
    if (std::all_of(m_workers.begin(), m_workers.end(), [](const Worker &each) { return each.isFinished; }))
        finish();
}

void LoadGenerator::Private::finish()
{
    m_patience.stop();
    m_refresh.stop();
    m_measureBegin.stop();
    m_measureEnd.stop();
    const bool endedByCount = m_isBudgetSpent && m_phase == Phase::Measure;
    if (endedByCount)
        m_recorded.windowEnd = m_recorded.lastEnded;
    if (m_live)
        report();
    const LoadResult made = result();
    qCDebug(logLoad).noquote() << "end:" << made.measured.total().ended() << "requests in" << made.measuredS
                               << "s" << made.error.english();
    for (Worker &worker : m_workers) {
        worker.object = nullptr;
        worker.thread->quit();
    }
    enter(Phase::Drain);
    enter(Phase::Done);
    emit m_owner.finished(made);
}

LoadResult LoadGenerator::Private::result() const
{
    LoadResult made;
    made.error = m_error;
    made.isStopped = m_isStopped;
    if (!m_hasRecorded)
        return made;
    const LoadSpec &spec = m_plan.spec;
    made.isOpen = spec.load.isOpen();
    made.hasDueTimes = spec.load.hasDueTimes();
    made.due = m_recorded.due;
    made.dropped = m_recorded.dropped;
    made.waited = m_recorded.waited;
    made.succeededInTime = succeededInTime();
    made.targetChanges = m_targetChanges;
    made.measured = m_recorded.metrics;
    for (qsizetype i = 0; i < spec.requests.size() && i < made.measured.endpoints.size(); ++i)
        made.measured.endpoints[i].group = spec.requests[i].group;
    made.warmUpRequests = m_recorded.endedBefore;
    made.measuredS = Seconds(m_recorded.windowEnd - m_recorded.windowBegin).count();
    if (made.measuredS <= 0)
        return made;
    const StandstillTotal standstill =
        standstillBetween(m_standstills->found(), m_recorded.windowBegin, m_recorded.windowEnd);
    made.stoodStillS = standstill.length.count();
    made.longestStandstillS = standstill.longest.count();
    made.meanInFlight = m_recorded.requestTime.count() / made.measuredS;
    made.meanUsersBusyOrThinking = m_recorded.userTime.count() / made.measuredS;
    if (made.isOpen)
        made.intendedRps = static_cast<double>(made.due) / made.measuredS;
    if (m_recorded.endedInWindow == 0)
        return made;

    const auto ended = static_cast<double>(m_recorded.endedInWindow);
    const Seconds meanService = m_recorded.timeInSystem / ended;
    const auto pauses = static_cast<double>(m_recorded.pausesInWindow);
    const Seconds meanThink = pauses > 0 ? m_recorded.pauses / pauses : Seconds::zero();
    const bool isSteady = spec.load.stages.isEmpty() && m_targetChanges.isEmpty();
    if (!made.isOpen && isSteady)
        made.pacingCeilingRps = pacingCeiling(spec.load, meanService);
    // In an open load the requests in flight are those in the system.
    const double inSystem = made.isOpen ? made.meanInFlight : made.meanUsersBusyOrThinking;
    if (ended >= leastCyclesPerUser * inSystem)
        made.littlesLawRatio = littlesLawRatio(inSystem, ended / made.measuredS,
                                               meanService + (made.isOpen ? Seconds::zero() : meanThink));
    made.client = clientHealth(m_recorded.windowEnd, meanService, meanThink);
    return made;
}

qint64 LoadGenerator::Private::succeededInTime() const
{
    const EndpointMetrics total = m_recorded.metrics.total();
    qint64 inTime = total.ok();
    for (const Histogram::Bucket &bucket : m_recorded.afterEnd.buckets())
        inTime -= bucket.lowestUs > total.serviceTime.min() ? bucket.count : 0;
    return inTime;
}

ClientHealth LoadGenerator::Private::clientHealth(TimePoint measuredTo, Seconds meanService,
                                                  Seconds meanThink) const
{
    const EndpointMetrics total = m_recorded.metrics.total();
    ClientObservation observation;
    observation.cpu = m_cpu->history().samples();
    observation.folded = m_cpu->history().folded();
    observation.from = m_recorded.windowBegin;
    observation.to = measuredTo;
    observation.ended = m_recorded.endedInWindow;
    observation.sendLate = m_recorded.sendLate;
    observation.meanCycle = meanService + meanThink;
    observation.isOpen = m_plan.spec.load.isOpen();
    observation.medianService = Microseconds(total.serviceTime.percentile(50));
    observation.meanService = meanService;
    for (const OutcomeClass outcome : {OutcomeClass::FdUnavailable, OutcomeClass::PortUnavailable})
        observation.generatorLimits += total.counts[static_cast<size_t>(outcome)];
    observation.ok = total.ok();
    observation.failed = total.failed() - observation.generatorLimits;
    return assessClient(observation);
}

LoadGenerator::LoadGenerator(const Clock &clock, QObject *parent)
    : QObject(parent), m_d(std::make_unique<Private>(*this, clock))
{
}

LoadGenerator::~LoadGenerator() = default;

void LoadGenerator::start(const LoadSpec &spec, double secondsBefore) { m_d->start(spec, secondsBefore); }

void LoadGenerator::stop(bool now) { m_d->stop(now); }

void LoadGenerator::setTarget(double target) { m_d->setTarget(target); }

} // namespace loadstone
