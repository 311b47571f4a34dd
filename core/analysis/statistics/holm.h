// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <span>

namespace loadstone
{

/// p values corrected for their number, in the order given: the kth smallest of m times m − k + 1, never
/// below the one before it, at most 1. Rejecting those below 0.05 makes a false rejection among all of them
/// at most 5 % likely, however they depend on each other. Source: Holm 1979, A simple sequentially rejective
/// multiple test procedure.
/// @param pValues 0 … 1
QList<double> holmCorrected(std::span<const double> pValues);

} // namespace loadstone
