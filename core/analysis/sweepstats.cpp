// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/sweepstats.h"

#include "core/analysis/repeatstats.h"

#include <algorithm>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// How many settings of a cell its part varies.
qsizetype variedSettings(const SweepCell &cell) { return std::min<qsizetype>(2, cell.size()); }

QString partName(const ResolvedServer &server)
{
    QStringList parts{server.baseName};
    for (const SweepValue &value : server.cell.first(server.cell.size() - variedSettings(server.cell)))
        parts << sweepText(value);
    return parts.join(u", "_s);
}

QStringList partSettings(const SweepCell &cell)
{
    QStringList settings;
    for (const SweepValue &value : cell.last(variedSettings(cell)))
        settings << value.setting;
    return settings;
}

} // namespace

QList<SweepPart> sweepParts(const RunRecord &run)
{
    QList<SweepPart> parts;
    for (int server = 0; server < int(run.servers.size()); ++server) {
        const ResolvedServer &swept = run.servers.at(server);
        if (swept.cell.isEmpty())
            continue;
        const QString name = partName(swept);
        const QStringList settings = partSettings(swept.cell);
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const SweepPart &one) {
            return one.name == name && one.settings == settings;
        });
        if (part == parts.end())
            parts.append({name, settings, {server}});
        else
            part->servers << server;
    }
    return parts;
}

QList<QList<SweepPart>> curvesBySetting(const QList<SweepPart> &parts)
{
    QList<QList<SweepPart>> curves;
    for (const SweepPart &part : parts) {
        if (part.settings.size() != 1)
            continue;
        const auto same = std::find_if(curves.begin(), curves.end(), [&part](const QList<SweepPart> &one) {
            return one.first().settings == part.settings;
        });
        if (same == curves.end())
            curves << QList{part};
        else
            *same << part;
    }
    return curves;
}

QJsonValue sweptValue(const RunRecord &run, int server, qsizetype fromEnd)
{
    const SweepCell &cell = run.servers[server].cell;
    return cell[cell.size() - fromEnd].value;
}

QList<QJsonValue> sweptValues(const RunRecord &run, const SweepPart &part, qsizetype fromEnd)
{
    QList<QJsonValue> values;
    for (const int server : part.servers) {
        const QJsonValue value = sweptValue(run, server, fromEnd);
        if (!values.contains(value))
            values << value;
    }
    return values;
}

std::optional<int> serverInGrid(const RunRecord &run, const SweepPart &grid, const QJsonValue &first,
                                const QJsonValue &second)
{
    const auto found = std::find_if(grid.servers.begin(), grid.servers.end(), [&](int server) {
        return sweptValue(run, server, 2) == first && sweptValue(run, server, 1) == second;
    });
    return found == grid.servers.end() ? std::nullopt : std::optional(*found);
}

std::optional<int> kneeOfCurve(const RunRecord &run, const QList<ServerStats> &servers,
                               const SweepPart &curve)
{
    QList<QPair<QPointF, int>> points;
    for (const int server : curve.servers) {
        const QJsonValue x = sweptValue(run, server, 1);
        const std::optional<double> y = repeatedMetric(servers[server], Metric::Rps).value;
        if (!x.isDouble() || !y)
            return {};
        points.append({QPointF(x.toDouble(), *y), server});
    }
    std::sort(points.begin(), points.end(),
              [](const auto &a, const auto &b) { return a.first.x() < b.first.x(); });
    QList<QPointF> curvePoints;
    for (const auto &point : std::as_const(points))
        curvePoints << point.first;
    const std::optional<qsizetype> knee = findKnee(curvePoints);
    return knee ? std::optional(points[*knee].second) : std::nullopt;
}

std::optional<double> highestSustained(const RunRecord &run, int server)
{
    QList<double> levels;
    for (const TrialRecord &trial : run.trials) {
        if (trial.planned.key.server == server && trial.capacity && trial.capacity->highestSustained)
            levels << *trial.capacity->highestSustained;
    }
    if (levels.isEmpty())
        return {};
    std::sort(levels.begin(), levels.end());
    const qsizetype half = levels.size() / 2;
    return levels.size() % 2 ? levels[half] : (levels[half - 1] + levels[half]) / 2;
}

std::optional<qsizetype> findKnee(const QList<QPointF> &points)
{
    const qsizetype count = points.size();
    if (count < 3)
        return {};
    const auto [lowest, highest] = std::minmax_element(
        points.begin(), points.end(), [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); });
    const double width = points.last().x() - points.first().x();
    const double least = lowest->y();
    const double height = highest->y() - least;
    if (width <= 0 || height <= 0 || points.last().y() <= points.first().y())
        return {};
    const auto difference = [&](qsizetype i) {
        return (points[i].y() - least) / height - (points[i].x() - points.first().x()) / width;
    };
    qsizetype knee = 1;
    for (qsizetype i = 2; i < count - 1; ++i) {
        if (difference(i) > difference(knee))
            knee = i;
    }
    const double meanDistance = 1.0 / double(count - 1);
    for (qsizetype i = knee + 1; i < count; ++i) {
        if (difference(i) < difference(knee) - meanDistance)
            return knee;
    }
    return {};
}

QList<std::optional<double>> scaledValues(const QList<std::optional<double>> &values)
{
    std::optional<double> lowest;
    std::optional<double> highest;
    for (const std::optional<double> &value : values) {
        if (!value)
            continue;
        lowest = std::min(*value, lowest.value_or(*value));
        highest = std::max(*value, highest.value_or(*value));
    }
    QList<std::optional<double>> scaled;
    for (const std::optional<double> &value : values) {
        const bool isSpread = lowest && *highest > *lowest;
        scaled << (value ? std::optional(isSpread ? (*value - *lowest) / (*highest - *lowest) : 0.0)
                         : std::nullopt);
    }
    return scaled;
}

} // namespace loadstone
