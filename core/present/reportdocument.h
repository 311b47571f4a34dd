// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/comparisonview.h"
#include "core/present/runview.h"

#include <QList>
#include <QString>

#include <variant>

namespace loadstone
{

/// A heading within a section.
struct ReportHeading {
    QString text;
};

struct ReportParagraph {
    QString text;
    bool isNote = false;
};

/// Charts below each other, or side by side where there is room for small ones.
struct ReportFigures {
    QList<ChartModel> charts;
    bool areSmall = false;
    bool haveFigures = true; ///< their figures follow as tables; otherwise a table of the section has them
};

using ReportBlock =
    std::variant<ReportHeading, ReportParagraph, ReportTable, ReportFigures, ReportNotes, LogExcerpt>;

struct ReportSection {
    QString id; ///< stable: "over-time"
    QString title;
    QList<ReportBlock> blocks;
};

/// A report of a run or of a comparison, in the order of reading. What writes pages (HTML, PDF) only lays it out.
struct ReportDocument {
    QString title;
    QString dateText;
    QString contextLine;
    QString answer;
    QString caveats;
    QList<ChartModel> answerCharts; ///< bars or dot plots
    QList<ReportTable> answerTables;
    QList<ThresholdVerdict> verdicts;
    QStringList warnings;
    QList<ReportSection> sections;
    QString footer;
};

ReportDocument makeDocument(const RunView &view);
ReportDocument makeDocument(const ComparisonView &view);

} // namespace loadstone
