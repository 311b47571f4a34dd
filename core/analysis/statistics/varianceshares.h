// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <optional>

namespace loadstone
{

/// The variance of all values of some servers in some rounds, on logarithms, divided among its sources. The
/// shares sum to 1.
struct VarianceShares {
    double servers = 0;
    double rounds = 0;
    double residual = 0;

    /// Of the variance among the repeats of a server, the rounds' share: the correlation of two servers in
    /// the same rounds. Nothing if the repeats do not vary.
    std::optional<double> roundsWithinServers() const;
    bool operator==(const VarianceShares &) const = default;
};

/// Variance components of the two-way layout server × round without replication, by the mean squares of the
/// analysis of variance, negative ones taken as 0: residual = MSe, rounds = (MSr − MSe) / servers, servers =
/// (MSs − MSe) / rounds. Components rather than sums of squares, of which rounds have half by their degrees
/// of freedom alone if there are two servers. Source: Searle, Casella & McCulloch, Variance Components, 1992,
/// ch. 4.
/// @param byServer for each server one value per round, positive
/// Nothing for an incomplete layout (servers with different numbers of values), under two servers or rounds,
/// a value without a logarithm, or without any variance.
std::optional<VarianceShares> varianceShares(const QList<QList<double>> &byServer);

} // namespace loadstone
