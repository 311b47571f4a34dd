// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headlessrun.h"

#include "app/exporter.h"
#include "app/keptruns.h"
#include "app/signalwatcher.h"
#include "app/terminal.h"
#include "app/terminalprogress.h"
#include "core/export/exportformats.h"
#include "core/export/textreport.h"
#include "core/present/thresholdverdicts.h"
#include "core/results/store/runarchive.h"
#include "core/run/equalrate.h"
#include "core/text/format.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <functional>

namespace loadstone
{

using namespace Qt::StringLiterals;

int exitCodeFor(const RunRecord &result)
{
    if (result.state == RunState::Stopped || result.state == RunState::Interrupted)
        return StoppedByUser;
    const bool isMissing =
        std::any_of(result.trials.cbegin(), result.trials.cend(), [](const TrialRecord &trial) {
            return trial.end == TrialEnd::NotMeasured || trial.end == TrialEnd::ServerExited;
        });
    if (result.state == RunState::Failed || isMissing || result.trials.isEmpty())
        return ServerUnavailable;
    const QList<ThresholdVerdict> verdicts = thresholdVerdicts(result, analyseServers(result));
    const bool held = std::all_of(verdicts.cbegin(), verdicts.cend(),
                                  [](const ThresholdVerdict &verdict) { return verdict.isMet; });
    return held ? Done : ThresholdsFailed;
}

Status prepareOutput(const RunOutput &output, const Profile &profile)
{
    if (Status known = checkFormats(output.formats); !known)
        return known;
    if (Status named = checkNaming(output.naming, profile); !named)
        return named;
    return output.folder.isEmpty() ? success() : prepareFolder(output.folder);
}

QList<QCommandLineOption> namingOptions()
{
    return {
        {u"label"_s, u"Label for the output file names."_s, u"text"_s},
        {u"name"_s,
         u"Output file names without their endings (default: the run's id and the label), with the fields %1."_s
             .arg(namePatternFields().join(u", "_s)),
         u"pattern"_s},
        {u"force"_s, u"Replace existing files instead of adding a number to the names."_s},
    };
}

FileNaming readNaming(const QCommandLineParser &parser)
{
    return {parser.value(u"label"_s), parser.value(u"name"_s)};
}

QList<QCommandLineOption> outputOptions()
{
    return namingOptions()
        + QList<QCommandLineOption>{
            {u"out"_s, u"Output folder (default: the run's folder)."_s, u"folder"_s},
            {u"format"_s, u"Output formats, separated by commas: %1."_s.arg(exportFormatIds().join(u", "_s)),
             u"list"_s, u"html"_s},
            {u"quiet"_s, u"Print only the paths of the output files."_s},
        };
}

RunOutput readOutput(const QCommandLineParser &parser)
{
    RunOutput output;
    output.formats = parser.value(u"format"_s).split(u',', Qt::SkipEmptyParts);
    output.folder = parser.value(u"out"_s);
    output.naming = readNaming(parser);
    output.replacesFiles = parser.isSet(u"force"_s);
    output.isQuiet = parser.isSet(u"quiet"_s);
    return output;
}

Result<QStringList> writeFiles(const RunRecord &result, const RunOutput &output, const Paths &paths)
{
    const bool isOwn = output.folder.isEmpty();
    const QString runFolder = QDir(paths.runs()).absoluteFilePath(result.id);
    const OutputFolder folder{isOwn ? runFolder : output.folder, isOwn || output.replacesFiles};
    Result<QStringList> written = writeOutputs(result, output.formats, folder, output.naming);
    if (written && output.formats.contains(u"loadstone"_s)) {
        QStringList leftOut;
        readLogs(runFolder, leftOut);
        for (const QString &name : std::as_const(leftOut))
            warn(u"The log %1 is not in the exported run: it is too large or cannot be read."_s.arg(name));
    }
    if (written)
        return written;
    // A full disk may have kept the run from the store, too.
    const Result<KeptRuns> kept = openKeptRuns(paths);
    const Result<StoredRun> stored = kept ? kept->store->find(result.id) : kept.error();
    if (!stored || stored->trialsEnded < result.trials.size())
        return written;
    return Error{
        written.error().code,
        u"%1 Once that is solved, write them with `loadstone export %2 --format %3 --out FOLDER`."_s.arg(
            written.error().text(), result.id, output.formats.join(u',')),
        {}};
}

namespace
{

using Begin = std::function<Status(Campaign &)>; ///< starts or resumes

/// The result once the run has ended; an error where it did not start, or failed before its first trial.
Result<std::shared_ptr<const RunRecord>> execute(AppContext &context, bool isQuiet, const Begin &begin)
{
    Campaign controller(context.forRuns());
    TerminalProgress progress(controller, isQuiet);
    SignalWatcher watcher;
    QObject::connect(&watcher, &SignalWatcher::interrupted, &controller, [&](int times) {
        progress.say(
            times == 1
                ? u"Stopping, waiting for requests in flight. Press Ctrl+C again to stop immediately."_s
                : u"Stopping now. Press Ctrl+C again to quit without a report."_s);
        controller.stop(times > 1);
    });
    QObject::connect(&controller, &RunController::finished, qApp, &QCoreApplication::quit,
                     Qt::QueuedConnection);

    if (const Status started = begin(controller); !started)
        return started.error();
    QCoreApplication::exec();

    std::shared_ptr<const RunRecord> result = controller.result();
    if (result->state == RunState::Failed)
        return Error{ErrorCode::Unavailable, result->problem, {}};
    return result;
}

int runToItsEnd(AppContext &context, const RunOutput &output, const Begin &begin)
{
    const Result<std::shared_ptr<const RunRecord>> executed = execute(context, output.isQuiet, begin);
    if (!executed)
        return fail(executed.error());
    const std::shared_ptr<const RunRecord> &result = *executed;
    // Files first: printing the table may fail, or block on a pipe.
    const Result<QStringList> paths = writeFiles(*result, output, context.paths);
    if (!output.isQuiet)
        print(toText(makeRunView(*result), outputColumns()));
    if (!paths)
        return fail(paths.error());
    for (const QString &path : *paths)
        printLine(u"Report: %1"_s.arg(path));
    if (!outputProblem().isEmpty())
        warn(u"The report is %1."_s.arg(paths->constFirst()));
    return exitCodeFor(*result);
}

} // namespace

int runHeadless(AppContext &context, const Profile &profile, const RunOutput &output)
{
    if (const Status prepared = prepareOutput(output, profile); !prepared)
        return fail(prepared.error());
    return runToItsEnd(context, output, [&profile](Campaign &campaign) { return campaign.start(profile); });
}

int runAtEqualRate(AppContext &context, const Profile &profile, double sharePercent, const RunOutput &output)
{
    if (const Status prepared = prepareOutput(output, profile); !prepared)
        return fail(prepared.error());
    if (!output.isQuiet)
        printErrorLine(u"Pilot: each server once, saturated."_s);
    const Profile pilotProfile = saturatingPilot(profile);
    const Result<std::shared_ptr<const RunRecord>> pilot =
        execute(context, output.isQuiet,
                [&pilotProfile](Campaign &campaign) { return campaign.start(pilotProfile); });
    if (!pilot)
        return fail(pilot.error());
    if ((*pilot)->state != RunState::Finished)
        return StoppedByUser;
    const Result<Profile> atRate = atEqualRate(profile, **pilot, sharePercent);
    if (!atRate)
        return fail(atRate.error());
    Profile equal = *atRate;
    const QString origin =
        u"%1 % of the slowest server's rate in run %2."_s.arg(QString::number(sharePercent), (*pilot)->id);
    equal.description = (equal.description + u' ' + origin).trimmed();
    if (!output.isQuiet)
        printErrorLine(u"Equal rate: %1 requests/s, %2"_s.arg(formatRate(equal.load.rate), origin));
    return runToItsEnd(context, output, [&equal](Campaign &campaign) { return campaign.start(equal); });
}

int resumeHeadless(AppContext &context, const RunRecord &run, const RunOutput &output)
{
    if (const Status prepared = prepareOutput(output, run.profile); !prepared)
        return fail(prepared.error());
    return runToItsEnd(context, output, [&run](Campaign &campaign) { return campaign.resume(run); });
}

} // namespace loadstone
