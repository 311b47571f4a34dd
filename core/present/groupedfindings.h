// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QStringList>

namespace loadstone
{

/// What a reader has to know before believing the figures of a run: what went wrong first, then
/// one line for each kind of finding, however many trials have it, with the servers it is about
/// and the range of its figure. "Sanic (in 3 of 6 repeats), CherryPy: Not steady: …".
QStringList groupedFindings(const RunRecord &result);

} // namespace loadstone
