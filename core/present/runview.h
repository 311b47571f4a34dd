// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/present/cells.h"
#include "core/present/charts/chartmodel.h"
#include "core/present/thresholdverdicts.h"
#include "core/results/runrecord.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// A table that every exporter only formats.
struct ReportTable {
    QString id; ///< "comparison", "endpoints", …
    QString title;
    QString note;
    QStringList headers; ///< with units
    QList<QList<ReportCell>> rows;
    qsizetype shortColumns = 0; ///< how many from the left are enough where there is little room; 0: all
    bool isNumberColumn(qsizetype column) const { return !rows.isEmpty() && rows.first()[column].isNumber; }
    bool operator==(const ReportTable &) const = default;
};

struct LogExcerpt {
    QString title;
    QString problem;
    QString text;
};

/// Published figures alongside those of a run. Empty where the profile refers to none that suit the run.
struct PublishedView {
    QString title;
    QStringList notes;         ///< source, machine and load of the text, servers without a row
    QList<ReportTable> tables; ///< one for each published column; the note has the rank correlation
    QList<qsizetype> main;     ///< indices of the tables that are enough where there is little room
    ReportTable conclusions;   ///< each sentence, the word for it here, and the evidence
    ReportTable errata;
    bool isEmpty() const { return title.isEmpty(); }
};

/// A word and what it means, or a step and how it is done.
using ReportNotes = QList<QPair<QString, QString>>;

/// A report, formatted but not laid out.
struct RunView {
    QString title;
    QString dateText;
    QString headline;    ///< conclusion and caveats
    QString conclusion;  ///< one sentence: which was how fast
    QString caveats;     ///< one sentence, or empty
    QString contextLine; ///< "15 users, 30 s, Python 3.11, 2 cores, loopback"
    QList<ThresholdVerdict> verdicts;
    QStringList warnings;
    QList<ServerStats> servers;
    ChartModel bars; ///< what the conclusion compares: rates, or median times when the schedule set the rates
    ChartModel ratios;         ///< to the first server; empty where there is one server, or a sweep of many
    ReportTable verdictTable;  ///< likewise
    QList<ChartModel> charts;  ///< along the run
    QList<ChartModel> aligned; ///< servers on top of each other; empty for one server
    ChartModel percentilePlot;
    QList<ChartModel> sweepCharts;  ///< empty without a sweep
    QList<ChartModel> repeatCharts; ///< empty without repeats
    ReportTable comparison;
    QList<ReportTable> sweep; ///< empty without a sweep
    ReportTable capacity;     ///< no rows unless a capacity was searched
    ReportTable schedule;     ///< without rows where requests are not due at a moment
    ReportTable endpoints;
    ReportTable phases; ///< of a request: connecting, waiting for the answer …
    ReportTable percentiles;
    ReportTable failures;
    ReportTable resources;
    PublishedView published;
    ReportTable repeats;
    ReportTable precision; ///< no rows where the number of repeats was fixed
    ReportTable settings;
    ReportTable commands;
    ReportTable system;
    ReportTable events;
    QList<LogExcerpt> logs;
    ReportNotes glossary; ///< of the words in its tables
    ReportNotes method;   ///< how this run measured
    QString footer;
};

/// Puts a run into words and tables.
RunView makeRunView(const RunRecord &result);

/// The charts that show something, in the order of a report.
QList<ChartModel> chartsOf(const RunView &view);

} // namespace loadstone
