// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/interval.h"

#include <QList>

#include <optional>
#include <span>

namespace loadstone
{

// Ratios are compared as differences of natural logarithms.

/// Nothing if a value is zero, negative, infinite or NaN.
std::optional<QList<double>> logarithms(std::span<const double> values);

/// A difference of logarithms as a ratio. The level stays.
Estimate exponential(const Estimate &logRatio);

} // namespace loadstone
