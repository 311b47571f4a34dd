// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/pdf/pdfpages.h"

#include "core/paint/chartcolors.h"
#include "core/paint/svgwriter.h"

#include <QPageLayout>
#include <QPageSize>
#include <QTextOption>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double pointsPerInch = 72;
constexpr double marginMm = 15;
constexpr double headHeight = 22 * point;
constexpr double footHeight = 20 * point;

double fontPoints(PdfFont font)
{
    switch (font) {
    case PdfFont::Text:
    case PdfFont::Bold:
        return 9;
    case PdfFont::Small:
    case PdfFont::SmallBold:
        return 7.5;
    case PdfFont::Code:
        return 7;
    case PdfFont::Heading:
        return 13;
    case PdfFont::Subheading:
        return 10.5;
    case PdfFont::Title:
        return 12;
    case PdfFont::Answer:
        return 16;
    }
    Q_UNREACHABLE();
}

bool isBold(PdfFont font) { return font != PdfFont::Text && font != PdfFont::Small && font != PdfFont::Code; }

} // namespace

QFont pdfFont(PdfFont font)
{
    QFont result;
    result.setFamilies(font == PdfFont::Code ? QStringList{u"DejaVu Sans Mono"_s, u"monospace"_s}
                                             : pictureFontFamilies().split(u", "_s));
    result.setPixelSize(int(std::lround(fontPoints(font) * point)));
    result.setBold(isBold(font));
    result.setHintingPreference(QFont::PreferNoHinting);
    return result;
}

PdfText::PdfText(const QString &text, const QFont &font, double width, QPaintDevice *device,
                 Qt::Alignment alignment)
    : m_layout(
        std::make_unique<QTextLayout>(QString(text).replace(u'\n', QChar::LineSeparator), font, device))
{
    QTextOption option(alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_layout->setTextOption(option);
    m_layout->beginLayout();
    for (QTextLine line = m_layout->createLine(); line.isValid(); line = m_layout->createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, m_height});
        m_height += line.height() * 1.12;
    }
    m_layout->endLayout();
}

double PdfText::lineHeight() const { return m_height / double(std::max<qsizetype>(1, lineCount())); }

void PdfText::draw(QPainter &painter, QPointF at, qsizetype first, qsizetype count) const
{
    const qsizetype end = count < 0 ? lineCount() : std::min(lineCount(), first + count);
    const double top = first < lineCount() ? m_layout->lineAt(int(first)).y() : 0;
    for (qsizetype i = first; i < end; ++i)
        m_layout->lineAt(int(i)).draw(&painter, at - QPointF(0, top));
}

PdfPages::PdfPages(QIODevice *device, const PdfSetup &setup) : m_setup(setup), m_writer(device)
{
    m_writer.setResolution(int(pointsPerInch * point));
    const QPageSize size(setup.paper == PaperSize::A4 ? QPageSize::A4 : QPageSize::Letter);
    m_writer.setPageLayout(QPageLayout(size, QPageLayout::Portrait,
                                       QMarginsF(marginMm, marginMm, marginMm, marginMm),
                                       QPageLayout::Millimeter));
    m_writer.setTitle(setup.title);
    m_writer.setCreator(u"Loadstone"_s);
    m_painter.begin(&m_writer);
    m_width = m_writer.width();
    m_top = headHeight;
    m_bottom = m_writer.height() - footHeight;
    m_y = 0; // the first page has its title in place of a head
    addHeadAndFoot();
}

PdfPages::~PdfPages() { m_painter.end(); }

void PdfPages::nextPage()
{
    m_writer.newPage();
    ++m_page;
    m_y = m_top;
    addHeadAndFoot();
}

void PdfPages::require(double height)
{
    if (height > room() && !isAtTop() && m_y > 0)
        nextPage();
}

void PdfPages::addBookmark(const QString &title, int level) { m_bookmarks.append({title, m_page, level}); }

void PdfPages::addText(const QString &text, PdfFont font, const QColor &color, double indent)
{
    const PdfText laid(text, pdfFont(font), m_width - indent, device());
    qsizetype next = 0;
    while (next < laid.lineCount()) {
        const auto fitting = qsizetype(room() / laid.lineHeight());
        if (fitting < 1) {
            nextPage();
            continue;
        }
        const qsizetype count = std::min(fitting, laid.lineCount() - next);
        m_painter.setPen(color);
        laid.draw(m_painter, {indent, m_y}, next, count);
        m_y += double(count) * laid.lineHeight();
        next += count;
        if (next < laid.lineCount())
            nextPage();
    }
}

void PdfPages::addHeadAndFoot()
{
    const ChartColors &colors = chartColors(ChartTheme::Light);
    const double half = m_width / 2;
    const auto put = [&](const QString &text, double left, double width, double top,
                         Qt::Alignment alignment) {
        const QFont font = pdfFont(PdfFont::Small);
        const QString one = QFontMetricsF(font, &m_writer).elidedText(text, Qt::ElideRight, width);
        m_painter.setPen(colors.secondaryText);
        PdfText(one, font, width, &m_writer, alignment).draw(m_painter, {left, top});
    };
    const double gap = 10 * point;
    if (m_page > 0) {
        put(m_setup.title, 0, half + half / 2 - gap, 0, Qt::AlignLeft);
        put(m_setup.dateText, half + half / 2, half / 2, 0, Qt::AlignRight);
        m_painter.setPen(QPen(colors.grid, point / 2));
        m_painter.drawLine(QPointF(0, headHeight - 8 * point), QPointF(m_width, headHeight - 8 * point));
    }
    const double top = m_bottom + 8 * point;
    put(m_setup.footer, 0, m_width - half / 2 - gap, top, Qt::AlignLeft);
    put(m_setup.pageLabel.arg(m_page + 1).arg(std::max(m_setup.pageCount, m_page + 1)), m_width - half / 2,
        half / 2, top, Qt::AlignRight);
}

} // namespace loadstone
