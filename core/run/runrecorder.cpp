// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/runrecorder.h"

#include "core/results/store/resultsstore.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace loadstone
{

namespace
{

constexpr std::chrono::seconds flushInterval{1};
/// Deleted runs can be restored for so long.
constexpr int purgeAfterDays = 7;

void putSecond(QList<SecondBucket> &seconds, const SecondBucket &second)
{
    const auto same = std::find_if(seconds.rbegin(), seconds.rend(), [&second](const SecondBucket &each) {
        return each.startS == second.startS;
    });
    if (same != seconds.rend())
        *same = second;
    else
        seconds.append(second);
}

} // namespace

RunRecorder::RunRecorder(QString storeFile, QObject *parent)
    : QObject(parent), m_storeFile(std::move(storeFile))
{
    m_timer.setInterval(flushInterval);
    connect(&m_timer, &QTimer::timeout, this, &RunRecorder::flush);
}

RunRecorder::~RunRecorder() { flush(); }

bool RunRecorder::begin(const RunRecord &run, const QString &runFolder)
{
    if (m_storeFile.isEmpty())
        return true;
    m_runsFolder = QFileInfo(runFolder).absolutePath();
    m_lock.reset();
    m_lock = std::make_unique<RunLock>(runFolder);
    // A file system without locks has none for anybody.
    if (!m_lock->isHeld() && RunLock::isHeldBySomebody(runFolder))
        return false;
    m_writer = std::make_unique<RunWriter>(m_storeFile);
    connect(m_writer.get(), &RunWriter::failed, this, &RunRecorder::failed);
    connect(m_writer.get(), &RunWriter::noticed, this, &RunRecorder::noticed);
    m_batch = {};
    setHead(run);
    flush();
    m_timer.start();
    return true;
}

void RunRecorder::setHead(const RunRecord &run)
{
    RunRecord head = run;
    head.trials.clear();
    m_batch.run = head;
}

void RunRecorder::update(const RunRecord &run)
{
    if (!m_writer)
        return;
    setHead(run);
    flush();
}

TrialBatch &RunRecorder::batchOf(const PlannedTrial &planned)
{
    if (m_batch.trials.isEmpty() || m_batch.trials.constLast().planned.key != planned.key) {
        TrialBatch batch;
        batch.planned = planned;
        batch.startedAtS = m_trialStartedAtS;
        m_batch.trials.append(batch);
    }
    return m_batch.trials.last();
}

void RunRecorder::take(const RunEvent &event, const RunRecord &run)
{
    if (!m_writer)
        return;
    // What comes after the trial's end, as a last sample, is not part of it.
    const auto inProgress = [this](const TrialKey &key, const auto &change) {
        if (key == m_trial.key)
            change(batchOf(m_trial));
    };
    std::visit(EventVisitor{
                   [&](const TrialStarted &started) {
                       m_trial = started.trial;
                       m_trialStartedAtS = started.atS;
                       batchOf(m_trial).isBegin = true;
                   },
                   [&](const SecondUpdated &updated) {
                       inProgress(updated.trial,
                                  [&](TrialBatch &batch) { putSecond(batch.seconds, updated.second); });
                   },
                   [&](const SecondCompleted &completed) {
                       inProgress(completed.trial,
                                  [&](TrialBatch &batch) { batch.intervals.append(completed.packed); });
                   },
                   [&](const ResourcesSampled &sampled) {
                       inProgress(sampled.trial,
                                  [&](TrialBatch &batch) { batch.resources.append(sampled.sample); });
                   },
                   [&](const MarkChanged &) { setHead(run); },
                   [&](const TrialFinished &finished) {
                       batchOf(finished.result.planned).ended = finished.result;
                       m_trial = {-1, {-1, 0, 0}, 0};
                       setHead(run);
                       flush();
                   },
                   [](const PhaseEntered &) {}, [](const ServerReady &) {},
                   [](const ServerOutput &) {}, // is in the server's log
               },
               event);
}

void RunRecorder::flush()
{
    if (!m_writer || (!m_batch.run && m_batch.trials.isEmpty()))
        return;
    m_writer->write(std::exchange(m_batch, {}));
}

Status RunRecorder::end(const RunRecord &run)
{
    if (!m_writer)
        return success();
    m_timer.stop();
    setHead(run);
    m_batch.isLast = true;
    const Status written = m_writer->finish(std::exchange(m_batch, {}));
    m_writer.reset();
    m_lock.reset();
    if (!written)
        return written;
    const Result<std::unique_ptr<ResultsStore>> store = ResultsStore::open(m_storeFile, m_runsFolder);
    if (!store)
        return store.error();
    if (const Result<QStringList> beyond = (*store)->applyRetention(); !beyond)
        return beyond.error();
    const Result<int> purged = (*store)->purge(QDateTime::currentDateTime().addDays(-purgeAfterDays));
    return purged ? success() : Status(purged.error());
}

} // namespace loadstone
