// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/resultsstore.h"

#include "core/results/partialtrial.h"
#include "core/results/recordcodec.h"
#include "core/results/store/runlock.h"
#include "core/results/store/runwriter.h"
#include "core/results/store/storefile.h"
#include "core/results/store/trialrows.h"

#include <QDir>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlQuery>

#include <algorithm>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

const QString &unendedStates()
{
    static const QString states = u"('preparing','running','stopping')"_s;
    return states;
}

RunState runStateById(const QString &id)
{
    for (int state = 0; state <= int(RunState::Interrupted); ++state) {
        if (runStateId(RunState(state)) == id)
            return RunState(state);
    }
    return RunState::Failed;
}

QStringList listFromJson(const QVariant &json)
{
    QStringList texts;
    const QJsonArray array = QJsonDocument::fromJson(json.toString().toUtf8()).array();
    for (const auto &text : array)
        texts << text.toString();
    return texts;
}

StoredRun storedRun(const QSqlQuery &row)
{
    StoredRun run;
    int column = 0;
    const auto next = [&row, &column] { return row.value(column++); };
    run.id = next().toString();
    run.name = next().toString();
    run.note = next().toString();
    run.profileId = next().toString();
    run.profileName = next().toString();
    run.startedAt = QDateTime::fromString(next().toString(), Qt::ISODateWithMs);
    run.lengthS = next().toDouble();
    run.state = runStateById(next().toString());
    run.servers = listFromJson(next());
    run.stacks = listFromJson(next());
    run.trialsPlanned = next().toInt();
    run.trialsEnded = next().toInt();
    run.machine = next().toString();
    run.bytes = next().toLongLong();
    if (const QVariant deleted = next(); !deleted.isNull())
        run.deletedAt = QDateTime::fromMSecsSinceEpoch(deleted.toLongLong());
    run.isBaseline = next().toBool();
    return run;
}

QString selectRuns()
{
    return u"SELECT id, name, note, profile_id, profile_name, started_at, length_s, state, servers, stacks, "
           "trials_planned, trials_ended, machine, bytes, deleted_ms, "
           "EXISTS(SELECT 1 FROM baselines WHERE baselines.run = runs.id) FROM runs"_s;
}

/// Of a LIKE pattern with ESCAPE '\'.
QString escapedPart(QString text)
{
    text.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
    return u'%' + text + u'%';
}

struct Condition {
    QStringList terms;
    QVariantList values;

    void add(const QString &term, const QVariantList &more)
    {
        terms << term;
        values << more;
    }
};

Condition conditionFor(const RunFilter &filter)
{
    Condition condition;
    condition.add(filter.isDeleted ? u"deleted_ms IS NOT NULL"_s : u"deleted_ms IS NULL"_s, {});
    if (!filter.profileId.isEmpty())
        condition.add(u"profile_id = ?"_s, {filter.profileId});
    if (!filter.stackId.isEmpty())
        condition.add(u"EXISTS(SELECT 1 FROM json_each(stacks) WHERE json_each.value = ?)"_s,
                      {filter.stackId});
    if (!filter.tag.isEmpty())
        condition.add(u"EXISTS(SELECT 1 FROM tags WHERE tags.run = runs.id AND tag = ?)"_s, {filter.tag});
    if (filter.state)
        condition.add(u"state = ?"_s, {runStateId(*filter.state)});
    if (filter.since.isValid())
        condition.add(u"started_ms >= ?"_s, {filter.since.toMSecsSinceEpoch()});
    if (!filter.text.isEmpty()) {
        const QString part = escapedPart(filter.text);
        condition.add(u"(id LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' OR note LIKE ? ESCAPE '\\' "
                      "OR profile_name LIKE ? ESCAPE '\\' OR servers LIKE ? ESCAPE '\\')"_s,
                      {part, part, part, part, part});
    }
    return condition;
}

Error noSuchRun(const QString &id)
{
    return {ErrorCode::NotFound,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "There is no run %1; `loadstone runs` lists them."), id),
            {}};
}

/// Of what was recorded.
double endOf(const TrialTimeline &timeline)
{
    double end = timeline.startedAtS;
    if (!timeline.seconds.isEmpty())
        end = std::max(end, timeline.seconds.constLast().startS + timeline.seconds.constLast().lengthS);
    if (!timeline.resources.isEmpty())
        end = std::max(end, timeline.resources.constLast().atS);
    return end;
}

} // namespace

Result<std::unique_ptr<ResultsStore>> ResultsStore::open(const QString &file, const QString &runsFolder)
{
    Result<StoreFile> opened = openStoreFile(file);
    if (!opened)
        return opened.error();
    std::unique_ptr<ResultsStore> store(
        new ResultsStore(std::move(opened.value().database), runsFolder, opened->notice));
    if (const Status marked = store->markInterrupted(); !marked)
        return marked.error();
    return store;
}

ResultsStore::ResultsStore(std::unique_ptr<SqlDatabase> database, QString runsFolder, Sentence notice)
    : m_database(std::move(database)), m_runsFolder(std::move(runsFolder)), m_notice(std::move(notice))
{
}

ResultsStore::~ResultsStore() = default;

QString ResultsStore::runFolder(const QString &id) const { return QDir(m_runsFolder).filePath(id); }

Status ResultsStore::markInterrupted()
{
    const Result<QList<QVariantList>> unended =
        m_database->rows(u"SELECT id FROM runs WHERE state IN "_s + unendedStates());
    if (!unended)
        return unended.error();
    for (const QVariantList &row : *unended) {
        const QString id = row.value(0).toString();
        if (RunLock::isHeldBySomebody(runFolder(id)))
            continue;
        // The condition again: it may have ended between the two looks.
        if (Status marked =
                m_database->run(u"UPDATE runs SET state = ? WHERE id = ? AND state IN "_s + unendedStates(),
                                {runStateId(RunState::Interrupted), id});
            !marked)
            return marked;
    }
    return success();
}

Result<QList<StoredRun>> ResultsStore::list(const RunFilter &filter) const
{
    const Condition condition = conditionFor(filter);
    QString sql = u"%1 WHERE %2 ORDER BY started_ms DESC, id DESC"_s.arg(selectRuns(),
                                                                         condition.terms.join(u" AND "_s));
    if (filter.atMost)
        sql += u" LIMIT %1"_s.arg(*filter.atMost);
    QHash<QString, QStringList> tags;
    const Status tagged =
        m_database->each(u"SELECT run, tag FROM tags ORDER BY tag"_s, {}, [&tags](const QSqlQuery &row) {
            tags[row.value(0).toString()] << row.value(1).toString();
            return success();
        });
    if (!tagged)
        return tagged.error();
    QList<StoredRun> runs;
    const Status read = m_database->each(sql, condition.values, [&](const QSqlQuery &row) {
        runs << storedRun(row);
        runs.last().tags = tags.value(runs.last().id);
        return success();
    });
    if (!read)
        return read.error();
    return runs;
}

Result<StoredRun> ResultsStore::find(const QString &id) const
{
    QList<StoredRun> runs;
    const Status read =
        m_database->each(selectRuns() + u" WHERE id = ?"_s, {id}, [&runs](const QSqlQuery &row) {
            runs << storedRun(row);
            return success();
        });
    if (!read)
        return read.error();
    if (runs.isEmpty())
        return noSuchRun(id);
    const Result<QList<QVariantList>> tags =
        m_database->rows(u"SELECT tag FROM tags WHERE run = ? ORDER BY tag"_s, {id});
    if (!tags)
        return tags.error();
    for (const QVariantList &tag : *tags)
        runs.first().tags << tag.value(0).toString();
    return runs.first();
}

Result<RunRecord> ResultsStore::read(const QString &id) const { return readRun(id, Series::Read); }

Result<RunRecord> ResultsStore::readFigures(const QString &id) const { return readRun(id, Series::Skipped); }

Result<RunRecord> ResultsStore::readRun(const QString &id, Series series) const
{
    const Result<QList<QVariantList>> row =
        m_database->rows(u"SELECT record, state FROM runs WHERE id = ?"_s, {id});
    if (!row)
        return row.error();
    if (row->isEmpty())
        return noSuchRun(id);
    const Result<RunRecord> decoded = decodeRun(row->first().value(0).toString().toUtf8());
    if (!decoded)
        return Error{
            decoded.error().code,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "Run %1 cannot be read. %2"), id, decoded.error().message),
            {}};
    RunRecord run = *decoded;
    run.state = runStateById(row->first().value(1).toString());
    if (run.state == RunState::Interrupted)
        run.problem = Sentence(QT_TRANSLATE_NOOP(
            "Sentence", "Loadstone ended before the run did. The trials that had ended are kept."));
    if (const Status trials = readTrials(run, series); !trials)
        return trials.error();
    for (const TrialRecord &trial : std::as_const(run.trials))
        run.lengthS = std::max(run.lengthS, endOf(trial.timeline));
    return run;
}

Status ResultsStore::readTrials(RunRecord &run, Series series) const
{
    const Result<QList<QVariantList>> rows = m_database->rows(
        u"SELECT id, server, level, repeat, started_s, record FROM trials WHERE run = ? ORDER BY position"_s,
        {run.id});
    if (!rows)
        return rows.error();
    for (const QVariantList &row : *rows) {
        const TrialKey key{row.value(1).toInt(), row.value(2).toInt(), row.value(3).toInt()};
        const auto planned = std::find_if(run.plan.cbegin(), run.plan.cend(),
                                          [&key](const PlannedTrial &each) { return each.key == key; });
        if (planned == run.plan.cend())
            continue; // the plan is what a run consists of
        const Result<TrialRecord> trial =
            readTrial(row.value(0).toLongLong(), row.value(5).toString().toUtf8(), *planned,
                      row.value(4).toDouble(), run.profile.load.model, series);
        if (trial)
            run.trials << *trial;
        else
            run.warnings << Sentence(QT_TRANSLATE_NOOP("Sentence", "Skipped %1. %2"),
                                     recordedTrialTitle(run, key), trial.error().message);
    }
    return success();
}

Result<TrialRecord> ResultsStore::readTrial(qint64 id, const QByteArray &record, const PlannedTrial &planned,
                                            double startedAtS, LoadModel model, Series series) const
{
    TrialRecord trial;
    trial.planned = planned;
    trial.timeline.startedAtS = startedAtS;
    if (record.isEmpty()) {
        trial.end = TrialEnd::Stopped;
        trial.problem = Sentence(QT_TRANSLATE_NOOP("Sentence", "Loadstone ended before the trial did."));
    } else {
        TrialRows rows{record, {}};
        const Status read = m_database->each(
            u"SELECT place, hdr FROM histograms WHERE trial = ?"_s, {id}, [&rows](const QSqlQuery &row) {
                rows.histograms.append({row.value(0).toString(), row.value(1).toByteArray()});
                return success();
            });
        if (!read)
            return read.error();
        const Result<TrialRecord> joined = joinTrial(rows);
        if (!joined)
            return joined.error();
        trial = *joined;
    }
    if (series == Series::Skipped)
        return trial;
    if (const Status read = readSeries(id, trial); !read)
        return read.error();
    if (record.isEmpty()) {
        if (const Status added = addFigures(trial, model); !added)
            return added.error();
    }
    return trial;
}

Status ResultsStore::readSeries(qint64 id, TrialRecord &trial) const
{
    TrialTimeline &timeline = trial.timeline;
    Status read = m_database->each(u"SELECT data FROM seconds WHERE trial = ? ORDER BY start_s"_s, {id},
                                   [&timeline](const QSqlQuery &row) -> Status {
                                       const auto second = decodeSecond(row.value(0).toString().toUtf8());
                                       if (!second)
                                           return second.error();
                                       timeline.seconds.append(*second);
                                       return success();
                                   });
    if (!read)
        return read;
    read = m_database->each(u"SELECT data FROM resources WHERE trial = ? ORDER BY at_s"_s, {id},
                            [&timeline](const QSqlQuery &row) -> Status {
                                const auto sample = decodeSample(row.value(0).toString().toUtf8());
                                if (!sample)
                                    return sample.error();
                                timeline.resources.append(*sample);
                                return success();
                            });
    if (!read)
        return read;
    return m_database->each(
        u"SELECT start_s, length_s, phase, probe, service, service_max_us, response, response_max_us "
        "FROM intervals WHERE trial = ? ORDER BY start_s"_s,
        {id}, [&timeline](const QSqlQuery &row) {
            IntervalTimes second;
            second.startS = row.value(0).toDouble();
            second.lengthS = row.value(1).toDouble();
            for (int phase = 0; phase <= int(Phase::Done); ++phase) {
                if (phaseId(Phase(phase)) == row.value(2).toString())
                    second.phase = Phase(phase);
            }
            if (!row.value(3).isNull())
                second.probe = row.value(3).toInt();
            second.service = {row.value(4).toByteArray(), row.value(5).toLongLong()};
            second.response = {row.value(6).toByteArray(), row.value(7).toLongLong()};
            timeline.intervals.append(second);
            return success();
        });
}

Status ResultsStore::add(const RunRecord &run)
{
    RunBatch batch;
    RunRecord head = run;
    head.trials.clear();
    batch.run = head;
    batch.isLast = true;
    for (const TrialRecord &trial : run.trials)
        batch.trials.append({trial.planned, trial.timeline.startedAtS, true, {}, {}, {}, trial});
    return m_database->inTransaction([&]() -> Status {
        const Result<QList<QVariantList>> taken =
            m_database->rows(u"SELECT 1 FROM runs WHERE id = ?"_s, {run.id});
        if (!taken)
            return taken.error();
        if (!taken->isEmpty())
            return Error{ErrorCode::Usage,
                         Sentence(QT_TRANSLATE_NOOP("Sentence", "Run %1 is here already."), run.id),
                         {}};
        return writeBatch(*m_database, run.id, batch);
    });
}

Status ResultsStore::change(const QString &id, const QString &sql, const QVariantList &values)
{
    const Result<StoredRun> run = find(id);
    return run ? m_database->run(sql, values) : Status(run.error());
}

Status ResultsStore::setName(const QString &id, const QString &name)
{
    return change(id, u"UPDATE runs SET name = ? WHERE id = ?"_s, {name, id});
}

Status ResultsStore::setNote(const QString &id, const QString &note)
{
    return change(id, u"UPDATE runs SET note = ? WHERE id = ?"_s, {note, id});
}

Status ResultsStore::addTag(const QString &id, const QString &tag)
{
    return change(id, u"INSERT OR IGNORE INTO tags(run, tag) VALUES(?,?)"_s, {id, tag});
}

Status ResultsStore::removeTag(const QString &id, const QString &tag)
{
    return change(id, u"DELETE FROM tags WHERE run = ? AND tag = ?"_s, {id, tag});
}

Status ResultsStore::setBaseline(const QString &id)
{
    const Result<StoredRun> run = find(id);
    if (!run)
        return run.error();
    return m_database->run(u"INSERT OR REPLACE INTO baselines(profile_id, run) VALUES(?,?)"_s,
                           {run->profileId, id});
}

Status ResultsStore::clearBaseline(const QString &profileId)
{
    return m_database->run(u"DELETE FROM baselines WHERE profile_id = ?"_s, {profileId});
}

Result<std::optional<QString>> ResultsStore::baseline(const QString &profileId) const
{
    const Result<QList<QVariantList>> rows = m_database->rows(
        u"SELECT run FROM baselines JOIN runs ON runs.id = run WHERE baselines.profile_id = ? "
        "AND deleted_ms IS NULL"_s,
        {profileId});
    if (!rows)
        return rows.error();
    return rows->isEmpty() ? std::nullopt : std::optional(rows->first().value(0).toString());
}

Status ResultsStore::remove(const QStringList &ids)
{
    return m_database->inTransaction([&]() -> Status {
        for (const QString &id : ids) {
            const Result<StoredRun> run = find(id);
            if (!run)
                return run.error();
            if (RunLock::isHeldBySomebody(runFolder(id)))
                return Error{
                    ErrorCode::Usage,
                    Sentence(QT_TRANSLATE_NOOP("Sentence", "Run %1 is in progress. Stop it first."), id),
                    {}};
            if (Status removed =
                    m_database->run(u"UPDATE runs SET deleted_ms = ? WHERE id = ? AND deleted_ms IS NULL"_s,
                                    {QDateTime::currentMSecsSinceEpoch(), id});
                !removed)
                return removed;
        }
        return success();
    });
}

Status ResultsStore::restore(const QStringList &ids)
{
    return m_database->inTransaction([&]() -> Status {
        for (const QString &id : ids) {
            if (Status restored = change(id, u"UPDATE runs SET deleted_ms = NULL WHERE id = ?"_s, {id});
                !restored)
                return restored;
        }
        return success();
    });
}

Result<int> ResultsStore::purge(const QDateTime &deletedBefore)
{
    const Result<QList<QVariantList>> gone =
        m_database->rows(u"SELECT id FROM runs WHERE deleted_ms < ?"_s, {deletedBefore.toMSecsSinceEpoch()});
    if (!gone)
        return gone.error();
    for (const QVariantList &row : *gone) {
        const QString id = row.value(0).toString();
        if (const Status purged = m_database->run(u"DELETE FROM runs WHERE id = ?"_s, {id}); !purged)
            return purged.error();
        QDir(runFolder(id)).removeRecursively();
    }
    return int(gone->size());
}

Result<Retention> ResultsStore::retention() const
{
    const Result<QList<QVariantList>> rows = m_database->rows(u"SELECT key, value FROM settings"_s);
    if (!rows)
        return rows.error();
    Retention retention;
    for (const QVariantList &row : *rows) {
        if (row.value(0) == u"keep_runs"_s)
            retention.runs = row.value(1).toInt();
        else if (row.value(0) == u"keep_bytes"_s)
            retention.bytes = row.value(1).toLongLong();
    }
    return retention;
}

Status ResultsStore::setRetention(const Retention &retention)
{
    return m_database->inTransaction([&]() -> Status {
        Status set = m_database->run(u"DELETE FROM settings WHERE key IN ('keep_runs', 'keep_bytes')"_s);
        if (set && retention.runs)
            set = m_database->run(u"INSERT INTO settings(key, value) VALUES('keep_runs', ?)"_s,
                                  {*retention.runs});
        if (set && retention.bytes)
            set = m_database->run(u"INSERT INTO settings(key, value) VALUES('keep_bytes', ?)"_s,
                                  {*retention.bytes});
        return set;
    });
}

Result<QStringList> ResultsStore::applyRetention()
{
    const Result<Retention> limits = retention();
    if (!limits)
        return limits.error();
    const Result<QList<StoredRun>> runs = list();
    if (!runs)
        return runs.error();
    QStringList beyond;
    int kept = 0;
    qint64 bytes = 0;
    for (const StoredRun &run : *runs) {
        if (run.isBaseline || !run.tags.isEmpty() || RunLock::isHeldBySomebody(runFolder(run.id)))
            continue;
        const bool isKept = (!limits->runs || kept < *limits->runs)
            && (!limits->bytes || kept == 0 || bytes + run.bytes <= *limits->bytes);
        if (!isKept) {
            beyond << run.id;
            continue;
        }
        ++kept;
        bytes += run.bytes;
    }
    if (const Status removed = remove(beyond); !removed)
        return removed.error();
    return beyond;
}

} // namespace loadstone
