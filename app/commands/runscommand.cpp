// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/runscommand.h"

#include "app/appcontext.h"
#include "app/keptruns.h"
#include "app/terminal.h"
#include "app/texttable.h"
#include "app/trendoutput.h"
#include "core/results/store/runreference.h"
#include "core/text/format.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int listedAtMost = 50;

QString actions()
{
    return u"trend PROFILE, tag RUN TAG…, untag RUN TAG…, name RUN NAME, note RUN TEXT, delete RUN…, "
           "restore [RUN…], keep"_s;
}

QJsonValue jsonOrNull(const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); }

QJsonObject toJson(const StoredRun &run)
{
    return {
        {u"id"_s, run.id},
        {u"name"_s, jsonOrNull(run.name)},
        {u"note"_s, jsonOrNull(run.note)},
        {u"tags"_s, QJsonArray::fromStringList(run.tags)},
        {u"profile"_s, run.profileId},
        {u"profile_name"_s, run.profileName},
        {u"started_at"_s, run.startedAt.toString(Qt::ISODateWithMs)},
        {u"length_s"_s, run.lengthS},
        {u"state"_s, runStateId(run.state)},
        {u"servers"_s, QJsonArray::fromStringList(run.servers)},
        {u"stacks"_s, QJsonArray::fromStringList(run.stacks)},
        {u"trials_planned"_s, run.trialsPlanned},
        {u"trials_ended"_s, run.trialsEnded},
        {u"machine"_s, run.machine},
        {u"bytes"_s, run.bytes},
        {u"baseline"_s, run.isBaseline},
        {u"deleted_at"_s, run.deletedAt ? QJsonValue(run.deletedAt->toString(Qt::ISODate)) : QJsonValue()}};
}

QString labels(const StoredRun &run)
{
    QStringList parts;
    if (!run.name.isEmpty())
        parts << u"“%1”"_s.arg(run.name);
    if (run.isBaseline)
        parts << u"[baseline]"_s;
    for (const QString &tag : run.tags)
        parts << u"[%1]"_s.arg(tag);
    if (!run.note.isEmpty())
        parts << run.note;
    return plainLine(parts.join(u' '));
}

/// A sweep has many.
QString serverNames(const StoredRun &run)
{
    constexpr qsizetype most = 4;
    QStringList names = run.servers.mid(0, most);
    if (run.servers.size() > most)
        names << u"… %1 in all"_s.arg(run.servers.size());
    return plainLine(names.join(u", "_s));
}

QString asText(const QList<StoredRun> &runs)
{
    TextTable table;
    table.rows << QStringList{u"run"_s, u"started"_s, u"state"_s, u"trials"_s, u"labels"_s, u"servers"_s};
    table.numberColumns = {3};
    for (const StoredRun &run : runs) {
        const QString trials = u"%1/%2"_s.arg(run.trialsEnded).arg(run.trialsPlanned);
        table.rows << QStringList{run.id,
                                  run.startedAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s),
                                  runStateId(run.state),
                                  trials,
                                  labels(run),
                                  serverNames(run)};
    }
    return table.text(outputColumns());
}

Result<RunFilter> readFilter(const QCommandLineParser &parser)
{
    RunFilter filter;
    filter.profileId = parser.value(u"profile"_s);
    filter.stackId = parser.value(u"stack"_s);
    filter.tag = parser.value(u"tag"_s);
    filter.text = parser.value(u"text"_s);
    filter.isDeleted = parser.isSet(u"deleted"_s);
    if (parser.isSet(u"since"_s)) {
        filter.since = QDateTime::fromString(parser.value(u"since"_s), Qt::ISODate);
        if (!filter.since.isValid())
            return Error{ErrorCode::Usage,
                         u"--since expects a date such as 2026-11-21, or 2026-11-21T14:00, not \"%1\"."_s.arg(
                             parser.value(u"since"_s)),
                         {}};
    }
    return filter;
}

int trend(const AppContext &context, const QCommandLineParser &parser, const QString &profile)
{
    const Result<RunFilter> filter = readFilter(parser);
    if (!filter)
        return fail(filter.error());
    TrendRequest request;
    request.filter = *filter;
    request.profile = profile;
    request.server = parser.value(u"server"_s);
    const std::optional<Metric> metric = metricById(parser.value(u"metric"_s));
    if (!metric)
        return fail({ErrorCode::Usage,
                     u"Unknown metric \"%1\". Choose from %2."_s.arg(parser.value(u"metric"_s),
                                                                     metricIds().join(u", "_s)),
                     {}});
    request.metric = *metric;
    request.isComplete = parser.isSet(u"all"_s);
    request.isJson = parser.isSet(u"json"_s);
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    return kept ? printTrend(*kept, request) : fail(kept.error());
}

int list(const AppContext &context, const QCommandLineParser &parser)
{
    const Result<RunFilter> filter = readFilter(parser);
    if (!filter)
        return fail(filter.error());
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return fail(kept.error());
    Result<QList<StoredRun>> runs = kept->store->list(*filter);
    if (!runs)
        return fail(runs.error());
    const bool isAll = parser.isSet(u"all"_s) || parser.isSet(u"json"_s);
    const qsizetype found = runs->size();
    if (parser.isSet(u"json"_s)) {
        QJsonArray all;
        for (const StoredRun &run : *runs)
            all << toJson(run);
        printJson(QJsonDocument(QJsonObject{{u"runs"_s, all}}).toJson());
        return Done;
    }
    if (found == 0) {
        printLine(
            kept->runs.isEmpty() && !filter->isDeleted
                ? u"No run is kept. Make one with `loadstone run quick`; --deleted lists those that can be "
                  "restored."_s
                : u"No run matches."_s);
        return Done;
    }
    print(asText(isAll ? *runs : runs->mid(0, listedAtMost)));
    if (!isAll && found > listedAtMost)
        printLine(u"The newest %1 of %2; --all lists them all."_s.arg(listedAtMost).arg(found));
    return Done;
}

/// @param words RUN and at least one more
int changeLabels(const KeptRuns &kept, const QString &verb, const QStringList &words)
{
    const Result<StoredRun> run = kept.find(words.first());
    if (!run)
        return fail(run.error());
    const bool isText = verb == u"note"_s || verb == u"name"_s;
    const QStringList labels = isText ? QStringList{words.mid(1).join(u' ')} : words.mid(1);
    for (const QString &label : labels) {
        const bool isLabel = verb == u"tag"_s || (verb == u"name"_s && !label.isEmpty());
        if (const QString problem = isLabel ? runLabelProblem(label) : QString(); !problem.isEmpty())
            return fail({ErrorCode::Usage, problem, {}});
        const Status changed = verb == u"tag"_s ? kept.store->addTag(run->id, label)
            : verb == u"untag"_s                ? kept.store->removeTag(run->id, label)
            : verb == u"name"_s                 ? kept.store->setName(run->id, label)
                                                : kept.store->setNote(run->id, label);
        if (!changed)
            return fail(changed.error());
    }
    const Result<StoredRun> now = kept.store->find(run->id);
    if (!now)
        return fail(now.error());
    printLine(u"%1 %2"_s.arg(now->id, loadstone::labels(*now)).trimmed());
    return Done;
}

int removeRuns(const KeptRuns &kept, const QStringList &references)
{
    QStringList ids;
    for (const QString &reference : references) {
        const Result<StoredRun> run = kept.find(reference);
        if (!run)
            return fail(run.error());
        ids << run->id;
    }
    if (const Status removed = kept.store->remove(ids); !removed)
        return fail(removed.error());
    printLine(u"Deleted %1. Undo within a week with: loadstone runs restore %2"_s.arg(
        ids.size() == 1 ? ids.first() : u"%1 runs"_s.arg(ids.size()), ids.join(u' ')));
    return Done;
}

/// @param references empty: the runs that were deleted last, together
int restoreRuns(const KeptRuns &kept, const QStringList &references)
{
    RunFilter filter;
    filter.isDeleted = true;
    const Result<QList<StoredRun>> deleted = kept.store->list(filter);
    if (!deleted)
        return fail(deleted.error());
    if (deleted->isEmpty())
        return fail({ErrorCode::NotFound, u"No deleted run can be restored."_s, {}});
    QStringList ids;
    for (const QString &reference : references) {
        const Result<StoredRun> run = findRun(*deleted, reference);
        if (!run)
            return fail(run.error());
        ids << run->id;
    }
    if (ids.isEmpty()) {
        const auto latest = std::max_element(
            deleted->begin(), deleted->end(),
            [](const StoredRun &one, const StoredRun &other) { return *one.deletedAt < *other.deletedAt; });
        for (const StoredRun &run : *deleted) {
            if (latest->deletedAt->msecsTo(*run.deletedAt) > -1'000)
                ids << run.id;
        }
    }
    if (const Status restored = kept.store->restore(ids); !restored)
        return fail(restored.error());
    printLine(u"Restored %1."_s.arg(ids.join(u", "_s)));
    return Done;
}

/// "500MB", "2GiB"; nothing when it is no size.
std::optional<qint64> sizeFrom(const QString &text)
{
    static const QList<std::pair<QString, double>> units{
        {u"GiB"_s, 1LL << 30}, {u"MiB"_s, 1LL << 20}, {u"GB"_s, 1e9}, {u"MB"_s, 1e6}};
    for (const auto &[unit, bytes] : units) {
        bool isNumber = false;
        const double number =
            text.endsWith(unit) ? text.chopped(unit.size()).trimmed().toDouble(&isNumber) : 0;
        if (isNumber && number > 0 && number * bytes < 1e15)
            return qint64(number * bytes);
    }
    return {};
}

QString describe(const Retention &retention)
{
    QStringList limits;
    if (retention.runs)
        limits << u"%1 runs"_s.arg(*retention.runs);
    if (retention.bytes)
        limits << formatBytes(*retention.bytes);
    return limits.isEmpty()
        ? u"All runs are kept."_s
        : u"At most %1 are kept, besides tagged runs and baselines."_s.arg(limits.join(u" and "_s));
}

int keep(const KeptRuns &kept, const QCommandLineParser &parser)
{
    const Result<Retention> before = kept.store->retention();
    if (!before)
        return fail(before.error());
    Retention retention = *before;
    const QString none = u"all"_s;
    if (parser.isSet(u"runs"_s)) {
        bool isNumber = false;
        const int runs = parser.value(u"runs"_s).toInt(&isNumber);
        if (parser.value(u"runs"_s) != none && (!isNumber || runs < 1))
            return fail({ErrorCode::Usage, u"--runs expects a number from 1, or \"all\"."_s, {}});
        retention.runs = isNumber ? std::optional(runs) : std::nullopt;
    }
    if (parser.isSet(u"size"_s)) {
        retention.bytes = sizeFrom(parser.value(u"size"_s));
        if (!retention.bytes && parser.value(u"size"_s) != none)
            return fail(
                {ErrorCode::Usage, u"--size expects a size such as 500MB or 2GiB, or \"all\"."_s, {}});
    }
    if (retention != *before) {
        if (const Status set = kept.store->setRetention(retention); !set)
            return fail(set.error());
    }
    const Result<QStringList> beyond = kept.store->applyRetention();
    if (!beyond)
        return fail(beyond.error());
    printLine(describe(retention));
    if (!beyond->isEmpty())
        printLine(
            u"Deleted the oldest %1; `loadstone runs restore` undoes it for a week."_s.arg(beyond->size()));
    return Done;
}

} // namespace

void RunsCommand::addOptions(QCommandLineParser &parser)
{
    parser.addPositionalArgument(u"ACTION"_s, u"Nothing lists the runs. Otherwise: %1."_s.arg(actions()));
    parser.addPositionalArgument(u"RUN"_s,
                                 u"An id, a unique beginning of one, last, last~2, a name or a tag."_s);
    parser.addOptions({
        {u"profile"_s, u"Only runs of this profile."_s, u"id"_s},
        {u"stack"_s, u"Only runs with this server stack."_s, u"id"_s},
        {u"tag"_s, u"Only runs with this tag."_s, u"tag"_s},
        {u"text"_s, u"Only runs with this text in id, name, note, profile or servers."_s, u"text"_s},
        {u"since"_s, u"Only runs from this date on, for example 2026-11-21."_s, u"date"_s},
        {u"deleted"_s, u"List the deleted runs that can be restored."_s},
        {u"all"_s,
         u"List more than the newest %1; of trend also runs that are not like for like with the newest."_s
             .arg(listedAtMost)},
        {u"json"_s, u"Print one JSON object, with all runs."_s},
        {u"metric"_s, u"Of trend: one of %1 (default: rps)."_s.arg(metricIds().join(u", "_s)), u"metric"_s,
         u"rps"_s},
        {u"server"_s, u"Of trend: only this server, by its name, its stack's id or a beginning of either."_s,
         u"name"_s},
        {u"runs"_s, u"Of keep: the number of runs to keep, or all."_s, u"number"_s},
        {u"size"_s, u"Of keep: the size to keep, for example 2GiB, or all."_s, u"size"_s},
    });
}

int RunsCommand::run(const QCommandLineParser &parser)
{
    const AppContext context;
    const QStringList words = parser.positionalArguments();
    if (words.isEmpty())
        return list(context, parser);
    const QString verb = words.first();
    const QStringList rest = words.mid(1);
    static const QStringList labelVerbs{u"tag"_s, u"untag"_s, u"name"_s, u"note"_s};
    const bool isLabel = labelVerbs.contains(verb);
    const bool isComplete = (isLabel && rest.size() >= 2) || (verb == u"delete"_s && !rest.isEmpty())
        || verb == u"restore"_s || (verb == u"keep"_s && rest.isEmpty())
        || (verb == u"trend"_s && rest.size() == 1);
    if (!isComplete)
        return fail(
            {ErrorCode::Usage, u"`loadstone runs` expects nothing or one of: %1."_s.arg(actions()), {}});
    if (verb == u"trend"_s)
        return trend(context, parser, rest.first());
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return fail(kept.error());
    if (isLabel)
        return changeLabels(*kept, verb, rest);
    if (verb == u"delete"_s)
        return removeRuns(*kept, rest);
    return verb == u"restore"_s ? restoreRuns(*kept, rest) : keep(*kept, parser);
}

} // namespace loadstone
