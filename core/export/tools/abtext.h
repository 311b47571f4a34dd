// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>

namespace loadstone
{

/// The measure phase in the layout of ApacheBench 2.3 (httpd 2.4), for scripts that parse its output. The first
/// line is a comment with the figures of another meaning than in ab, warnings follow. Lines of what was not
/// measured are left out. UTF-8; docs/measuring.md documents each line.
/// @param trial measured, of the run
QByteArray abText(const TrialRecord &trial, const RunRecord &run);

} // namespace loadstone
