// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/summarylabels.h"

#include <QCoreApplication>

namespace loadstone
{

namespace
{

class SummaryText
{
    Q_DECLARE_TR_FUNCTIONS(SummaryText)
};

} // namespace

SummaryLabels summaryLabels()
{
    return {
        .rates = SummaryText::tr("RPS over time"),
        .ratesNote = SummaryText::tr(
            "RPS over time: the measure phase of each repeat, from 0 to the server's highest."),
        .thresholds = SummaryText::tr("Thresholds"),
        .warnings = SummaryText::tr("Warnings"),
        .more = SummaryText::tr("… and %1 more, in the report"),
        .report = SummaryText::tr("See the HTML report for charts, percentiles and settings."),
        .openReport = SummaryText::tr("Open %1 in a browser for charts, percentiles and settings."),
        .files = SummaryText::tr("Files: %1"),
    };
}

} // namespace loadstone
