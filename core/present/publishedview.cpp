// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/publishedview.h"

#include "core/analysis/publishedclaims.h"
#include "core/base/nearest.h"
#include "core/present/conclusion.h"
#include "core/present/publishedevidence.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class PublishedText
{
    Q_DECLARE_TR_FUNCTIONS(PublishedText)
};

/// Up to five significant digits, all of those before the point, with a comma between thousands.
QString publishedNumber(double value)
{
    constexpr int digits = 5;
    const int whole = value == 0 ? 1 : 1 + int(std::floor(std::log10(std::abs(value))));
    QLocale locale(QLocale::English, QLocale::UnitedStates);
    QString text = locale.toString(value, 'f', std::max(0, digits - std::max(whole, 0)));
    if (!text.contains(u'.'))
        return text;
    while (text.endsWith(u'0'))
        text.chop(1);
    return text.endsWith(u'.') ? text.chopped(1) : text;
}

QString publishedText(const PublishedColumn &column, double value)
{
    const QString number = publishedNumber(value);
    switch (column.unit) {
    case PublishedColumn::Unit::PerSecond:
        return number + u"/s"_s;
    case PublishedColumn::Unit::TimeS:
        return number + u" s"_s;
    case PublishedColumn::Unit::TimeMs:
        return number + u" ms"_s;
    case PublishedColumn::Unit::Count:
        return number;
    case PublishedColumn::Unit::Thousands:
        return number + u" k"_s;
    }
    Q_UNREACHABLE();
}

/// In the unit of the column, where that measures the same.
QString measuredText(const PublishedColumn &column, double value)
{
    const MetricUnit unit = metricInfo(*column.metric).unit;
    if (unit != MetricUnit::TimeUs && unit != MetricUnit::TimeMs)
        return metricText(*column.metric, value);
    const double us = unit == MetricUnit::TimeUs ? value : 1'000 * value;
    if (column.unit == PublishedColumn::Unit::TimeS)
        return formatRate(us / 1e6) + u" s"_s;
    return formatAsMilliseconds(std::llround(us)) + u" ms"_s;
}

ReportCell ratioOrUnknown(const std::optional<double> &ratio)
{
    return ratio ? numberCell(u"%1×"_s.arg(QString::number(*ratio, 'f', 2)), *ratio) : unknownCell();
}

ReportCell placeOrUnknown(const std::optional<int> &place)
{
    return place ? countCell(*place) : unknownCell();
}

/// Of the rows with both figures.
QString correlationText(const ComparedColumn &compared)
{
    if (compared.pairs < fewestCorrelatedPairs)
        return PublishedText::tr("No rank correlation: %1 with both figures, and at least %2 are needed.")
            .arg(formatCounted(compared.pairs, u"servers"_s))
            .arg(fewestCorrelatedPairs);
    if (!compared.correlation)
        return PublishedText::tr("No rank correlation: all figures of a side are equal.");
    const auto number = [](double value) { return QString::number(value, 'f', 2).replace(u'-', u'−'); };
    const QString value = number(compared.correlation->value);
    if (const std::optional<Interval> &interval = compared.correlation->interval)
        return PublishedText::tr("Spearman's rank correlation of %1 servers: %2 (95 % interval %3 to %4).")
            .arg(QString::number(compared.pairs), value, number(interval->low), number(interval->high));
    return PublishedText::tr("Spearman's rank correlation of %1 servers: %2 (no interval at this value).")
        .arg(QString::number(compared.pairs), value);
}

/// What all tables of a view are made of.
struct PublishedContext {
    const PublishedComparison &comparison;
    const RunRecord &result;
    bool isScheduled = false; ///< users and waits set the rates
    bool hasVerdict = true;   ///< otherwise there is no ratio of servers in the whole report
};

QList<ReportCell> publishedRow(const PublishedBesideMeasured &both, const PublishedTable &table,
                               const PublishedColumn &column, const PublishedContext &context)
{
    return {textCell(table.rows[both.row].name),
            both.published ? numberCell(publishedText(column, *both.published), *both.published)
                           : unknownCell(),
            placeOrUnknown(both.publishedPlace),
            textCell(both.server ? context.result.servers[*both.server].name
                                 : PublishedText::tr("not in this run")),
            both.measured ? numberCell(measuredText(column, *both.measured), *both.measured) : unknownCell(),
            placeOrUnknown(both.measuredPlace),
            ratioOrUnknown(both.publishedRatio),
            context.hasVerdict ? ratioOrUnknown(both.measuredRatio) : unknownCell()};
}

ReportTable unorderedTable(const ComparedColumn &compared, const PublishedTable &source,
                           const PublishedContext &context)
{
    const PublishedColumn &column = source.columns[compared.column];
    ReportTable table;
    table.title = PublishedText::tr("%1: %2").arg(source.title, column.title);
    table.headers = {PublishedText::tr("As published"), PublishedText::tr("Published"),
                     PublishedText::tr("Server here"), metricTitle(*column.metric)};
    for (const PublishedBesideMeasured &both : compared.rows) {
        const QList<ReportCell> row = publishedRow(both, source, column, context);
        table.rows.append({row[0], row[1], row[3], row[4]});
    }
    table.note = PublishedText::tr("Without an order: no place, ratio or correlation.");
    return table;
}

QString columnNote(const ComparedColumn &compared, const PublishedTable &source,
                   const PublishedContext &context)
{
    QStringList notes{correlationText(compared)};
    const bool hasRatios =
        std::any_of(compared.rows.begin(), compared.rows.end(),
                    [](const PublishedBesideMeasured &both) { return both.publishedRatio.has_value(); });
    if (hasRatios)
        notes << PublishedText::tr(
                     "Places and ratios are among the servers with both figures; ratios are to %1, on "
                     "either side.")
                     .arg(source.rows[compared.rows[*compared.base].row].name);
    else if (compared.base)
        notes << PublishedText::tr("Places are among the servers with both figures.");
    if (!context.hasVerdict)
        notes << PublishedText::tr(
            "There is no verdict on this run: its ratios are omitted, and its places may be "
            "those of the load generator or of failures.");
    if (context.isScheduled && source.columns[compared.column].metric == Metric::Rps)
        notes << PublishedText::tr(
            "Users and waits, not the servers, set the rates of this run: their order has no "
            "meaning.");
    return notes.join(u' ');
}

ReportTable orderedTable(const ComparedColumn &compared, const PublishedTable &source,
                         const PublishedContext &context)
{
    const PublishedColumn &column = source.columns[compared.column];
    ReportTable table;
    const QString title = column.better == Better::Higher ? PublishedText::tr("%1: %2 (higher is better)")
                                                          : PublishedText::tr("%1: %2 (lower is better)");
    table.title = title.arg(source.title, column.title);
    table.headers = {PublishedText::tr("As published"), PublishedText::tr("Published"),
                     PublishedText::tr("Place there"),  PublishedText::tr("Server here"),
                     metricTitle(*column.metric),       PublishedText::tr("Place here"),
                     PublishedText::tr("Ratio there"),  PublishedText::tr("Ratio here")};
    table.shortColumns = 6; // without the ratios
    for (const PublishedBesideMeasured &both : compared.rows)
        table.rows << publishedRow(both, source, column, context);
    table.note = columnNote(compared, source, context);
    return table;
}

ReportTable columnTable(const ComparedColumn &compared, const PublishedContext &context)
{
    const PublishedTable &source = *context.comparison.figures->table(compared.table);
    const PublishedColumn &column = source.columns[compared.column];
    ReportTable table = column.better == Better::Neither ? unorderedTable(compared, source, context)
                                                         : orderedTable(compared, source, context);
    table.id = u"published-%1-%2"_s.arg(source.id, column.key);
    return table;
}

QStringList publishedNotes(const PublishedComparison &comparison)
{
    const PublishedFigures &figures = *comparison.figures;
    QStringList notes;
    notes << (figures.year ? PublishedText::tr("%1 Published in %2.").arg(figures.source).arg(*figures.year)
                           : figures.source);
    for (const QString &id : comparison.tables) {
        const PublishedTable &table = *figures.table(id);
        notes << PublishedText::tr("Load of the text, %1: %2").arg(table.title, table.load);
    }
    notes << (figures.machine.isEmpty() ? PublishedText::tr("The text does not state its machine.")
                                        : PublishedText::tr("Machine of the text: %1.").arg(figures.machine));
    notes << PublishedText::tr(
        "The figures are of different machines: compare the order and the ratios within a "
        "side, not the figures.");
    if (comparison.columns.isEmpty())
        notes << PublishedText::tr("The text has no figures for this load.");
    if (!comparison.otherServers.isEmpty())
        notes << PublishedText::tr("Servers of this run without a row: %1.")
                     .arg(listedNames(comparison.otherServers));
    return notes;
}

ReportTable conclusionsTable(const PublishedComparison &comparison, const RunRecord &result)
{
    ReportTable table{
        u"published-conclusions"_s,
        PublishedText::tr("Conclusions of the text"),
        {},
        {PublishedText::tr("Conclusion"), PublishedText::tr("In this run"), PublishedText::tr("Evidence")},
        {}};
    for (const EvaluatedConclusion &each : evaluateConclusions(result, comparison))
        table.rows.append({textCell(comparison.figures->conclusions[each.conclusion].text),
                           textCell(claimWordText(each.word)),
                           textCell(evidenceText(each, comparison, result))});
    table.note = table.rows.isEmpty()
        ? PublishedText::tr("The text draws no conclusions.")
        : PublishedText::tr(
            "An order holds if each server is better by the comparison of the repeats, and does not "
            "hold if one is worse or the same (within 2 %). Evidence: medians "
            "of the repeats; ratios are second server ÷ first.");
    return table;
}

ReportTable errataTable(const PublishedComparison &comparison)
{
    ReportTable table{u"published-errata"_s,
                      PublishedText::tr("Errata of the text"),
                      {},
                      {PublishedText::tr("In the text"), PublishedText::tr("Note")},
                      {}};
    for (const Erratum &erratum : comparison.figures->errata) {
        const bool isShown = erratum.tables.isEmpty()
            || std::any_of(erratum.tables.begin(), erratum.tables.end(),
                           [&](const QString &id) { return comparison.tables.contains(id); });
        if (isShown)
            table.rows.append({textCell(erratum.what), textCell(erratum.why)});
    }
    return table;
}

} // namespace

PublishedView makePublishedView(const RunRecord &result, const QList<ServerStats> &servers)
{
    const PublishedComparison comparison = compareWithPublished(result, servers);
    PublishedView view;
    if (!comparison.figures)
        return view;
    view.title = PublishedText::tr("Published and measured");
    view.notes = publishedNotes(comparison);
    const PublishedContext context{comparison, result, isSetBySchedule(servers),
                                   verdictObstacles(servers).isEmpty()};
    QString table;
    for (const ComparedColumn &column : comparison.columns) {
        if (column.table != table)
            view.main << view.tables.size();
        table = column.table;
        view.tables << columnTable(column, context);
    }
    view.conclusions = conclusionsTable(comparison, result);
    view.errata = errataTable(comparison);
    return view;
}

} // namespace loadstone
