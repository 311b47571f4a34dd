// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"
#include "core/results/store/storedrun.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// The profiles of `reproduce` in their order: the short forms of the five published comparisons.
const QStringList &reproducedProfiles();

/// The tag of the runs that `reproduce` made.
QString reproductionTag();

/// What a profile of a reproduction needs next.
struct ReproductionStep {
    enum class Kind {
        Done,   ///< `run` is its result
        Resume, ///< `run` was stopped or interrupted
        Start,
    };
    Kind kind = Kind::Start;
    QString run; ///< id; empty to start
};
/// @param runs kept ones, the newest first
ReproductionStep nextStep(const QString &profileId, const QList<StoredRun> &runs);

/// One page over all runs, as Markdown: which servers, on which question; then each run's tables and conclusions.
QString reproductionPage(const QList<RunRecord> &runs);

} // namespace loadstone
