// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/resumecommand.h"

#include "app/appcontext.h"
#include "app/headlessrun.h"
#include "app/keptruns.h"
#include "app/terminal.h"

#include <QCommandLineParser>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// The newest run that did not come to its end.
Result<StoredRun> newestUnfinished(const KeptRuns &kept)
{
    const auto found = std::find_if(kept.runs.begin(), kept.runs.end(), [](const StoredRun &run) {
        return (run.state == RunState::Interrupted || run.state == RunState::Stopped)
            && run.trialsEnded <= run.trialsPlanned;
    });
    if (found == kept.runs.end())
        return Error{ErrorCode::NotFound, u"No run was stopped or interrupted."_s, {}};
    return *found;
}

} // namespace

void ResumeCommand::addOptions(QCommandLineParser &parser) { parser.addOptions(outputOptions()); }

int ResumeCommand::run(const QCommandLineParser &parser)
{
    const QStringList words = parser.positionalArguments();
    if (words.size() > 1)
        return fail(
            {ErrorCode::Usage, u"Name one run, or none for the last that was stopped or interrupted."_s, {}});
    AppContext context;
    Result<RunRecord> run;
    {
        const Result<KeptRuns> kept = openKeptRuns(context.paths);
        if (!kept)
            return fail(kept.error());
        const Result<StoredRun> stored =
            words.isEmpty() ? newestUnfinished(*kept) : kept->find(words.first());
        if (!stored)
            return fail(stored.error());
        run = kept->store->read(stored->id);
    }
    if (!run)
        return fail(run.error());
    return resumeHeadless(context, *run, readOutput(parser));
}

} // namespace loadstone
