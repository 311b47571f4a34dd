// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/runcommand.h"

#include "app/appcontext.h"
#include "app/exporter.h"
#include "app/headlessrun.h"
#include "app/keptruns.h"
#include "app/optionvalues.h"
#include "app/profilechoice.h"
#include "app/terminal.h"
#include "app/window.h"
#include "core/present/plantext.h"
#include "core/present/trialtext.h"
#include "core/run/plan.h"
#include "core/text/format.h"

#include <QCommandLineParser>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

Result<QString> findBaselineRun(const Paths &paths, const QString &reference)
{
    const Result<KeptRuns> kept = openKeptRuns(paths);
    if (!kept)
        return kept.error();
    const Result<StoredRun> run = kept->find(reference);
    return run ? Result<QString>(run->id) : run.error();
}

Result<double> readShare(const QCommandLineParser &parser)
{
    for (const QString &other : {u"rate"_s, u"plan"_s, u"window"_s}) {
        if (parser.isSet(other))
            return usageError(u"--equal-rate cannot be combined with --%1."_s.arg(other));
    }
    return readPercent(parser, u"equal-rate"_s, {0, 100, true});
}

int printPlan(const AppContext &context, const Profile &profile)
{
    RunRecord run;
    run.profile = profile;
    const Result<QList<ResolvedServer>> servers = resolveServers(profile, context.catalogue);
    if (!servers)
        return fail(servers.error());
    run.servers = *servers;
    run.plan = planTrials(profile, *servers, firstRounds(profile, *servers));
    double startS = 0;
    QString lines;
    for (const PlannedTrial &planned : std::as_const(run.plan)) {
        lines += u"%1 %2  %3\n"_s.arg(QString::number(planned.index + 1).rightJustified(4),
                                      formatClock(startS).rightJustified(8), trialTitle(run, planned.key));
        startS += planned.expectedS;
    }
    print(lines + describePlan(run) + u'\n');
    return Done;
}

} // namespace

void RunCommand::addOptions(QCommandLineParser &parser)
{
    addProfileOptions(parser);
    parser.addOptions(outputOptions());
    parser.addOptions({
        {u"baseline"_s,
         u"The run that thresholds such as 'rps>=0.95*baseline' refer to (default: the one set with "
         "`loadstone baseline set`)."_s,
         u"run"_s},
        {u"equal-rate"_s,
         u"Compare at the same open rate: this share of what the slowest server sustains in a pilot, such as 60%."_s,
         u"percent"_s},
        {u"plan"_s, u"Print the trials in their order, with the expected time, and end."_s},
        {u"window"_s, u"Run in the window, which stays open afterwards."_s},
    });
}

int RunCommand::run(const QCommandLineParser &parser)
{
    if (parser.positionalArguments().size() != 1) {
        return fail({ErrorCode::Usage, u"Name one profile to run; `loadstone profiles` lists them."_s, {}});
    }
    AppContext context;
    const Result<Profile> profile = chooseProfile(context, parser.positionalArguments().constFirst(), parser);
    if (!profile)
        return fail(profile.error());

    const RunOutput output = readOutput(parser);
    if (parser.isSet(u"baseline"_s)) {
        const Result<QString> baseline = findBaselineRun(context.paths, parser.value(u"baseline"_s));
        if (!baseline)
            return fail(baseline.error());
        context.baseline = *baseline;
    }
    if (parser.isSet(u"equal-rate"_s)) {
        const Result<double> share = readShare(parser);
        return share ? runAtEqualRate(context, *profile, *share, output) : fail(share.error());
    }
    if (parser.isSet(u"plan"_s))
        return printPlan(context, *profile);
    if (!parser.isSet(u"window"_s))
        return runHeadless(context, *profile, output);
    if (!hasDisplay())
        return fail(
            {ErrorCode::Usage, u"No display for the window. Omit --window to run in the terminal."_s, {}});
    return showWindow(context, parser.positionalArguments().constFirst(), WindowRun{*profile, output});
}

} // namespace loadstone
