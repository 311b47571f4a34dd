// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

namespace loadstone
{

/// What is kept of a run that is resumed: the trials that came to their end by themselves, and the marks of these. The
/// others are made again.
RunRecord keptPart(const RunRecord &previous);

} // namespace loadstone
