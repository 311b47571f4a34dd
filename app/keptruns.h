// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/paths.h"
#include "core/results/store/resultsstore.h"

#include <memory>

namespace loadstone
{

/// The results store as commands use it.
struct KeptRuns {
    std::unique_ptr<ResultsStore> store;
    QList<StoredRun> runs; ///< not deleted, the newest first

    /// The run that a person means: an id, a unique beginning, "last", "last~2", a name or a tag.
    Result<StoredRun> find(const QString &reference) const;
    Result<RunRecord> read(const QString &reference) const;
};

/// Opens the store; warns when a damaged one was set aside.
Result<KeptRuns> openKeptRuns(const Paths &paths);

} // namespace loadstone
