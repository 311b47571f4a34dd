// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/store/storedrun.h"

#include <QList>
#include <QString>

#include <memory>
#include <optional>

namespace loadstone
{

class SqlDatabase;

/// All runs of a user, in one SQLite file; each run has a folder for logs in addition. Runs are written by RunWriter.
/// For one thread. Several programs may use the same file at once.
class ResultsStore
{
public:
    /// Opens or creates the store. Runs whose program has ended before them become Interrupted.
    /// @param runsFolder has a folder for each run, named by its id
    static Result<std::unique_ptr<ResultsStore>> open(const QString &file, const QString &runsFolder);
    ~ResultsStore();

    /// That a damaged file was set aside when it was opened; usually empty.
    Sentence notice() const { return m_notice; }
    QString runsFolder() const { return m_runsFolder; }
    QString runFolder(const QString &id) const;

    /// The newest first.
    Result<QList<StoredRun>> list(const RunFilter &filter = {}) const;
    /// One run, deleted or not; NotFound with a sentence.
    Result<StoredRun> find(const QString &id) const;
    /// A whole run. Trials of an interrupted one that had not ended have their series, but no figures.
    Result<RunRecord> read(const QString &id) const;
    /// The same without the trials' seconds, resources and intervals, which are most of it: for figures of many runs.
    Result<RunRecord> readFigures(const QString &id) const;
    /// Adds a run that was made elsewhere. An error when its id is taken.
    Status add(const RunRecord &run);

    Status setName(const QString &id, const QString &name);
    Status setNote(const QString &id, const QString &note);
    Status addTag(const QString &id, const QString &tag);
    Status removeTag(const QString &id, const QString &tag);

    /// The run that others of its profile are compared with.
    Status setBaseline(const QString &id);
    Status clearBaseline(const QString &profileId);
    Result<std::optional<QString>> baseline(const QString &profileId) const;

    /// Deleted runs are not listed, and can be restored until they are purged.
    Status remove(const QStringList &ids);
    Status restore(const QStringList &ids);
    /// Deletes for good, with their folders, runs that were deleted before that time. Returns how many.
    Result<int> purge(const QDateTime &deletedBefore);

    Result<Retention> retention() const;
    Status setRetention(const Retention &retention);
    /// Deletes (as remove() does) the oldest runs beyond the limits, and returns them. Runs in progress are not touched.
    Result<QStringList> applyRetention();

private:
    ResultsStore(std::unique_ptr<SqlDatabase> database, QString runsFolder, Sentence notice);
    Status markInterrupted();
    enum class Series { Read, Skipped };
    Result<RunRecord> readRun(const QString &id, Series series) const;
    /// Adds the trials; one that is damaged is left out and named among the warnings.
    Status readTrials(RunRecord &run, Series series) const;
    Status readSeries(qint64 id, TrialRecord &trial) const;
    Result<TrialRecord> readTrial(qint64 id, const QByteArray &record, const PlannedTrial &planned,
                                  double startedAtS, LoadModel model, Series series) const;
    Status change(const QString &id, const QString &sql, const QVariantList &values);

    std::unique_ptr<SqlDatabase> m_database;
    QString m_runsFolder;
    Sentence m_notice;
};

} // namespace loadstone
