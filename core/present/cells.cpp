// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/cells.h"

#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

/// "788 (1.28 %)", sorted by the rate.
ReportCell failuresCell(const RequestStats &requests)
{
    const qint64 failed = requests.metrics().failed();
    const std::optional<double> percent = requests.failedPercent();
    if (!percent) // where nothing was judged, nothing is known to have succeeded either
        return unknownCell();
    return numberCell(failed > 0 ? u"%1 (%2)"_s.arg(formatCount(failed), formatPercent(*percent)) : u"0"_s,
                      *percent);
}

ReportCell memoryCell(const PeakMemory &peak)
{
    if (!peak.bytes)
        return unknownCell();
    const QString text = metricCell(Metric::PeakMemory, double(*peak.bytes));
    return numberCell(peak.isRss ? QCoreApplication::translate("Cells", "%1 RSS").arg(text) : text,
                      double(*peak.bytes));
}

} // namespace

ReportCell textCell(const QString &text) { return {text, {}, false}; }

ReportCell numberCell(const QString &text, double value) { return {text, value, true}; }

ReportCell countCell(qint64 count) { return numberCell(formatCount(count), double(count)); }

ReportCell unknownCell() { return {u"–"_s, {}, true}; }

ReportCell makeMetricCell(Metric metric, std::optional<double> value)
{
    return value ? numberCell(metricCell(metric, value), *value) : unknownCell();
}

ReportCell makeMetricCell(Metric metric, const RequestStats &requests)
{
    return metric == Metric::FailureRate ? failuresCell(requests)
                                         : makeMetricCell(metric, requests.value(metric));
}

ReportCell makeMetricCell(Metric metric, const TrialStats &trial)
{
    if (metric == Metric::FailureRate && trial.isMeasured())
        return failuresCell(trial.load.total);
    return metric == Metric::PeakMemory ? memoryCell(trial.peakMemory)
                                        : makeMetricCell(metric, trial.value(metric));
}

ReportCell makeMetricCell(Metric metric, const ServerStats &server)
{
    if (metric == Metric::FailureRate && server.isMeasured())
        return failuresCell(server.pooled);
    if (metric == Metric::PeakMemory)
        return memoryCell(server.peakMemory);
    ReportCell cell = makeMetricCell(metric, server.value(metric));
    const std::optional<Interval> around = server.interval(metric);
    if (metric == Metric::Rps && around && server.trials.size() > 1)
        cell.text += u" (%1–%2)"_s.arg(formatRate(around->low), formatRate(around->high));
    return cell;
}

} // namespace loadstone
