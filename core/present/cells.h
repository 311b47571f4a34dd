// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/text/metrictext.h"

#include <QString>

#include <optional>

namespace loadstone
{

/// One cell of a table: as shown, and as a number for sorting and checking. The window's tables and
/// the report's are made of the same ones.
struct ReportCell {
    QString text;
    std::optional<double> value; ///< nothing: no number, or one that is unknown
    bool isNumber = false;
    bool operator==(const ReportCell &) const = default;
};

ReportCell textCell(const QString &text);
ReportCell numberCell(const QString &text, double value);
ReportCell countCell(qint64 count);
ReportCell unknownCell(); ///< "–"

/// A value under metricHeader(metric).
ReportCell makeMetricCell(Metric metric, std::optional<double> value);
/// The value of the metric, where people expect it with a word more: failures with their number,
/// memory that is RSS with that word, the rate of several repeats with its range.
ReportCell makeMetricCell(Metric metric, const RequestStats &requests);
ReportCell makeMetricCell(Metric metric, const TrialStats &trial);
ReportCell makeMetricCell(Metric metric, const ServerStats &server);

} // namespace loadstone
