// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/runwriter.h"

#include "core/results/recordcodec.h"
#include "core/results/store/storefile.h"
#include "core/results/store/trialrows.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QByteArray jsonList(const QStringList &texts)
{
    return QJsonDocument(QJsonArray::fromStringList(texts)).toJson(QJsonDocument::Compact);
}

QString machineText(const MachineFacts &machine)
{
    return u"%1, %2"_s.arg(machine.cpuModel, QString::number(machine.cores));
}

Status putRun(SqlDatabase &database, const RunRecord &run)
{
    QStringList servers;
    QStringList stacks;
    for (const ResolvedServer &server : run.servers) {
        servers << server.name;
        stacks << server.stack.id;
    }
    return database.run(
        u"INSERT INTO runs(id, profile_id, profile_name, started_at, started_ms, length_s, state, servers, "
        "stacks, trials_planned, trials_ended, machine, record) VALUES(?,?,?,?,?,?,?,?,?,?,0,?,?) "
        "ON CONFLICT(id) DO UPDATE SET length_s = excluded.length_s, state = excluded.state, "
        "servers = excluded.servers, stacks = excluded.stacks, trials_planned = excluded.trials_planned, "
        "machine = excluded.machine, record = excluded.record"_s,
        {run.id, run.profile.id, run.profile.name, run.startedAt.toString(Qt::ISODateWithMs),
         run.startedAt.toMSecsSinceEpoch(), run.lengthS, runStateId(run.state),
         QString::fromUtf8(jsonList(servers)), QString::fromUtf8(jsonList(stacks)), run.plan.size(),
         machineText(run.machine), QString::fromUtf8(encodeRun(run))});
}

Result<qint64> putTrial(SqlDatabase &database, const QString &run, const TrialBatch &trial)
{
    const TrialKey &key = trial.planned.key;
    if (const Status put = database.run(
            u"INSERT INTO trials(run, server, level, repeat, position, started_s) VALUES(?,?,?,?,?,?) "
            "ON CONFLICT(run, server, level, repeat) DO UPDATE SET started_s = excluded.started_s"_s,
            {run, key.server, key.level, key.repeat, trial.planned.index, trial.startedAtS});
        !put)
        return put.error();
    const Result<QList<QVariantList>> id =
        database.rows(u"SELECT id FROM trials WHERE run = ? AND server = ? AND level = ? AND repeat = ?"_s,
                      {run, key.server, key.level, key.repeat});
    if (!id)
        return id.error();
    return id->value(0).value(0).toLongLong();
}

Status putInterval(SqlDatabase &database, qint64 trial, const IntervalTimes &second)
{
    const bool hasResponse = !second.response.hdr.isEmpty();
    return database.run(
        u"INSERT OR REPLACE INTO intervals(trial, start_s, length_s, phase, probe, service, service_max_us, "
        "response, response_max_us) VALUES(?,?,?,?,?,?,?,?,?)"_s,
        {trial, second.startS, second.lengthS, phaseId(second.phase),
         second.probe ? QVariant(*second.probe) : QVariant(), second.service.hdr, second.service.maxUs,
         hasResponse ? QVariant(second.response.hdr) : QVariant(),
         hasResponse ? QVariant(second.response.maxUs) : QVariant()});
}

/// @param series seconds, resources and intervals to add
Status putSeries(SqlDatabase &database, qint64 trial, const QList<SecondBucket> &seconds,
                 const QList<ResourceSample> &resources, const QList<IntervalTimes> &intervals)
{
    Status put = success();
    for (const SecondBucket &second : seconds) {
        if (put)
            put = database.run(u"INSERT OR REPLACE INTO seconds(trial, start_s, data) VALUES(?,?,?)"_s,
                               {trial, second.startS, QString::fromUtf8(encodeSecond(second))});
    }
    for (const ResourceSample &sample : resources) {
        if (put)
            put = database.run(u"INSERT OR REPLACE INTO resources(trial, at_s, data) VALUES(?,?,?)"_s,
                               {trial, sample.atS, QString::fromUtf8(encodeSample(sample))});
    }
    for (const IntervalTimes &second : intervals) {
        if (put)
            put = putInterval(database, trial, second);
    }
    return put;
}

/// Of an attempt before, or what was written while the trial ran.
Status clearTrial(SqlDatabase &database, qint64 trial)
{
    for (const QString &table : {u"seconds"_s, u"resources"_s, u"intervals"_s, u"histograms"_s}) {
        if (Status cleared = database.run(u"DELETE FROM %1 WHERE trial = ?"_s.arg(table), {trial}); !cleared)
            return cleared;
    }
    return database.run(u"UPDATE trials SET record = NULL WHERE id = ?"_s, {trial});
}

Status putEnded(SqlDatabase &database, qint64 trial, const TrialRecord &ended)
{
    if (Status cleared = clearTrial(database, trial); !cleared)
        return cleared;
    const TrialTimeline &timeline = ended.timeline;
    if (Status put = putSeries(database, trial, timeline.seconds, timeline.resources, timeline.intervals);
        !put)
        return put;
    const TrialRows rows = splitTrial(ended);
    for (const PlacedHistogram &histogram : rows.histograms) {
        if (Status put = database.run(u"INSERT INTO histograms(trial, place, hdr) VALUES(?,?,?)"_s,
                                      {trial, histogram.place, histogram.hdr});
            !put)
            return put;
    }
    return database.run(u"UPDATE trials SET record = ? WHERE id = ?"_s,
                        {QString::fromUtf8(rows.record), trial});
}

/// What a run takes in the file, roughly: without the pages' own overhead.
Status measureSize(SqlDatabase &database, const QString &run)
{
    const QString sum =
        u"(SELECT coalesce(sum(%1), 0) FROM %2 WHERE trial IN (SELECT id FROM trials WHERE run = runs.id))"_s;
    return database.run(u"UPDATE runs SET bytes = length(record) + (SELECT "
                        u"coalesce(sum(length(trials.record)), 0) FROM trials "
                        "WHERE run = runs.id) + %1 + %2 + %3 + %4 WHERE id = ?"_s.arg(
                            sum.arg(u"length(data)"_s, u"seconds"_s),
                            sum.arg(u"length(data)"_s, u"resources"_s),
                            sum.arg(u"length(service) + coalesce(length(response), 0)"_s, u"intervals"_s),
                            sum.arg(u"length(hdr)"_s, u"histograms"_s)),
                        {run});
}

} // namespace

Status writeBatch(SqlDatabase &database, const QString &run, const RunBatch &batch)
{
    if (batch.run) {
        if (Status put = putRun(database, *batch.run); !put)
            return put;
    }
    for (const TrialBatch &trial : batch.trials) {
        const Result<qint64> id = putTrial(database, run, trial);
        if (!id)
            return id.error();
        Status put = trial.isBegin ? clearTrial(database, *id) : success();
        if (!put)
            return put;
        put = trial.ended ? putEnded(database, *id, *trial.ended)
                          : putSeries(database, *id, trial.seconds, trial.resources, trial.intervals);
        if (!put)
            return put;
    }
    if (Status counted =
            database.run(u"UPDATE runs SET trials_ended = (SELECT count(*) FROM trials WHERE run = runs.id "
                         "AND trials.record IS NOT NULL) WHERE id = ?"_s,
                         {run});
        !counted)
        return counted;
    return batch.isLast ? measureSize(database, run) : success();
}

/// Lives in the writer's thread.
class RunWriter::Worker : public QObject
{
public:
    Worker(QString file, RunWriter *writer) : m_file(std::move(file)), q(writer) { }

    Status write(const RunBatch &batch)
    {
        m_pending.append(batch);
        if (batch.run)
            m_run = batch.run->id;
        Status written = m_database ? success() : open();
        if (written)
            written = m_database->inTransaction([this]() -> Status {
                for (const RunBatch &pending : std::as_const(m_pending)) {
                    if (Status put = writeBatch(*m_database, m_run, pending); !put)
                        return put;
                }
                return success();
            });
        if (written)
            m_pending.clear();
        else if (!m_isFailing)
            emit q->failed(written.error());
        m_isFailing = !written;
        return written;
    }

private:
    Status open()
    {
        Result<StoreFile> store = openStoreFile(m_file);
        if (!store)
            return store.error();
        if (!store->notice.isEmpty())
            emit q->noticed(store->notice);
        m_database = std::move(store.value().database);
        return success();
    }

    QString m_file;
    RunWriter *q;
    std::unique_ptr<SqlDatabase> m_database;
    QList<RunBatch> m_pending;
    QString m_run;
    bool m_isFailing = false;
};

RunWriter::RunWriter(const QString &file, QObject *parent) : QObject(parent), m_worker(new Worker(file, this))
{
    m_thread.setObjectName(u"store"_s);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

RunWriter::~RunWriter()
{
    // quit() overtakes what is queued.
    QMetaObject::invokeMethod(
        m_worker, [] {}, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void RunWriter::write(const RunBatch &batch)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, batch] { Q_UNUSED(worker->write(batch)) });
}

Status RunWriter::finish(const RunBatch &last)
{
    Status written;
    QMetaObject::invokeMethod(
        m_worker, [this, &last, &written] { written = m_worker->write(last); }, Qt::BlockingQueuedConnection);
    return written;
}

} // namespace loadstone
