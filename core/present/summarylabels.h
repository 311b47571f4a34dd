// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// Labels of the summary for a pull request, around the tables of the report. %1 is a name, a list of names or a number.
struct SummaryLabels {
    QString rates;      ///< header of the column with a sparkline
    QString ratesNote;  ///< what it shows
    QString thresholds; ///< heading
    QString warnings;   ///< heading
    QString more;       ///< "and %1 more", at the end of what was cut
    QString report;     ///< "See the HTML report …", where its name is unknown
    QString openReport; ///< "Open %1 …"
    QString files;      ///< "Files: %1"
};

SummaryLabels summaryLabels();

} // namespace loadstone
