// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics/comparison.h"

#include <QList>

#include <functional>
#include <optional>

namespace loadstone
{

/// The place of each item: 1 + the number of items shown to be better, directly or through others between
/// them. Consequences:
/// - Items that the same items are better than share a place; the next place counts all of them (1, 1, 3).
/// - An item never shares the place of one shown to be better than it.
/// - "No difference shown" is not transitive. If A is better than C, and B differs from neither, then A and B
///   have place 1 and C place 2: one item is shown to be better than C. So items may have different places
///   although no difference between them is shown, because a third one separates them.
/// - The order of the items has no influence. Items that are better than one another in a circle share a
///   place.
/// The place is the lower end of the rank's confidence set (Mogstad, Romano, Shaikh & Wilhelm, Inference for
/// Ranks, Review of Economic Studies, 2024).
/// @param isBetter whether the first item is shown to be better than the second
QList<int> placesByDominance(qsizetype count, const std::function<bool(qsizetype, qsizetype)> &isBetter);

/// Places of servers by one metric: all pairs with at least four values on both sides are compared, with
/// Holm's correction over all of them; see comparePairs(). Nothing for servers with fewer values, or of a
/// metric without a direction.
QList<std::optional<int>> sharedPlaces(const QList<RoundValues> &samples, Better better);

} // namespace loadstone
