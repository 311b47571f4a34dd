// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/export/replay.h"

#include "core/load/engines.h"
#include "core/load/loadgenerator.h"
#include "core/load/loadworker.h"
#include "core/load/threadcpu.h"
#include "core/load/workload.h"

#include <QEventLoop>
#include <QFile>
#include <QMap>

#include <algorithm>
#include <atomic>
#include <memory>

namespace loadstone::test
{

using namespace Qt::StringLiterals;

namespace
{

/// One line of the file, read from the left.
class Row
{
public:
    explicit Row(const QString &line) : m_cells(line.split(u',')) { }

    QString text()
    {
        if (m_next >= m_cells.size())
            qFatal("too few columns: %s", qPrintable(m_cells.join(u',')));
        return m_cells[m_next++];
    }
    double number()
    {
        const QString cell = text();
        bool isNumber = false;
        const double value = cell.toDouble(&isNumber);
        if (!isNumber)
            qFatal("not a number: %s", qPrintable(m_cells.join(u',')));
        return value;
    }
    qint64 integer() { return qint64(number()); } // below 2^53
    Nanoseconds time() { return Nanoseconds(integer()); }
    std::optional<Nanoseconds> timeIfAny()
    {
        if (m_next < m_cells.size() && !m_cells[m_next].isEmpty())
            return time();
        ++m_next;
        return {};
    }
    /// @param toId gives the identifier of each of `count` values
    template<typename T>
    T id(QString (*toId)(T), int count)
    {
        const QString cell = text();
        for (int i = 0; i < count; ++i) {
            if (toId(T(i)) == cell)
                return T(i);
        }
        qFatal("unknown id: %s", qPrintable(cell));
    }

private:
    QStringList m_cells;
    qsizetype m_next = 0;
};

Outcome makeOutcome(OutcomeClass outcomeClass, int status)
{
    Outcome outcome;
    outcome.outcomeClass = outcomeClass;
    outcome.status = status;
    if (isFailure(outcomeClass))
        outcome.example = u"example of %1"_s.arg(outcomeClassId(outcomeClass));
    return outcome;
}

void addUser(RecordedTrial &trial, Row &row)
{
    const Nanoseconds at = row.time();
    const int user = int(row.integer());
    const bool begins = row.text() == u"begin";
    trial.events.push_back({at, user, [at, begins](Recorder &recorder, TimePoint origin) {
                                begins ? recorder.userStarted(origin + at) : recorder.userEnded(origin + at);
                            }});
}

void addLogin(RecordedTrial &trial, Row &row)
{
    const Nanoseconds sent = row.time();
    const int user = int(row.integer());
    const OutcomeClass outcomeClass = row.id(outcomeClassId, outcomeClassCount);
    Outcome outcome = makeOutcome(outcomeClass, int(row.integer()));
    const Nanoseconds took = row.time();
    outcome.openedConnection = row.integer() != 0;
    trial.events.push_back({sent + took, user, [took, outcome](Recorder &recorder, TimePoint) {
                                recorder.loginEnded(took, outcome);
                            }});
}

/// A request on its way through the recorder.
struct RecordedRequest {
    int endpoint = 0;
    Nanoseconds sent{};
    std::optional<Nanoseconds> due; ///< of an arrival
    bool hasWaited = false;
    std::optional<Nanoseconds> late;
    Nanoseconds took{};
    std::optional<Nanoseconds> pause;
    Outcome outcome;
    Attempt attempt;
};

void begin(RecordedRequest &request, Recorder &recorder, TimePoint origin)
{
    const TimePoint now = origin + request.sent;
    if (request.hasWaited)
        recorder.waited(origin + *request.due);
    else if (request.late)
        recorder.sentLate(*request.late, now);
    request.attempt = recorder.started(request.endpoint, now, request.due ? origin + *request.due : now);
}

void end(const RecordedRequest &request, Recorder &recorder, TimePoint origin)
{
    const TimePoint now = origin + request.sent + request.took;
    recorder.ended(request.attempt, request.took, request.outcome, now);
    if (request.pause)
        recorder.paused(*request.pause, now);
}

void addArrival(RecordedTrial &trial, int user, Nanoseconds due, Nanoseconds late)
{
    trial.events.push_back({due + late, user, [due, late](Recorder &recorder, TimePoint origin) {
                                recorder.arrived(origin + due, origin + due + late);
                            }});
}

void addRequest(RecordedTrial &trial, Row &row)
{
    const auto request = std::make_shared<RecordedRequest>();
    request->sent = row.time();
    const int user = int(row.integer());
    request->endpoint = int(row.integer());
    request->due = row.timeIfAny();
    request->hasWaited = row.integer() != 0;
    request->late = row.timeIfAny();
    const OutcomeClass outcomeClass = row.id(outcomeClassId, outcomeClassCount);
    request->outcome = makeOutcome(outcomeClass, int(row.integer()));
    request->outcome.diedIn = row.id(requestPhaseId, requestPhaseCount);
    request->took = row.time();
    for (std::optional<Nanoseconds> &phase : request->outcome.phases)
        phase = row.timeIfAny();
    request->outcome.bytesReceived = row.integer();
    request->outcome.openedConnection = row.integer() != 0;
    request->outcome.wasStale = row.integer() != 0;
    request->pause = row.timeIfAny();

    if (request->due)
        addArrival(trial, user, *request->due, *request->late);
    trial.events.push_back({request->sent, user, [request](Recorder &recorder, TimePoint origin) {
                                begin(*request, recorder, origin);
                            }});
    trial.events.push_back(
        {request->sent + request->took, user,
         [request](Recorder &recorder, TimePoint origin) { end(*request, recorder, origin); }});
}

/// An arrival for which there was neither a connection nor room in the queue.
void addDropped(RecordedTrial &trial, Nanoseconds at, int user, Nanoseconds due, Nanoseconds late)
{
    addArrival(trial, user, due, late);
    trial.events.push_back({at, user, [due, at](Recorder &recorder, TimePoint origin) {
                                recorder.dropped(origin + due, origin + at);
                            }});
}

void addResource(RecordedTrial &trial, Row &row)
{
    ResourceSample sample;
    sample.atS = row.number();
    sample.phase = row.id(phaseId, int(Phase::Done) + 1);
    sample.processes = int(row.integer());
    sample.threads = int(row.integer());
    sample.cpuUserPercent = row.number();
    sample.cpuSystemPercent = row.number();
    sample.pssBytes = row.integer();
    sample.ussBytes = row.integer();
    sample.rssBytes = row.integer();
    sample.fds = int(row.integer());
    sample.contextSwitches = row.integer();
    trial.resources.append(sample);
}

void addCpu(RecordedTrial &trial, Row &row)
{
    const TimePoint at = TimePoint(row.time());
    const pid_t thread = pid_t(row.integer());
    auto sample = std::find_if(trial.cpu.begin(), trial.cpu.end(),
                               [at](const ThreadCpuSample &known) { return known.at == at; });
    if (sample == trial.cpu.end())
        sample = trial.cpu.insert(sample, ThreadCpuSample{at, {}, {}});
    sample->used[thread] = row.time();
    sample->waited[thread] = row.time();
}

RecordedTrial makeTrial(Row &row)
{
    RecordedTrial trial;
    trial.run = row.text();
    trial.server = int(row.integer());
    trial.repeat = int(row.integer());
    trial.startedAtS = row.number();
    trial.readyAfterS = row.number();
    trial.cpuUserS = row.number();
    trial.cpuSystemS = row.number();
    return trial;
}

void addRow(RecordedTrial &trial, const QString &kind, Row &row)
{
    if (kind == u"user") {
        addUser(trial, row);
    } else if (kind == u"login") {
        addLogin(trial, row);
    } else if (kind == u"request") {
        addRequest(trial, row);
    } else if (kind == u"dropped" || kind == u"given-up") {
        const Nanoseconds at = row.time();
        const int user = int(row.integer());
        const Nanoseconds due = row.time();
        addDropped(trial, at, user, due, kind == u"dropped" ? at - due : row.time());
    } else if (kind == u"cpu") {
        addCpu(trial, row);
    } else if (kind == u"resource") {
        addResource(trial, row);
    } else {
        qFatal("unknown kind of row: %s", qPrintable(kind));
    }
}

/// What is replayed: the signatures of engines and of ThreadCpuWatch leave no room for it.
const RecordedTrial *replayedTrial = nullptr;
/// The load thread that may report next: the order of failures follows that of the threads' reports.
std::atomic<int> reportingThread = 0;

/// Records immediately what its users did, with the times at which they did it.
class ReplayWorker final : public LoadWorker
{
public:
    ReplayWorker(const LoadPlan &plan, int index) : m_plan(plan), m_index(index) { }

    void begin() override
    {
        Recorder recorder = makeRecorder(m_plan);
        for (const RecordedEvent &event : replayedTrial->events) {
            if (event.user % m_plan.threads == m_index)
                event.record(recorder, m_plan.origin);
        }
        setFinished();
        for (int other = reportingThread; other != m_index; other = reportingThread)
            reportingThread.wait(other);
        const TimePoint end = m_plan.measureEnd + m_plan.spec.drain;
        emit intervalsRecorded(m_index, recorder.takeLastIntervals(end));
        emit finished(m_index, recorder.phase(), {});
        ++reportingThread;
        reportingThread.notify_all();
    }
    void stop(bool /*now*/) override { }
    void stopAfterRunning() override { }
    void setTarget(double /*target*/, TimePoint /*at*/) override { }

private:
    const LoadPlan m_plan;
    const int m_index;
};

std::unique_ptr<LoadWorker> makeReplayWorker(const LoadPlan &plan, int index, const Clock & /*clock*/)
{
    return std::make_unique<ReplayWorker>(plan, index);
}

} // namespace

std::vector<RecordedTrial> readOutcomes(const QString &file)
{
    QFile outcomes(file);
    if (!outcomes.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(file), qPrintable(outcomes.errorString()));
    std::vector<RecordedTrial> trials;
    for (const QString &line : QString::fromUtf8(outcomes.readAll()).split(u'\n', Qt::SkipEmptyParts)) {
        if (line.startsWith(u'#'))
            continue;
        Row row(line);
        const QString kind = row.text();
        if (kind == u"trial")
            trials.push_back(makeTrial(row));
        else
            addRow(trials.back(), kind, row);
    }
    for (RecordedTrial &trial : trials) {
        std::stable_sort(
            trial.events.begin(), trial.events.end(),
            [](const RecordedEvent &one, const RecordedEvent &other) { return one.at < other.at; });
    }
    return trials;
}

ReplayedLoad replayLoad(const LoadSpec &spec, double secondsBefore, const RecordedTrial &trial)
{
    // Moved by hand, and long before this program began: no standstill of the program falls into it.
    ManualClock clock;
    clock.advance(std::chrono::seconds(1));
    replayedTrial = &trial;
    reportingThread = 0;
    LoadGenerator generator(clock);
    QEventLoop loop;
    ReplayedLoad replayed;
    QMap<double, SecondBucket> seconds;
    QObject::connect(&generator, &LoadGenerator::secondUpdated, &loop,
                     [&seconds](const SecondBucket &second) { seconds.insert(second.startS, second); });
    QObject::connect(&generator, &LoadGenerator::finished, &loop, [&](const LoadResult &result) {
        replayed.result = result;
        loop.quit();
    });
    generator.start(spec, secondsBefore);
    // So late that the generator folds its CPU samples, as it does in loads of more than some seconds.
    clock.advance(std::chrono::seconds(30));
    loop.exec();
    replayed.seconds = seconds.values();
    return replayed;
}

} // namespace loadstone::test

// In the place of core/load/engines.cpp and threadcpu.cpp: the linker takes an object of a static library
// only for undefined symbols, and everything that their headers declare is defined here. So the load generator
// needs no hook for replays.
namespace loadstone
{

ThreadCpuWatch::ThreadCpuWatch() = default;

/// All samples at the first call, which is made when the load begins.
void ThreadCpuWatch::sample(TimePoint now)
{
    if (!m_history.samples().empty())
        return;
    for (ThreadCpuSample sample : test::replayedTrial->cpu) {
        sample.at = now + sample.at.time_since_epoch();
        m_history.add(sample);
    }
}

pid_t currentThreadId() { return 0; }

const QList<Engine> &engines()
{
    static const QList<Engine> all{{engineTraits(nativeEngine()), test::makeReplayWorker, nullptr}};
    return all;
}

QStringList engineIds() { return {nativeEngine()}; }

const Engine *findEngine(const QString & /*id*/) { return &engines().constFirst(); }

QString targetProblem(const Connection & /*connection*/, const QUrl & /*baseUrl*/,
                      const QByteArray & /*certificate*/)
{
    return {};
}

QString requestProblem(const Connection & /*connection*/, const QList<RequestTemplate> & /*requests*/,
                       const QStringList & /*variables*/)
{
    return {};
}

} // namespace loadstone
