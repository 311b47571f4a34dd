// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/interval.h"

#include <optional>
#include <span>

namespace loadstone
{

/// Median with its order-statistic interval, which inverts the sign test: from the kth smallest to the kth
/// largest value, k as large as 95 % allow, level 1 − 2 · P(Binomial(n, ½) < k). Six values: lowest to
/// highest, 96.9 %. Five are only 93.8 %: the interval does not reach the nominal level and is a range.
/// No assumption but independent values. Source: Hollander & Wolfe, Nonparametric Statistical Methods,
/// ch. 3.6. Nothing without values, or with one that is not finite.
std::optional<Estimate> medianWithInterval(std::span<const double> values);

} // namespace loadstone
