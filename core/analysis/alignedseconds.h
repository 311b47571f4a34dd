// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QList>

#include <optional>

namespace loadstone
{

/// The nth second of the measure phase, over all repeats of a server: medians of those that have it.
struct AlignedSecond {
    double atS = 0; ///< its middle, since the measure phase began
    double rps = 0;
    std::optional<double> p99Us; ///< of successful requests; nothing where no repeat had any
};

/// So that servers compare although they ran one after the other. Of finished repeats, or of the partial ones where
/// none finished; a second that was cut short has no rate and is left out.
/// @param server index into RunRecord::servers
QList<AlignedSecond> alignedSeconds(const RunRecord &run, int server);

} // namespace loadstone
