// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/phase.h"

#include <QString>

namespace loadstone
{

QString phaseTitle(Phase phase); ///< "Warming up", translated

} // namespace loadstone
