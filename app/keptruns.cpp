// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keptruns.h"

#include "app/command.h"
#include "core/results/store/runreference.h"

#include <utility>

namespace loadstone
{

Result<StoredRun> KeptRuns::find(const QString &reference) const { return findRun(runs, reference); }

Result<RunRecord> KeptRuns::read(const QString &reference) const
{
    const Result<StoredRun> run = find(reference);
    return run ? store->read(run->id) : Result<RunRecord>(run.error());
}

Result<KeptRuns> openKeptRuns(const Paths &paths)
{
    Result<std::unique_ptr<ResultsStore>> store = ResultsStore::open(paths.resultsFile(), paths.runs());
    if (!store)
        return store.error();
    if (const Sentence notice = (*store)->notice(); !notice.isEmpty())
        warn(notice.translated());
    const Result<QList<StoredRun>> runs = (*store)->list();
    if (!runs)
        return runs.error();
    return KeptRuns{std::move(store).value(), *runs};
}

} // namespace loadstone
