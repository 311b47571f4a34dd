// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/pdf/pdftables.h"

#include "core/paint/chartcolors.h"

#include <QFontMetricsF>

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

namespace loadstone
{

namespace
{

constexpr double cellGap = 8 * point;     ///< between columns
constexpr double rowGap = 4 * point;      ///< between rows
constexpr double leastText = 60 * point;  ///< a column of text is not narrower, unless its text is
constexpr double mostLeast = 105 * point; ///< a text is not asked to be wider without need
constexpr qsizetype mostLines = 40;       ///< of a cell

/// A column: how wide it would be, and how narrow it may become.
struct ColumnWidth {
    double natural = 0;
    double least = 0;
};

/// Lays out and draws the rows of some columns of a table.
class TablePart
{
public:
    TablePart(PdfPages &pages, const ReportTable &table, QList<qsizetype> columns, QList<double> widths)
        : m_pages(pages), m_table(table), m_columns(std::move(columns)), m_widths(std::move(widths))
    {
    }

    void draw()
    {
        QStringList headers;
        for (const qsizetype column : m_columns)
            headers << m_table.headers[column];
        const Row head = makeRow(headers, PdfFont::SmallBold, PdfFont::SmallBold);
        bool needsHead = true;
        for (const QList<ReportCell> &cells : m_table.rows) {
            QStringList texts;
            for (const qsizetype column : m_columns)
                texts << cells[column].text;
            const Row row = makeRow(texts, PdfFont::SmallBold, PdfFont::Small);
            const double needed = row.height + (needsHead ? head.height : 0);
            if (needed > m_pages.room() && !m_pages.isAtTop()) {
                m_pages.nextPage();
                needsHead = true;
            }
            if (needsHead)
                drawRow(head, true);
            needsHead = false;
            drawRow(row, false);
        }
    }

private:
    struct Row {
        std::vector<PdfText> cells;
        double height = 0;
    };

    Row makeRow(const QStringList &texts, PdfFont first, PdfFont others) const
    {
        Row row;
        for (qsizetype i = 0; i < texts.size(); ++i) {
            const Qt::Alignment alignment =
                m_table.isNumberColumn(m_columns[i]) ? Qt::AlignRight : Qt::AlignLeft;
            row.cells.emplace_back(texts[i], pdfFont(i == 0 ? first : others), m_widths[i], m_pages.device(),
                                   alignment);
            const PdfText &cell = row.cells.back();
            row.height = std::max(row.height,
                                  cell.lineHeight() * double(std::min(cell.lineCount(), mostLines)) + rowGap);
        }
        return row;
    }

    void drawRow(const Row &row, bool isHead)
    {
        const ChartColors &colors = chartColors(ChartTheme::Light);
        QPainter &painter = m_pages.painter();
        double x = 0;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            painter.setPen(isHead ? colors.secondaryText : colors.text);
            row.cells[i].draw(painter, {x, m_pages.y() + rowGap / 2}, 0, mostLines);
            x += m_widths[qsizetype(i)] + cellGap;
        }
        m_pages.advance(row.height);
        painter.setPen(QPen(isHead ? colors.secondaryText : colors.grid, point / 2));
        painter.drawLine(QPointF(0, m_pages.y()), QPointF(x - cellGap, m_pages.y()));
    }

    PdfPages &m_pages;
    const ReportTable &m_table;
    QList<qsizetype> m_columns;
    QList<double> m_widths;
};

/// The widest word of a text: what cannot be broken well.
double widestWord(const QString &text, const QFontMetricsF &metrics)
{
    double widest = 0;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words)
        widest = std::max(widest, metrics.horizontalAdvance(word));
    return widest;
}

ColumnWidth measureColumn(const ReportTable &table, qsizetype column, QPaintDevice *device)
{
    const QFontMetricsF bold(pdfFont(PdfFont::SmallBold), device);
    const QFontMetricsF regular(pdfFont(PdfFont::Small), device);
    const QFontMetricsF &metrics = column == 0 ? bold : regular;
    // Heads may break between words.
    ColumnWidth width{bold.horizontalAdvance(table.headers[column]), widestWord(table.headers[column], bold)};
    for (const QList<ReportCell> &row : table.rows) {
        const double text = metrics.horizontalAdvance(row[column].text);
        width.natural = std::max(width.natural, text);
        width.least = std::max(
            width.least,
            table.isNumberColumn(column)
                ? text
                : std::min({text, mostLeast, std::max(leastText, widestWord(row[column].text, metrics))}));
    }
    width.least = std::min(width.least, width.natural) + point; // rounding must not break a word
    width.natural = std::max(width.natural + point, width.least);
    return width;
}

/// What is left over goes to the columns that need it, in proportion.
QList<double> shareWidths(const QList<ColumnWidth> &columns, double room)
{
    double least = 0;
    double wish = 0;
    for (const ColumnWidth &column : columns) {
        least += column.least;
        wish += column.natural - column.least;
    }
    const double share = wish > 0 ? std::clamp((room - least) / wish, 0.0, 1.0) : 0;
    QList<double> widths;
    for (const ColumnWidth &column : columns)
        widths << column.least + share * (column.natural - column.least);
    return widths;
}

/// Columns in parts that fit, each of them after the first with the first column again.
QList<QList<qsizetype>> makeParts(const QList<ColumnWidth> &columns, double room)
{
    QList<QList<qsizetype>> parts{{}};
    double used = 0;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const double needed = columns[i].least + cellGap;
        if (used + columns[i].least > room && parts.last().size() > 1) {
            parts.append(QList<qsizetype>{0});
            used = columns[0].least + cellGap;
        }
        parts.last().append(i);
        used += needed;
    }
    return parts;
}

} // namespace

double pdfTableHeight(const ReportTable &table)
{
    constexpr double rowHeight = 15 * point;
    return table.rows.isEmpty() ? 0 : rowHeight * double(table.rows.size() + 1);
}

void addPdfTable(PdfPages &pages, const ReportTable &table)
{
    constexpr qsizetype mostTogether = 12; // rows
    if (table.rows.size() <= mostTogether)
        pages.require(pdfTableHeight(table));
    QList<ColumnWidth> columns;
    for (qsizetype i = 0; i < table.headers.size(); ++i)
        columns << measureColumn(table, i, pages.device());
    bool isFirst = true;
    for (const QList<qsizetype> &part : makeParts(columns, pages.width())) {
        QList<ColumnWidth> own;
        for (const qsizetype column : part)
            own << columns[column];
        if (!isFirst)
            pages.advance(10 * point);
        isFirst = false;
        TablePart(pages, table, part, shareWidths(own, pages.width() - cellGap * double(part.size() - 1)))
            .draw();
    }
}

} // namespace loadstone
