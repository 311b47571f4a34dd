// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminalrun.h"

#include "app/interrupt.h"
#include "app/narrator.h"
#include "app/outputs.h"
#include "app/terminal.h"
#include "core/report/reportmodel.h"
#include "core/report/textreport.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace loadstone
{

int exitCodeOf(const RunResult &result)
{
    if (result.state == RunState::Stopped)
        return StoppedByUser;
    const bool isMissing =
        std::any_of(result.trials.cbegin(), result.trials.cend(), [](const TrialResult &trial) {
            return trial.end == TrialEnd::NotMeasured || trial.end == TrialEnd::ServerDied;
        });
    if (result.state == RunState::Failed || isMissing || result.trials.isEmpty())
        return ServerUnavailable;
    const QList<ThresholdVerdict> verdicts = judge(result, summarize(result));
    const bool held = std::all_of(verdicts.cbegin(), verdicts.cend(),
                                  [](const ThresholdVerdict &verdict) { return verdict.isKept; });
    return held ? Done : ThresholdsFailed;
}

Status prepareOutput(const RunOutput &output)
{
    if (Status known = checkFormats(output.formats); !known)
        return known;
    return output.folder.isEmpty() ? success() : prepareFolder(output.folder);
}

int runInTerminal(Services &services, const Profile &profile, const RunOutput &output)
{
    if (const Status prepared = prepareOutput(output); !prepared)
        return fail(prepared.error());
    Campaign controller(services.forRuns());
    Narrator narrator(controller, output.isQuiet);
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::interrupted, &controller, [&](int times) {
        narrator.say(
            times == 1 ? QStringLiteral("Stopping: waiting for running requests; once more ends it at once.")
                       : QStringLiteral("Stopping now."));
        controller.stop(times > 1);
    });
    QObject::connect(&controller, &RunController::finished, qApp, &QCoreApplication::quit,
                     Qt::QueuedConnection);

    if (const Status started = controller.start(profile); !started)
        return fail(started.error());
    QCoreApplication::exec();

    const std::shared_ptr<const RunResult> result = controller.result();
    if (result->state == RunState::Failed)
        return fail({ErrorCode::Unavailable, result->problem, {}});
    if (!output.isQuiet)
        print(toText(reportOf(*result), outputColumns()));
    const QString folder =
        output.folder.isEmpty() ? QDir(services.paths.runs()).filePath(result->id) : output.folder;
    const Result<QStringList> paths = writeOutputs(*result, output.formats, folder, output.label);
    if (!paths)
        return fail(paths.error());
    for (const QString &path : *paths)
        print(QStringLiteral("Report: %1\n").arg(path));
    return exitCodeOf(*result);
}

} // namespace loadstone
