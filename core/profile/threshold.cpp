// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/threshold.h"

#include "core/base/nearest.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>
#include <QStringList>

#include <cmath>
#include <optional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ThresholdText
{
    Q_DECLARE_TR_FUNCTIONS(ThresholdText)
};

Threshold::Comparison parseComparison(QStringView sign)
{
    if (sign == u"<")
        return Threshold::Comparison::Less;
    if (sign == u"<=")
        return Threshold::Comparison::LessOrEqual;
    return sign == u">" ? Threshold::Comparison::Greater : Threshold::Comparison::GreaterOrEqual;
}

// Unit → factor to the metric's unit. The empty unit is included for metrics without one.
QHash<QString, double> unitFactors(Metric metric)
{
    if (metric == Metric::Rps)
        return {{QString(), 1}, {u"/s"_s, 1}};
    if (metric == Metric::FailureRate)
        return {{QString(), 1}, {u"%"_s, 1}};
    return {{u"us"_s, 1}, {u"µs"_s, 1}, {u"ms"_s, 1e3}, {u"s"_s, 1e6}};
}

QString unitRemedy(Metric metric, const QString &number)
{
    if (metric == Metric::Rps)
        return ThresholdText::tr("rps is in requests per second; write %1 without a unit.").arg(number);
    if (metric == Metric::FailureRate)
        return ThresholdText::tr("failures is in percent; write %1%.").arg(number);
    return ThresholdText::tr("%1 is a time; append us, ms or s, for example %2ms.")
        .arg(metricInfo(metric).id, number);
}

/// Above this, neighbouring doubles are more than 1 apart; no metric comes close to it.
constexpr double greatestValue = 1e15;
constexpr double greatestFactor = 1e6;

Error usage(const QString &text, const QString &remedy)
{
    return {
        ErrorCode::Usage, ThresholdText::tr("Invalid threshold \"%1\". %2").arg(text.left(100), remedy), {}};
}

/// The factor of "0.95 * baseline" and "baseline"; nothing for another value.
std::optional<double> baselineFactor(const QString &value)
{
    static const QRegularExpression form(uR"(^(?:([0-9]+(?:\.[0-9]+)?)\s*\*\s*)?baseline$)"_s);
    const QRegularExpressionMatch match = form.match(value);
    if (!match.hasMatch())
        return {};
    return match.captured(1).isEmpty() ? 1.0 : match.captured(1).toDouble();
}

} // namespace

Result<Threshold> parseThreshold(const QString &text)
{
    static const QRegularExpression form(
        uR"(^\s*([A-Za-z][A-Za-z0-9.]*)\s*(<=|>=|<|>)\s*(?:([0-9]+(?:\.[0-9]+)?)\s*([^\s*]*)|([0-9.]*\s*\*?\s*baseline))\s*$)"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return usage(text,
                     ThresholdText::tr("Write a metric, <, <=, > or >=, and a value: p99<200ms, rps>=1000, "
                                       "failures<=1% or rps>=0.95*baseline."));
    Threshold threshold;
    threshold.text = text.trimmed();
    const QString name = match.captured(1).toLower().remove(u'.');
    const std::optional<Metric> metric = metricById(name);
    if (!metric || !metricInfo(*metric).isThreshold) {
        const QStringList names = thresholdMetricIds();
        const QString nearest = nearestName(name, names);
        return usage(text,
                     ThresholdText::tr("There is no metric \"%1\"; there are %2.")
                             .arg(match.captured(1), names.join(u", "_s))
                         + (nearest.isEmpty()
                                ? QString()
                                : u' ' + ThresholdText::tr("Did you mean \"%1\"?").arg(nearest)));
    }
    threshold.metric = *metric;
    threshold.comparison = parseComparison(match.capturedView(2));
    if (!match.captured(5).isEmpty()) {
        const std::optional<double> factor = baselineFactor(match.captured(5).trimmed());
        if (!factor || *factor <= 0 || *factor > greatestFactor)
            return usage(text,
                         ThresholdText::tr("Write a factor above 0 and the baseline: rps>=0.95*baseline."));
        threshold.value = *factor;
        threshold.isOfBaseline = true;
        return threshold;
    }
    const QHash<QString, double> units = unitFactors(threshold.metric);
    const auto factor = units.constFind(match.captured(4));
    if (factor == units.constEnd())
        return usage(text, unitRemedy(threshold.metric, match.captured(3)));
    threshold.value = match.captured(3).toDouble() * *factor;
    if (!std::isfinite(threshold.value) || threshold.value > greatestValue)
        return usage(text, ThresholdText::tr("The value is too large. Write a smaller number."));
    if (threshold.metric == Metric::FailureRate && threshold.value > 100)
        return usage(
            text, ThresholdText::tr("A failure rate cannot exceed 100 %. Write a percentage from 0 to 100."));
    return threshold;
}

bool holds(const Threshold &threshold, double value)
{
    switch (threshold.comparison) {
    case Threshold::Comparison::Less:
        return value < threshold.value;
    case Threshold::Comparison::LessOrEqual:
        return value <= threshold.value;
    case Threshold::Comparison::Greater:
        return value > threshold.value;
    case Threshold::Comparison::GreaterOrEqual:
        return value >= threshold.value;
    }
    return false;
}

} // namespace loadstone
