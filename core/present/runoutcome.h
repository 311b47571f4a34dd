// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

struct RunRecord;

/// How far the figures of a run can be taken as they stand.
enum class RunVerdict {
    Good,
    WithCaveats, ///< something limits what they say: failures, a saturated client, a load changed by hand
    Bad,         ///< nothing was measured, or a threshold of the profile is not met
    Stopped,     ///< by the user; what was measured until then is partial
};

/// @param result of a run that has ended
RunVerdict evaluateRun(const RunRecord &result);

} // namespace loadstone
