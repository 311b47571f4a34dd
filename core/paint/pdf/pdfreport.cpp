// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/pdf/pdfreport.h"

#include "core/paint/chartcolors.h"
#include "core/paint/drawingpainter.h"
#include "core/paint/pdf/pdfoutline.h"
#include "core/paint/pdf/pdftables.h"
#include "core/paint/picture.h"
#include "core/present/charts/charttable.h"
#include "core/present/reportlabels.h"

#include <QBuffer>

#include <algorithm>
#include <variant>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// A chart's labels have 8 points, small charts' 7.
constexpr double unit = 8 * point / 12;
constexpr double smallUnit = 7 * point / 12;
constexpr double sectionGap = 16 * point;
/// Of what follows a heading, so much stays on its page.
constexpr double leastAfterHeading = 50 * point;
constexpr double headingHeight = 24 * point;

/// The columns that are enough for the first page.
ReportTable shortened(const ReportTable &table)
{
    if (table.shortColumns == 0)
        return table;
    ReportTable result = table;
    result.headers = table.headers.mid(0, table.shortColumns);
    for (QList<ReportCell> &row : result.rows)
        row = row.mid(0, table.shortColumns);
    return result;
}

/// Puts the parts of a report on pages.
class PdfReport
{
public:
    PdfReport(PdfPages &pages, const ReportDocument &document)
        : m_pages(pages), m_document(document), m_colors(chartColors(ChartTheme::Light))
    {
    }

    void draw()
    {
        drawFirstPage();
        m_pages.nextPage();
        for (const ReportSection &section : m_document.sections)
            drawSection(section);
    }

private:
    void drawFirstPage()
    {
        m_pages.addBookmark(m_document.title, 0);
        text(m_document.title, PdfFont::Title, m_colors.text);
        m_pages.advance(2 * point);
        const QString context = m_document.contextLine.isEmpty()
            ? m_document.dateText
            : u"%1 · %2"_s.arg(m_document.dateText, m_document.contextLine);
        text(context, PdfFont::Small, m_colors.secondaryText);
        m_pages.advance(10 * point);
        text(m_document.answer, PdfFont::Answer, m_colors.text);
        if (!m_document.caveats.isEmpty())
            text(m_document.caveats, PdfFont::Text, m_colors.warning);
        m_pages.advance(8 * point);
        for (const ChartModel &chart : m_document.answerCharts) {
            if (!chart.isEmpty())
                drawChart(chart, unit, 0.4);
        }
        for (const ReportTable &table : m_document.answerTables) {
            addPdfTable(m_pages, shortened(table));
            note(table.note);
        }
        m_pages.advance(6 * point);
        for (const ThresholdVerdict &verdict : m_document.verdicts)
            text((verdict.isMet ? u"✔ "_s : u"✖ "_s) + verdict.text, PdfFont::Text,
                 verdict.isMet ? m_colors.better : m_colors.worse);
        m_pages.advance(4 * point);
        for (const QString &warning : m_document.warnings) {
            text(u"! "_s + warning, PdfFont::Small, m_colors.text);
            m_pages.advance(1.5 * point);
        }
        // What the first page left out of its table.
        for (const ReportTable &table : m_document.answerTables) {
            if (table.shortColumns == 0)
                continue;
            m_pages.nextPage();
            heading(table.title, 0);
            addPdfTable(m_pages, table);
        }
    }

    void drawSection(const ReportSection &section)
    {
        if (!m_pages.isAtTop())
            m_pages.advance(sectionGap);
        heading(section.title, 0, section.blocks.isEmpty() ? 0 : beginningOf(section.blocks.first()));
        for (qsizetype i = 0; i < section.blocks.size(); ++i) {
            m_next = i + 1 < section.blocks.size() ? &section.blocks[i + 1] : nullptr;
            std::visit([this](const auto &each) { add(each); }, section.blocks[i]);
        }
    }

    /// How much of a block has to be on the page of its heading.
    double beginningOf(const ReportBlock &block)
    {
        const auto *figures = std::get_if<ReportFigures>(&block);
        if (!figures || figures->charts.isEmpty())
            return leastAfterHeading;
        if (figures->areSmall)
            return chartSize(figures->charts.first(), m_pages.width() / 2, smallUnit).height();
        return figureHeight(figures->charts.first(), figures->haveFigures);
    }

    /// With its caption and the table of its ranges.
    double figureHeight(const ChartModel &chart, bool hasFigures)
    {
        const PdfText caption(chart.explanation, pdfFont(PdfFont::Small), m_pages.width(), m_pages.device());
        double height = chartSize(chart, m_pages.width(), unit).height() + caption.height() + 8 * point;
        if (hasFigures)
            height += pdfTableHeight(makeRangeTable(chart));
        return height;
    }

    void heading(const QString &title, int level, double beginning = leastAfterHeading)
    {
        m_pages.require(headingHeight + beginning);
        m_pages.addBookmark(title, level);
        text(title, level == 0 ? PdfFont::Heading : PdfFont::Subheading, m_colors.text);
        m_pages.advance(4 * point);
    }

    void add(const ReportHeading &block)
    {
        m_pages.advance(8 * point);
        heading(block.text, 1, m_next ? beginningOf(*m_next) : leastAfterHeading);
    }

    void add(const ReportParagraph &block)
    {
        text(block.text, block.isNote ? PdfFont::Small : PdfFont::Text,
             block.isNote ? m_colors.secondaryText : m_colors.text);
        m_pages.advance(3 * point);
    }

    void add(const ReportTable &table)
    {
        if (!table.rows.isEmpty())
            addPdfTable(m_pages, table);
        note(table.note);
        m_pages.advance(4 * point);
    }

    void add(const ReportFigures &figures)
    {
        if (figures.areSmall) {
            drawSmallCharts(figures.charts);
            return;
        }
        for (const ChartModel &chart : figures.charts) {
            const double caption =
                PdfText(chart.explanation, pdfFont(PdfFont::Small), m_pages.width(), m_pages.device())
                    .height();
            m_pages.require(chartSize(chart, m_pages.width(), unit).height() + caption);
            drawChart(chart, unit);
            note(chart.explanation);
            const ReportTable ranges = makeRangeTable(chart);
            if (figures.haveFigures && !ranges.rows.isEmpty())
                addPdfTable(m_pages, ranges);
            m_pages.advance(10 * point);
        }
    }

    /// Two in a row, or one where it is broad.
    void drawSmallCharts(const QList<ChartModel> &charts)
    {
        const double gap = 16 * point;
        const double half = (m_pages.width() - gap) / 2;
        QList<ChartModel> row;
        const auto flush = [&] {
            double height = 0;
            for (const ChartModel &chart : std::as_const(row))
                height = std::max(height, chartSize(chart, half, smallUnit).height());
            m_pages.require(height);
            for (qsizetype i = 0; i < row.size(); ++i)
                paint(row[i], {double(i) * (half + gap), m_pages.y()}, half, smallUnit, height);
            if (!row.isEmpty())
                m_pages.advance(height + 8 * point);
            row.clear();
        };
        QString explained;
        for (const ChartModel &chart : charts) {
            if (chartSize(chart, half, smallUnit).width() > half + 1) {
                flush();
                drawChart(chart, smallUnit);
            } else {
                row << chart;
            }
            if (row.size() == 2)
                flush();
            explained = chart.explanation;
        }
        flush();
        note(explained);
    }

    void add(const ReportNotes &notes)
    {
        const double nameWidth = m_pages.width() * 0.22;
        for (const auto &[name, words] : notes) {
            const PdfText left(name, pdfFont(PdfFont::Bold), nameWidth, m_pages.device());
            const double indent = nameWidth + 10 * point;
            const PdfText right(words, pdfFont(PdfFont::Text), m_pages.width() - indent, m_pages.device());
            m_pages.require(std::max(left.height(), right.height()));
            QPainter &painter = m_pages.painter();
            painter.setPen(m_colors.text);
            left.draw(painter, {0, m_pages.y()});
            right.draw(painter, {indent, m_pages.y()});
            m_pages.advance(std::max(left.height(), right.height()) + 3 * point);
        }
    }

    void add(const LogExcerpt &log)
    {
        m_pages.advance(8 * point);
        heading(log.title, 1);
        text(log.problem, PdfFont::Text, m_colors.text);
        m_pages.advance(3 * point);
        m_pages.addText(log.text, PdfFont::Code, m_colors.text, 6 * point);
    }

    void text(const QString &words, PdfFont font, const QColor &color)
    {
        if (!words.isEmpty())
            m_pages.addText(words, font, color);
    }

    void note(const QString &words)
    {
        m_pages.advance(2 * point);
        text(words, PdfFont::Small, m_colors.secondaryText);
        m_pages.advance(2 * point);
    }

    static ChartDrawing laidOut(const ChartModel &chart, double width, double scale)
    {
        return loadstone::drawChart(chart, {.width = width / scale, .unitHeight = 44});
    }

    /// A chart that is too wide or too high for a page is shown smaller.
    double fittingScale(const ChartDrawing &drawing, double scale) const
    {
        return std::min(
            {scale, m_pages.width() / drawing.size.width(), m_pages.wholePage() / drawing.size.height()});
    }

    QSizeF chartSize(const ChartModel &chart, double width, double scale) const
    {
        const ChartDrawing drawing = laidOut(chart, width, scale);
        return drawing.size * fittingScale(drawing, scale);
    }

    /// @return its height
    double paint(const ChartModel &chart, QPointF at, double width, double scale, double mostHeight)
    {
        const ChartDrawing drawing = laidOut(chart, width, scale);
        const double fitting = std::min(fittingScale(drawing, scale), mostHeight / drawing.size.height());
        QPainter &painter = m_pages.painter();
        painter.save();
        painter.translate(at);
        painter.scale(fitting, fitting);
        paintDrawing(painter, drawing, m_colors, pictureFont);
        painter.restore();
        return drawing.size.height() * fitting;
    }

    /// @param leastShare how much smaller it may become to stay on this page
    void drawChart(const ChartModel &chart, double scale, double leastShare = 1)
    {
        const double height = chartSize(chart, m_pages.width(), scale).height();
        m_pages.require(height * leastShare);
        m_pages.advance(
            paint(chart, {0, m_pages.y()}, m_pages.width(), scale, std::min(height, m_pages.room()))
            + 4 * point);
    }

    PdfPages &m_pages;
    const ReportDocument &m_document;
    const ChartColors &m_colors;
    const ReportBlock *m_next = nullptr; ///< the block after that which is added
};

} // namespace

QByteArray toPdf(const ReportDocument &document, PaperSize paper)
{
    PdfSetup setup{paper, document.title, document.dateText, document.footer, reportLabels().page, 0};
    QByteArray pdf;
    QList<PdfBookmark> bookmarks;
    // How many pages there are is known after the first time.
    for (int time = 0; time < 2; ++time) {
        pdf.clear();
        QBuffer buffer(&pdf);
        buffer.open(QIODevice::WriteOnly);
        PdfPages pages(&buffer, setup);
        PdfReport(pages, document).draw();
        setup.pageCount = pages.pageCount();
        bookmarks = pages.bookmarks();
    }
    return withOutline(pdf, bookmarks);
}

} // namespace loadstone
