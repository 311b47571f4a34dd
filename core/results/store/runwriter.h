// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace loadstone
{

/// What is new of a trial. Rows of a second or moment that the store has already replace it.
struct TrialBatch {
    PlannedTrial planned;
    double startedAtS = 0;
    bool isBegin = false; ///< what there is of an earlier attempt is removed
    QList<SecondBucket> seconds;
    QList<ResourceSample> resources;
    QList<IntervalTimes> intervals;
    std::optional<TrialRecord> ended; ///< replaces all rows of the trial
};

/// What is new of a run.
struct RunBatch {
    std::optional<RunRecord> run; ///< without trials; the first batch has it
    QList<TrialBatch> trials;
    bool isLast = false; ///< the run has ended
};

class SqlDatabase;

/// Writes one batch, within a transaction of the caller.
Status writeBatch(SqlDatabase &database, const QString &run, const RunBatch &batch);

/// Writes a run into the store while it is made, in a thread of its own: a slow disk delays neither the load nor the
/// window. Each batch is a transaction. What could not be written, because the disk is full, is tried again with the
/// next batch.
class RunWriter : public QObject
{
    Q_OBJECT
public:
    /// @param file the store's
    explicit RunWriter(const QString &file, QObject *parent = nullptr);
    /// Waits until everything given was written, or could not be.
    ~RunWriter() override;

    void write(const RunBatch &batch);
    /// Waits until everything was written; an error when that failed.
    Status finish(const RunBatch &last);

signals:
    /// Once, until a batch is written again.
    void failed(const loadstone::Error &error);
    /// That a damaged store was set aside.
    void noticed(const loadstone::Sentence &notice);

private:
    class Worker;
    QThread m_thread;
    Worker *m_worker;
};

} // namespace loadstone
