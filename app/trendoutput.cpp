// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/trendoutput.h"

#include "app/command.h"
#include "app/terminal.h"
#include "core/base/nearest.h"
#include "core/export/textreport.h"
#include "core/export/trendjson.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString profileIdOf(const QString &idOrFile)
{
    return idOrFile.endsWith(u".json"_s) ? QFileInfo(idOrFile).completeBaseName() : idOrFile;
}

bool isUtf8Terminal()
{
    for (const char *name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        if (const QString value = qEnvironmentVariable(name); !value.isEmpty())
            return value.contains(u"utf-8"_s, Qt::CaseInsensitive)
                || value.contains(u"utf8"_s, Qt::CaseInsensitive);
    }
    return false;
}

RunTrend readTrend(const ResultsStore &store, const QList<StoredRun> &runs, const QString &profile,
                   Metric metric)
{
    TrendBuilder builder(profile, metric);
    for (auto stored = runs.crbegin(); stored != runs.crend(); ++stored) { // the oldest first
        if (stored->state != RunState::Finished) {
            builder.omit(stored->id, TrendOmission::Unfinished);
            continue;
        }
        const Result<RunRecord> run = store.readFigures(stored->id);
        if (run)
            builder.add(*run);
        else
            builder.omit(stored->id, TrendOmission::Unreadable);
    }
    return builder.finish();
}

/// Leaves only the series of the servers that are meant.
Status selectServer(RunTrend &trend, const QString &wanted)
{
    QStringList exact;
    QStringList beginning;
    QStringList known;
    for (const TrendSeries &series : std::as_const(trend.series)) {
        known << series.server << series.stack;
        for (const QString &name : {series.server, series.stack}) {
            if (name.compare(wanted, Qt::CaseInsensitive) == 0)
                exact << series.server;
            if (name.startsWith(wanted, Qt::CaseInsensitive))
                beginning << series.server;
        }
    }
    const QStringList &found = exact.isEmpty() ? beginning : exact;
    known.removeDuplicates();
    if (found.isEmpty()) {
        const QString nearest = nearestName(wanted, known);
        return Error{ErrorCode::NotFound,
                     u"No run of %1 has a figure of a server \"%2\". %3"_s.arg(
                         trend.profileId, wanted,
                         nearest.isEmpty() ? u"There are: %1."_s.arg(known.join(u", "_s))
                                           : u"Did you mean \"%1\"?"_s.arg(nearest)),
                     {}};
    }
    trend.series.removeIf([&found](const TrendSeries &series) { return !found.contains(series.server); });
    trend.omitted.removeIf([&found](const OmittedRun &omitted) {
        return !omitted.server.isEmpty() && !found.contains(omitted.server);
    });
    return success();
}

/// Why there is nothing to show.
QString emptySentence(const KeptRuns &kept, const QString &profile, qsizetype matching)
{
    if (matching > 0)
        return u"No matching run of the profile \"%1\" is complete and has this metric."_s.arg(profile);
    QStringList profiles;
    for (const StoredRun &run : kept.runs) {
        if (!profiles.contains(run.profileId))
            profiles << run.profileId;
    }
    const QString nearest = nearestName(profile, profiles);
    if (!nearest.isEmpty() && nearest != profile)
        return u"No run of the profile \"%1\" is kept. Did you mean \"%2\"?"_s.arg(profile, nearest);
    return u"No matching run of the profile \"%1\" is kept; `loadstone run %1` makes one."_s.arg(profile);
}

} // namespace

int printTrend(const KeptRuns &kept, const TrendRequest &request)
{
    const QString profile = profileIdOf(request.profile);
    RunFilter filter = request.filter;
    filter.profileId = profile;
    const Result<QList<StoredRun>> runs = kept.store->list(filter);
    if (!runs)
        return fail(runs.error());
    RunTrend trend = readTrend(*kept.store, *runs, profile, request.metric);
    if (!request.server.isEmpty() && !trend.series.isEmpty()) {
        if (const Status selected = selectServer(trend, request.server); !selected)
            return fail(selected.error());
    }
    if (request.isJson) {
        printJson(QJsonDocument(toJson(trend)).toJson());
        return Done;
    }
    if (trend.series.isEmpty()) {
        printLine(emptySentence(kept, profile, runs->size()));
        return Done;
    }
    print(toText(makeTrendView(trend, {request.isComplete, isUtf8Terminal()}), outputColumns()));
    return Done;
}

} // namespace loadstone
