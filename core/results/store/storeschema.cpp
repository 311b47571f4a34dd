// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/store/storeschema.h"

#include <QFile>
#include <QFileInfo>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Result<int> schemaVersion(SqlDatabase &database)
{
    const Result<QList<QVariantList>> rows = database.rows(u"PRAGMA user_version"_s);
    if (!rows)
        return rows.error();
    return rows->value(0).value(0).toInt();
}

Status refuseNewer(const SqlDatabase &database, int version, int known)
{
    if (version <= known)
        return success();
    return Error{
        ErrorCode::Usage,
        Sentence(QT_TRANSLATE_NOOP("Sentence",
                                   "%1 was written by a newer version of Loadstone (format %2; this one "
                                   "knows up to %3). Update Loadstone to use it."),
                 database.file(), version, known),
        {}};
}

Status backUp(SqlDatabase &database, int version)
{
    const QFileInfo file(database.file());
    const QString copy = u"%1/%2-v%3.sqlite"_s.arg(file.absolutePath(), file.completeBaseName()).arg(version);
    if (QFile::exists(copy))
        return success(); // of an attempt that did not end
    return database.run(u"VACUUM INTO ?"_s, {copy});
}

} // namespace

const QList<SchemaStep> &schemaSteps()
{
    static const QList<SchemaStep> steps{
        {{
            // Times are text in ISO 8601 and, to sort by, milliseconds since 1970; seconds count from the begin of
            // the run. JSON is that of the record's codec (core/results/recordfields.h).
            u"CREATE TABLE runs("
            "id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', "
            "profile_id TEXT NOT NULL, profile_name TEXT NOT NULL, started_at TEXT NOT NULL, "
            "started_ms INTEGER NOT NULL, length_s REAL NOT NULL, state TEXT NOT NULL, "
            "servers TEXT NOT NULL, stacks TEXT NOT NULL, trials_planned INTEGER NOT NULL, "
            "trials_ended INTEGER NOT NULL, machine TEXT NOT NULL, bytes INTEGER NOT NULL DEFAULT 0, "
            "deleted_ms INTEGER, record TEXT NOT NULL)"_s,
            u"CREATE INDEX runs_by_start ON runs(started_ms)"_s,
            u"CREATE TABLE tags(run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, tag TEXT NOT NULL, "
            "PRIMARY KEY(run, tag)) WITHOUT ROWID"_s,
            u"CREATE TABLE baselines(profile_id TEXT PRIMARY KEY, "
            "run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE) WITHOUT ROWID"_s,
            // A trial without a record has not ended.
            u"CREATE TABLE trials(id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs ON DELETE "
            u"CASCADE, "
            "server INTEGER NOT NULL, level INTEGER NOT NULL, repeat INTEGER NOT NULL, "
            "position INTEGER NOT NULL, started_s REAL NOT NULL, record TEXT, "
            "UNIQUE(run, server, level, repeat))"_s,
            u"CREATE TABLE seconds(trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE, "
            "start_s REAL NOT NULL, data TEXT NOT NULL, PRIMARY KEY(trial, start_s)) WITHOUT ROWID"_s,
            u"CREATE TABLE resources(trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE, "
            "at_s REAL NOT NULL, data TEXT NOT NULL, PRIMARY KEY(trial, at_s)) WITHOUT ROWID"_s,
            // HdrHistogram's V2 compressed form, in µs.
            u"CREATE TABLE intervals(trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE, "
            "start_s REAL NOT NULL, length_s REAL NOT NULL, phase TEXT NOT NULL, probe INTEGER, "
            "service BLOB NOT NULL, service_max_us INTEGER NOT NULL, response BLOB, response_max_us INTEGER, "
            "PRIMARY KEY(trial, start_s)) WITHOUT ROWID"_s,
            // `place` is a path in the trial's record: load/measured/endpoints/0/phases/connect
            u"CREATE TABLE histograms(trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE, "
            "place TEXT NOT NULL, hdr BLOB NOT NULL, PRIMARY KEY(trial, place)) WITHOUT ROWID"_s,
            u"CREATE TABLE settings(key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID"_s,
        }},
    };
    return steps;
}

Status migrate(SqlDatabase &database, const QList<SchemaStep> &steps)
{
    const Result<int> found = schemaVersion(database);
    if (!found)
        return found.error();
    const int newest = int(steps.size());
    if (Status known = refuseNewer(database, *found, newest); !known || *found == newest)
        return known;
    if (*found > 0) {
        if (Status copied = backUp(database, *found); !copied)
            return copied;
    }
    return database.inTransaction([&]() -> Status {
        // Another program may have come first.
        const Result<int> version = schemaVersion(database);
        if (!version)
            return version.error();
        if (Status known = refuseNewer(database, *version, newest); !known)
            return known;
        for (int step = *version; step < newest; ++step) {
            for (const QString &statement : steps[step].statements) {
                if (Status done = database.run(statement); !done)
                    return done;
            }
        }
        return database.run(u"PRAGMA user_version = %1"_s.arg(newest));
    });
}

} // namespace loadstone
