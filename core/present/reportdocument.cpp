// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/reportdocument.h"

#include "core/present/reportlabels.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// A table as a section, without one where it has neither rows nor a note.
void addTable(QList<ReportSection> &sections, const ReportTable &table)
{
    if (!table.rows.isEmpty() || !table.note.isEmpty())
        sections.append({table.id, table.title, {table}});
}

/// Only where the run had any.
void addRows(QList<ReportSection> &sections, const ReportTable &table)
{
    if (!table.rows.isEmpty())
        addTable(sections, table);
}

/// The charts of a sweep, and the tables that have more than their figures.
void addSweep(QList<ReportSection> &sections, const RunView &view, const ReportLabels &labels)
{
    if (view.sweepCharts.isEmpty())
        return;
    sections.append({u"sweep"_s, labels.sweep, {ReportFigures{view.sweepCharts, true}}});
    for (const ReportTable &table : view.sweep) {
        const bool isDrawn = std::any_of(view.sweepCharts.begin(), view.sweepCharts.end(),
                                         [&table](const ChartModel &chart) { return chart.id == table.id; });
        if (!isDrawn)
            addTable(sections, table);
    }
}

/// Published figures alongside those of the run.
void addPublished(QList<ReportSection> &sections, const PublishedView &published)
{
    if (published.isEmpty())
        return;
    ReportSection section{u"published"_s, published.title, {}};
    for (const QString &note : published.notes)
        section.blocks.append(ReportParagraph{note, true});
    for (const ReportTable &table :
         QList{published.conclusions} + published.tables + QList{published.errata}) {
        if (!table.rows.isEmpty())
            section.blocks.append(ReportHeading{table.title});
        section.blocks.append(table);
    }
    sections.append(section);
}

void addRepeats(QList<ReportSection> &sections, const RunView &view)
{
    ReportSection section{view.repeats.id, view.repeats.title, {}};
    if (!view.repeatCharts.isEmpty())
        section.blocks.append(ReportFigures{view.repeatCharts, true});
    section.blocks.append(view.repeats);
    sections.append(section);
}

void addLogs(QList<ReportSection> &sections, const QList<LogExcerpt> &logs, const ReportLabels &labels)
{
    if (logs.isEmpty())
        return;
    ReportSection section{u"logs"_s, labels.serverOutput, {}};
    for (const LogExcerpt &log : logs)
        section.blocks.append(log);
    sections.append(section);
}

} // namespace

ReportDocument makeDocument(const RunView &view)
{
    const ReportLabels labels = reportLabels();
    ReportDocument document;
    document.title = view.title;
    document.dateText = view.dateText;
    document.contextLine = view.contextLine;
    document.answer = view.conclusion;
    document.caveats = view.caveats;
    document.answerCharts = {view.bars};
    document.answerTables = {view.comparison};
    if (!view.ratios.isEmpty())
        document.answerCharts << view.ratios;
    if (!view.verdictTable.rows.isEmpty())
        document.answerTables << view.verdictTable;
    document.verdicts = view.verdicts;
    document.warnings = view.warnings;
    document.footer = view.footer;
    QList<ReportSection> &sections = document.sections;
    addSweep(sections, view, labels);
    addRows(sections, view.capacity); // what the answer of a search rests on
    sections.append({u"glossary"_s, labels.howToRead, {view.glossary}});
    ReportSection overTime{u"over-time"_s, labels.overTime, {ReportFigures{view.charts}}};
    if (!view.aligned.isEmpty())
        overTime.blocks << ReportBlock(ReportHeading{labels.aligned})
                        << ReportBlock(ReportFigures{view.aligned});
    sections.append(overTime);
    sections.append({u"percentiles-plot"_s,
                     labels.percentiles,
                     {ReportFigures{{view.percentilePlot}, false, false}, view.percentiles}});
    addRows(sections, view.schedule); // only of open loads
    addPublished(sections, view.published);
    for (const ReportTable *table : {&view.endpoints, &view.phases, &view.failures, &view.resources})
        addTable(sections, *table);
    addRepeats(sections, view);
    addRows(sections, view.precision);
    for (const ReportTable *table : {&view.settings, &view.commands, &view.system})
        addTable(sections, *table);
    sections.append({u"method"_s, labels.method, {view.method}});
    addTable(sections, view.events);
    addLogs(sections, view.logs, labels);
    return document;
}

ReportDocument makeDocument(const ComparisonView &view)
{
    const ReportLabels labels = reportLabels();
    ReportDocument document;
    document.title = view.title;
    document.dateText = view.dateText;
    document.contextLine = view.contextLine;
    document.answer = view.answer;
    document.caveats = view.caveats;
    document.footer = view.footer;
    document.warnings = view.notLikeForLike;
    if (!view.charts.isEmpty())
        document.answerCharts = {view.charts.first()};
    if (!view.tables.isEmpty())
        document.answerTables = {view.tables.first()};
    QList<ReportSection> &sections = document.sections;
    for (qsizetype i = 1; i < view.tables.size(); ++i) {
        const ReportTable &table = view.tables[i];
        ReportSection section{u"compared-"_s + table.id, table.title, {}};
        for (const ChartModel &chart : view.charts) {
            if (chart.id == u"ratio-"_s + table.id)
                section.blocks.append(ReportFigures{{chart}, false, false});
        }
        section.blocks.append(table);
        sections.append(section);
    }
    if (!view.overTime.isEmpty())
        sections.append({u"over-time"_s, labels.overTime, {ReportFigures{view.overTime}}});
    if (!view.percentilePlot.isEmpty())
        sections.append({u"percentiles-plot"_s,
                         labels.percentiles,
                         {ReportFigures{{view.percentilePlot}, false, false}, view.percentiles}});
    if (!view.repeatCharts.isEmpty())
        sections.append({u"repeats"_s, labels.repeats, {ReportFigures{view.repeatCharts, true}}});
    for (const ReportTable *table : {&view.resources, &view.settings, &view.runs})
        addRows(sections, *table);
    ReportSection method{u"method"_s, labels.method, {}};
    for (const QString &note : view.notes)
        method.blocks.append(ReportParagraph{note});
    sections.append(method);
    return document;
}

} // namespace loadstone
