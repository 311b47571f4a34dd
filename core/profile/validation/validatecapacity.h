// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Thresholds that cannot be parsed, or that name an endpoint which the profile does not have.
void validateThresholds(Validation &validation);
/// The capacity search.
void validateCapacity(Validation &validation);

} // namespace loadstone
