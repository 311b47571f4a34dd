// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/reportlabels.h"

#include <QCoreApplication>

namespace loadstone
{

namespace
{

class ReportText
{
    Q_DECLARE_TR_FUNCTIONS(ReportText)
};

} // namespace

ReportLabels reportLabels()
{
    return {
        //: The code of the language that the report is translated to (BCP 47), for example "de"
        .language = ReportText::tr("en"),
        .pageTitle = ReportText::tr("%1 – Loadstone"),
        .howToRead = ReportText::tr("How to read this"),
        .overTime = ReportText::tr("Over time"),
        .aligned = ReportText::tr("Servers on one time axis"),
        .sweep = ReportText::tr("Sweep"),
        .percentiles = ReportText::tr("Percentiles"),
        .repeats = ReportText::tr("Repeats"),
        .method = ReportText::tr("Method"),
        .serverOutput = ReportText::tr("Output of servers that failed"),
        .data = ReportText::tr("Data"),
        .saveData = ReportText::tr("Save data"),
        .whatIsSaved = ReportText::tr("(JSON; long runs without their seconds and histograms)"),
        .figures = ReportText::tr("Figures of this chart"),
        .colors = ReportText::tr("Light or dark"),
        .page = ReportText::tr("Page %1 of %2"),
        .warnings = ReportText::tr("Warnings"),
        .thresholds = ReportText::tr("Thresholds"),
        .met = ReportText::tr("ok"),
        .violated = ReportText::tr("FAIL"),
    };
}

} // namespace loadstone
