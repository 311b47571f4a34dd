// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics/varianceshares.h"

#include "core/analysis/statistics/logarithms.h"

#include <numeric>

namespace loadstone
{

namespace
{

/// Of logarithms: less is rounding (a deviation of a ten-billionth).
constexpr double leastVariance = 1e-20;

struct MeanSquares {
    double servers = 0;
    double rounds = 0;
    double residual = 0;
};

/// Logarithms by server and round, of a complete layout; nothing otherwise.
std::optional<QList<QList<double>>> completeLayout(const QList<QList<double>> &byServer)
{
    if (byServer.size() < 2 || byServer.first().size() < 2)
        return std::nullopt;
    QList<QList<double>> layout;
    for (const QList<double> &values : byServer) {
        const std::optional<QList<double>> logs = logarithms(values);
        if (!logs || logs->size() != byServer.first().size())
            return std::nullopt;
        layout.append(*logs);
    }
    return layout;
}

double layoutMean(const QList<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

MeanSquares meanSquares(const QList<QList<double>> &layout)
{
    const qsizetype rounds = layout.first().size();
    QList<double> serverMeans;
    QList<double> roundMeans(rounds, 0);
    for (const QList<double> &logs : layout) {
        serverMeans.append(layoutMean(logs));
        for (qsizetype round = 0; round < rounds; ++round)
            roundMeans[round] += logs[round] / double(layout.size());
    }
    const double grand = layoutMean(serverMeans);
    MeanSquares sums;
    for (const double server : serverMeans)
        sums.servers += double(rounds) * (server - grand) * (server - grand);
    for (const double round : roundMeans)
        sums.rounds += double(layout.size()) * (round - grand) * (round - grand);
    for (qsizetype server = 0; server < layout.size(); ++server) {
        for (qsizetype round = 0; round < rounds; ++round) {
            const double rest = layout[server][round] - serverMeans[server] - roundMeans[round] + grand;
            sums.residual += rest * rest;
        }
    }
    const auto freeServers = double(layout.size() - 1);
    const auto freeRounds = double(rounds - 1);
    return {sums.servers / freeServers, sums.rounds / freeRounds, sums.residual / (freeServers * freeRounds)};
}

} // namespace

std::optional<double> VarianceShares::roundsWithinServers() const
{
    const double within = rounds + residual;
    return within > 0 ? std::optional(rounds / within) : std::nullopt;
}

std::optional<VarianceShares> varianceShares(const QList<QList<double>> &byServer)
{
    const std::optional<QList<QList<double>>> layout = completeLayout(byServer);
    if (!layout)
        return std::nullopt;
    const MeanSquares squares = meanSquares(*layout);
    const auto component = [](double variance) { return variance > leastVariance ? variance : 0; };
    const double residual = component(squares.residual);
    const double rounds = component((squares.rounds - residual) / double(layout->size()));
    const double servers = component((squares.servers - residual) / double(layout->first().size()));
    const double all = servers + rounds + residual;
    if (all <= 0)
        return std::nullopt;
    return VarianceShares{servers / all, rounds / all, residual / all};
}

} // namespace loadstone
