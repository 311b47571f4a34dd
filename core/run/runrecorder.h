// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/store/runlock.h"
#include "core/results/store/runwriter.h"
#include "core/run/runevent.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace loadstone
{

/// Keeps a run in the results store while it is made: its record whenever it changes, each trial when it ends, and
/// once a second what has happened in the one in progress. So a crash loses at most a second.
class RunRecorder : public QObject
{
    Q_OBJECT
public:
    /// @param storeFile empty: nothing is kept
    explicit RunRecorder(QString storeFile, QObject *parent = nullptr);
    /// Writes what is pending; the run is an interrupted one from now on, unless end() was called.
    ~RunRecorder() override;

    /// False, and nothing is recorded, if another program makes this run. @param runFolder exists
    bool begin(const RunRecord &run, const QString &runFolder);
    /// @param run with the event in it
    void take(const RunEvent &event, const RunRecord &run);
    void update(const RunRecord &run);
    /// Waits until everything was written; then deletes the runs beyond the store's retention.
    Status end(const RunRecord &run);

signals:
    /// The store cannot be written: the run goes on in memory. Once, until it could be written again.
    void failed(const loadstone::Error &error);
    void noticed(const loadstone::Sentence &notice);

private:
    void flush();
    void setHead(const RunRecord &run);
    TrialBatch &batchOf(const PlannedTrial &planned);

    QString m_storeFile;
    QString m_runsFolder;
    std::unique_ptr<RunLock> m_lock;
    std::unique_ptr<RunWriter> m_writer;
    RunBatch m_batch;
    PlannedTrial m_trial; ///< in progress
    double m_trialStartedAtS = 0;
    QTimer m_timer;
};

} // namespace loadstone
