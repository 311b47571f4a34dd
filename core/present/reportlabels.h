// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// Labels of a report, around its tables and charts: headings, links and signs.
struct ReportLabels {
    QString language;  ///< of all these texts, as BCP 47 names it: "en"
    QString pageTitle; ///< of a browser's window; %1 stands for the run's title
    QString howToRead;
    QString overTime;
    QString aligned; ///< of it, the charts in which servers are on top of each other
    QString sweep;   ///< heading of the charts of a sweep
    QString percentiles;
    QString repeats;
    QString method;
    QString serverOutput; ///< heading of the logs
    QString data;
    QString saveData;    ///< text of a link
    QString whatIsSaved; ///< behind it
    QString figures;     ///< opens the table of a chart
    QString colors;      ///< switches between light and dark
    QString page;        ///< of paper: "Page %1 of %2"
    QString warnings;
    QString thresholds;
    QString met;      ///< in place of a sign, where there is no room for more: "ok"
    QString violated; ///< "FAIL"
};

ReportLabels reportLabels();

} // namespace loadstone
