// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Thresholds that cannot be read.
void validateThresholds(Validation &validation);
/// The search for capacity.
void validateCapacity(Validation &validation);

} // namespace loadstone
