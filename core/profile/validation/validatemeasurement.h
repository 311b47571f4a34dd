// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

class Validation;

/// Durations, ports, cores and the slow upstream.
void validateMeasurement(Validation &validation);

} // namespace loadstone
