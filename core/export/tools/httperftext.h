// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>

namespace loadstone
{

/// The measure phase in the layout of httperf 0.9, for scripts that parse its output. The first line is a
/// comment with the figures of another meaning than in httperf, warnings follow. Lines of what was not measured
/// are left out, or have the zeros of httperf where nothing ended. UTF-8; docs/measuring.md documents each line.
/// @param trial measured, of the run
QByteArray httperfText(const TrialRecord &trial, const RunRecord &run);

} // namespace loadstone
