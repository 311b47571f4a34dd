// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>

namespace loadstone
{

/// The measure phase in the layout of wrk 4.1 with --latency, for scripts that parse its output. The first line is
/// a comment with the figures of another meaning than in wrk, warnings follow. Where nothing ended there are the
/// zeros of wrk. UTF-8; docs/measuring.md documents each line.
/// @param trial measured, of the run
QByteArray wrkText(const TrialRecord &trial, const RunRecord &run);

} // namespace loadstone
