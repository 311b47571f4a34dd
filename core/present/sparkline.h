// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// Values as a line of text, one block each: "▁▄█" from 0 to the highest of them. An unknown value is a no-break space.
QString sparkline(const QList<std::optional<double>> &values);

/// Successful responses per second of a server in the seconds of its measure phases, one repeat after the other, as a
/// sparkline of at most 40 characters; a longer run has several seconds in each. Where nothing was measured, between
/// repeats too, is a gap. Empty for a server that was not measured.
/// @param server index into RunRecord::servers
QString rateSparkline(const RunRecord &run, int server);

} // namespace loadstone
