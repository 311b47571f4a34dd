// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QString>

namespace loadstone
{

/// "Sanic", of several repeats "Sanic, repeat 2"; empty for a trial that is not planned.
QString trialTitle(const RunRecord &run, const TrialKey &key);
/// "finished", "server died"
QString trialEndTitle(TrialEnd end);

} // namespace loadstone
