// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/threshold.h"

#include "core/base/nearest.h"
#include "core/profile/thresholdscope.h"

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

/// The resources of a server's processes, which serve all endpoints.
bool isOfWholeServer(Metric metric)
{
    switch (metric) {
    case Metric::ServerCpu:
    case Metric::CpuMsPerRequest:
    case Metric::RpsPerCpuSecond:
    case Metric::PeakMemory:
    case Metric::ReadyAfter:
        return true;
    default:
        return false;
    }
}

Error unknownMetric(const QString &text, const QString &written, const ThresholdScope &scope)
{
    const QString name = written.toLower().remove(u'.');
    const QStringList names = thresholdMetricIds();
    const std::optional<Metric> metric = metricById(name);
    if (metric && isOfWholeServer(*metric) && !scope.endpoint.isEmpty())
        return usage(text,
                     ThresholdText::tr("%1 is measured per server, not per endpoint, and not a metric of "
                                       "thresholds; these are %2.")
                         .arg(name, names.join(u", "_s)));
    const QString nearest = nearestName(name, names);
    return usage(
        text,
        ThresholdText::tr("There is no metric \"%1\"; there are %2.").arg(written, names.join(u", "_s))
            + (nearest.isEmpty() ? QString()
                                 : u' ' + ThresholdText::tr("Did you mean \"%1\"?").arg(nearest)));
}

Error malformed(const QString &text)
{
    return usage(text,
                 ThresholdText::tr("Write a metric, <, <=, > or >=, and a value: p99<200ms, rps>=1000, "
                                   "failures<=1% or rps>=0.95*baseline; names of an endpoint or a server "
                                   "follow the metric: p99{endpoint:NAME}<200ms."));
}

/// Sets comparison and value, of the metric that the threshold has.
Status parseLimit(Threshold &threshold, const QString &limit)
{
    static const QRegularExpression form(
        uR"(^\s*(<=|>=|<|>)\s*(?:([0-9]+(?:\.[0-9]+)?)\s*([^\s*]*)|([0-9.]*\s*\*?\s*baseline))\s*$)"_s);
    const QRegularExpressionMatch match = form.match(limit);
    const QString &text = threshold.text;
    if (!match.hasMatch())
        return malformed(text);
    threshold.comparison = parseComparison(match.capturedView(1));
    if (!match.captured(4).isEmpty()) {
        const std::optional<double> factor = baselineFactor(match.captured(4).trimmed());
        if (!factor || *factor <= 0 || *factor > greatestFactor)
            return usage(text,
                         ThresholdText::tr("Write a factor above 0 and the baseline: rps>=0.95*baseline."));
        threshold.value = *factor;
        threshold.isOfBaseline = true;
        return success();
    }
    const QHash<QString, double> units = unitFactors(threshold.metric);
    const auto factor = units.constFind(match.captured(3));
    if (factor == units.constEnd())
        return usage(text, unitRemedy(threshold.metric, match.captured(2)));
    threshold.value = match.captured(2).toDouble() * *factor;
    if (!std::isfinite(threshold.value) || threshold.value > greatestValue)
        return usage(text, ThresholdText::tr("The value is too large. Write a smaller number."));
    if (threshold.metric == Metric::FailureRate && threshold.value > 100)
        return usage(
            text, ThresholdText::tr("A failure rate cannot exceed 100 %. Write a percentage from 0 to 100."));
    return success();
}

} // namespace

Result<Threshold> parseThreshold(const QString &text)
{
    static const QRegularExpression start(uR"(^\s*([A-Za-z][A-Za-z0-9._]*)\s*)"_s);
    const QRegularExpressionMatch match = start.match(text);
    QString limit = text.mid(match.capturedLength());
    Threshold threshold;
    threshold.text = text.trimmed();
    if (limit.startsWith(u'{') && match.hasMatch()) {
        const Result<ScopeReading> scope = parseThresholdScope(limit);
        if (!scope)
            return usage(threshold.text, scope.error().text());
        threshold.scope = scope->scope;
        limit = limit.mid(scope->length);
    }
    static const QRegularExpression comparison(uR"(^\s*[<>])"_s);
    if (!match.hasMatch() || !comparison.match(limit).hasMatch())
        return malformed(threshold.text);
    const std::optional<Metric> metric = metricById(match.captured(1).toLower().remove(u'.'));
    if (!metric || !metricInfo(*metric).isThreshold)
        return unknownMetric(threshold.text, match.captured(1), threshold.scope);
    threshold.metric = *metric;
    if (const Status read = parseLimit(threshold, limit); !read)
        return read.error();
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
