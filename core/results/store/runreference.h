// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/store/storedrun.h"

#include <QList>

namespace loadstone
{

/// The run that a person means, among those that are not deleted: "last" is the newest, "last~2" the second before
/// it; otherwise an id, a unique beginning of one, a name or a tag that only one run has. An error lists what would fit.
/// @param runs the newest first
Result<StoredRun> findRun(const QList<StoredRun> &runs, const QString &reference);

/// Why this cannot be the name or a tag of a run; empty if it can.
QString runLabelProblem(const QString &label);

} // namespace loadstone
