// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/baselinecommand.h"

#include "app/appcontext.h"
#include "app/keptruns.h"
#include "app/terminal.h"
#include "app/texttable.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

int showBaselines(const KeptRuns &kept, bool isJson)
{
    QJsonArray all;
    TextTable table;
    table.rows << QStringList{u"profile"_s, u"baseline"_s, u"started"_s};
    for (const StoredRun &run : kept.runs) {
        if (!run.isBaseline)
            continue;
        all << QJsonObject{{u"profile"_s, run.profileId}, {u"run"_s, run.id}};
        table.rows << QStringList{run.profileId, run.id,
                                  run.startedAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s)};
    }
    if (isJson)
        printJson(QJsonDocument(QJsonObject{{u"baselines"_s, all}}).toJson());
    else if (all.isEmpty())
        printLine(u"No baseline is set. Set one with `loadstone baseline set RUN`."_s);
    else
        print(table.text(outputColumns()));
    return Done;
}

int setBaseline(const KeptRuns &kept, const QString &reference)
{
    const Result<StoredRun> run = kept.find(reference);
    if (!run)
        return fail(run.error());
    if (run->state != RunState::Finished)
        warn(u"%1 did not come to its end: it is %2."_s.arg(run->id, runStateId(run->state)));
    if (const Status set = kept.store->setBaseline(run->id); !set)
        return fail(set.error());
    printLine(u"The baseline of %1 is %2."_s.arg(run->profileId, run->id));
    return Done;
}

int clearBaseline(const KeptRuns &kept, const QString &profile)
{
    const Result<std::optional<QString>> baseline = kept.store->baseline(profile);
    if (!baseline)
        return fail(baseline.error());
    if (!*baseline)
        return fail({ErrorCode::NotFound, u"The profile \"%1\" has no baseline."_s.arg(profile), {}});
    if (const Status cleared = kept.store->clearBaseline(profile); !cleared)
        return fail(cleared.error());
    printLine(u"%1 has no baseline any more."_s.arg(profile));
    return Done;
}

} // namespace

void BaselineCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOption({u"json"_s, u"Print one JSON object."_s});
}

int BaselineCommand::run(const QCommandLineParser &parser)
{
    const QStringList words = parser.positionalArguments();
    const QString verb = words.value(0, u"show"_s);
    const bool isShow = verb == u"show"_s && words.size() <= 1;
    if (!isShow && !((verb == u"set"_s || verb == u"clear"_s) && words.size() == 2))
        return fail(
            {ErrorCode::Usage, u"`loadstone baseline` expects show, set RUN or clear PROFILE."_s, {}});
    const AppContext context;
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return fail(kept.error());
    if (isShow)
        return showBaselines(*kept, parser.isSet(u"json"_s));
    return verb == u"set"_s ? setBaseline(*kept, words[1]) : clearBaseline(*kept, words[1]);
}

} // namespace loadstone
