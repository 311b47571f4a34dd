// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/finding.h"
#include "core/results/runrecord.h"

#include <QList>

namespace loadstone
{

/// Everything found in a trial's figures, and its incidents, in the order of their kinds. Of a trial
/// that was not measured only the incidents. Rules: docs/measuring.md. Pure.
QList<Finding> detectFindings(const TrialRecord &trial, const Profile &profile);

} // namespace loadstone
