// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/reproducecommand.h"

#include "app/appcontext.h"
#include "app/exporter.h"
#include "app/headlessrun.h"
#include "app/keptruns.h"
#include "app/profilechoice.h"
#include "app/reproduction.h"
#include "app/terminal.h"
#include "core/base/newfile.h"
#include "core/profile/writer.h"
#include "core/run/plan.h"
#include "core/text/format.h"

#include <QCommandLineParser>
#include <QDir>

#include <algorithm>
#include <optional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// What is still to be measured, in seconds.
double expectedSeconds(const Profile &profile)
{
    const auto servers = std::count_if(profile.servers.cbegin(), profile.servers.cend(),
                                       [](const ServerEntry &server) { return server.isEnabled; });
    return double(servers) * profile.measurement.repeats * expectedTrialSeconds(profile);
}

/// Takes the tag from all runs, so that everything is measured anew.
Status forgetRuns(const KeptRuns &kept)
{
    for (const StoredRun &run : kept.runs) {
        if (!run.tags.contains(reproductionTag()))
            continue;
        if (Status forgotten = kept.store->removeTag(run.id, reproductionTag()); !forgotten)
            return forgotten;
    }
    return success();
}

/// @param id empty: the newest run of the profile, which has just been made
Status keepAsResult(const AppContext &context, const QString &profileId, const QString &id)
{
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return kept.error();
    const auto made = std::find_if(kept->runs.begin(), kept->runs.end(), [&](const StoredRun &run) {
        return id.isEmpty() ? run.profileId == profileId : run.id == id;
    });
    const bool isResult = made != kept->runs.end() && made->state == RunState::Finished;
    return isResult ? kept->store->addTag(made->id, reproductionTag()) : success();
}

/// The run to go on with: one of exactly this profile.
std::optional<RunRecord> unfinishedRun(const KeptRuns &kept, const ReproductionStep &step,
                                       const Profile &profile)
{
    if (step.kind != ReproductionStep::Kind::Resume)
        return {};
    const Result<RunRecord> run = kept.store->read(step.run);
    return run && run->profileJson == writeProfile(profile) ? std::optional(*run) : std::nullopt;
}

/// Returns the exit code; Done also where servers were unavailable, which the report of the run says.
int runStep(AppContext &context, const QString &profileId, const RunOutput &output)
{
    const Result<Profile> profile = readValidProfile(context, profileId);
    if (!profile)
        return fail(profile.error());
    std::optional<RunRecord> before;
    {
        const Result<KeptRuns> kept = openKeptRuns(context.paths);
        if (!kept)
            return fail(kept.error());
        const ReproductionStep step = nextStep(profileId, kept->runs);
        if (step.kind == ReproductionStep::Kind::Done)
            return Done;
        before = unfinishedRun(*kept, step, *profile);
    }
    printErrorLine(profile->name);
    const int code =
        before ? resumeHeadless(context, *before, output) : runHeadless(context, *profile, output);
    if (code == StoppedByUser || code == UsageError || code == InternalError)
        return code;
    const Status kept = keepAsResult(context, profileId, before ? before->id : QString());
    return kept ? Done : fail(kept.error());
}

int writePage(const AppContext &context, const QString &folder)
{
    const Result<KeptRuns> kept = openKeptRuns(context.paths);
    if (!kept)
        return fail(kept.error());
    QList<RunRecord> runs;
    for (const QString &profile : reproducedProfiles()) {
        const ReproductionStep step = nextStep(profile, kept->runs);
        const Result<RunRecord> run =
            step.kind == ReproductionStep::Kind::Done ? kept->store->read(step.run) : Result<RunRecord>();
        if (run)
            runs << *run;
        else
            warn(u"There is no result of %1: none of its servers could be measured."_s.arg(profile));
    }
    const QString path = QDir(folder).absoluteFilePath(u"reproduction.md"_s);
    const QByteArray page = reproductionPage(runs).toUtf8();
    const Status written = replaceFile(path, [&page](QIODevice &device) {
        device.write(page);
        return success();
    });
    if (!written)
        return fail(written.error());
    printLine(u"Page: %1"_s.arg(path));
    return Done;
}

} // namespace

void ReproduceCommand::addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"out"_s, u"Folder of the reports and of the page over all (default: reproduction)."_s, u"folder"_s,
         u"reproduction"_s},
        {u"again"_s, u"Measure everything anew, also what a previous call has measured."_s},
        {u"plan"_s, u"Print what would be measured, and how long that takes, and end."_s},
    });
}

int ReproduceCommand::run(const QCommandLineParser &parser)
{
    if (!parser.positionalArguments().isEmpty())
        return fail({ErrorCode::Usage, u"`loadstone reproduce` expects no arguments."_s, {}});
    AppContext context;
    RunOutput output;
    output.folder = parser.value(u"out"_s);
    output.isQuiet = true;
    const bool isPlan = parser.isSet(u"plan"_s);
    if (const Status prepared = isPlan ? success() : prepareFolder(output.folder); !prepared)
        return fail(prepared.error());
    {
        const Result<KeptRuns> kept = openKeptRuns(context.paths);
        if (!kept)
            return fail(kept.error());
        if (parser.isSet(u"again"_s) && !isPlan) {
            if (const Status forgotten = forgetRuns(*kept); !forgotten)
                return fail(forgotten.error());
        }
        double total = 0;
        for (const QString &id : reproducedProfiles()) {
            const Result<Profile> profile = readValidProfile(context, id);
            if (!profile)
                return fail(profile.error());
            const bool isDone =
                !parser.isSet(u"again"_s) && nextStep(id, kept->runs).kind == ReproductionStep::Kind::Done;
            const double seconds = isDone ? 0 : expectedSeconds(*profile);
            total += seconds;
            printErrorLine(u"%1 %2"_s.arg(isDone ? u"measured"_s.leftJustified(9)
                                                 : formatClock(seconds).leftJustified(9),
                                          profile->name));
        }
        printErrorLine(u"%1 in all"_s.arg(formatClock(total).leftJustified(9)));
    }
    if (isPlan)
        return Done;
    for (const QString &id : reproducedProfiles()) {
        if (const int code = runStep(context, id, output); code != Done)
            return code;
    }
    return writePage(context, output.folder);
}

} // namespace loadstone
