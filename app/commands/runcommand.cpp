// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/runcommand.h"

#include "app/appcontext.h"
#include "app/exporter.h"
#include "app/headlessrun.h"
#include "app/keptruns.h"
#include "app/profilechoice.h"
#include "app/window.h"

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
    if (!parser.isSet(u"window"_s))
        return runHeadless(context, *profile, output);
    if (!hasDisplay())
        return fail(
            {ErrorCode::Usage, u"No display for the window. Omit --window to run in the terminal."_s, {}});
    return showWindow(context, parser.positionalArguments().constFirst(), WindowRun{*profile, output});
}

} // namespace loadstone
