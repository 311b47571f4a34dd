// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/metricscale.h"

#include "core/text/metrictext.h"

#include <QCoreApplication>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class MetricScaleText
{
    Q_DECLARE_TR_FUNCTIONS(MetricScaleText)
};

struct AxisUnit {
    QString name;
    double factor = 1;
};

AxisUnit axisUnit(MetricUnit unit)
{
    switch (unit) {
    case MetricUnit::Count:
        return {};
    case MetricUnit::PerSecond:
        return {MetricScaleText::tr("requests/s"), 1};
    case MetricUnit::TimeUs:
        return {u"ms"_s, 1e-3};
    case MetricUnit::Percent:
        return {u"%"_s, 1};
    case MetricUnit::PercentOfCore:
        return {MetricScaleText::tr("% of one core"), 1};
    case MetricUnit::TimeMs:
        return {u"ms"_s, 1};
    case MetricUnit::Bytes:
        return {u"MiB"_s, 1 / (1024.0 * 1024.0)};
    case MetricUnit::TimeS:
        return {u"s"_s, 1};
    }
    Q_UNREACHABLE();
}

QString directionText(Better better)
{
    switch (better) {
    case Better::Lower:
        return MetricScaleText::tr("lower is better");
    case Better::Higher:
        return MetricScaleText::tr("higher is better");
    case Better::Neither:
        return {};
    }
    Q_UNREACHABLE();
}

} // namespace

QString MetricScale::axisTitle() const
{
    if (unit.isEmpty() || direction.isEmpty())
        return unit + direction;
    return u"%1, %2"_s.arg(unit, direction);
}

MetricScale metricScale(Metric metric)
{
    const MetricInfo &info = metricInfo(metric);
    const AxisUnit unit = axisUnit(info.unit);
    const QString title =
        metric == Metric::PeakMemory ? MetricScaleText::tr("Peak memory") : metricTitle(metric);
    return {title, unit.name, directionText(info.better), unit.factor};
}

ChartSpan scaledSpan(double low, double high, const MetricScale &scale)
{
    return {low * scale.factor, high * scale.factor};
}

QString figureText(Metric metric, std::optional<double> value, const std::optional<ChartSpan> &range)
{
    const QString text = metricCell(metric, value);
    if (!value || !range)
        return text;
    return u"%1 (%2–%3)"_s.arg(text, metricCell(metric, range->low), metricCell(metric, range->high));
}

} // namespace loadstone
