// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Unknown and duplicate settings, values that the profile cannot have, contradictions with other settings,
/// too many cells. The parameters of servers need the catalogue: core/run/sweepcheck.h.
void validateSweep(Validation &validation);

} // namespace loadstone
