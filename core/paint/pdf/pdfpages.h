// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paint/papersize.h"

#include <QFont>
#include <QList>
#include <QPainter>
#include <QPdfWriter>
#include <QString>
#include <QTextLayout>

#include <memory>

namespace loadstone
{

/// Lengths on paper: 20 units are a point, so that sizes of fonts, which Qt wants whole, are fine enough.
inline constexpr double point = 20;

/// What all pages have.
struct PdfSetup {
    PaperSize paper = PaperSize::A4;
    QString title;     ///< of the document, in the head of each page but the first
    QString dateText;  ///< in the head, at the right
    QString footer;    ///< at the left
    QString pageLabel; ///< "Page %1 of %2"
    int pageCount = 0; ///< 0: not known yet
};

/// A heading that a reader's table of contents leads to.
struct PdfBookmark {
    QString title;
    int page = 0; ///< from 0
    int level = 0;
};

enum class PdfFont { Text, Bold, Small, SmallBold, Heading, Subheading, Title, Answer, Code };
QFont pdfFont(PdfFont font);

/// A text in lines that are not wider than it may be.
class PdfText
{
public:
    PdfText(const QString &text, const QFont &font, double width, QPaintDevice *device,
            Qt::Alignment alignment = Qt::AlignLeft);
    double height() const { return m_height; }
    double lineHeight() const;
    qsizetype lineCount() const { return m_layout->lineCount(); }
    /// @param first, count of the lines to draw, the first one at `at`
    void draw(QPainter &painter, QPointF at, qsizetype first = 0, qsizetype count = -1) const;

private:
    std::unique_ptr<QTextLayout> m_layout;
    double m_height = 0;
};

/// The pages of a PDF with their heads and feet. What is put on them goes from top to bottom; y() is where the next
/// thing begins. Requires a QGuiApplication.
class PdfPages
{
public:
    PdfPages(QIODevice *device, const PdfSetup &setup);
    ~PdfPages();
    Q_DISABLE_COPY_MOVE(PdfPages)

    QPainter &painter() { return m_painter; }
    QPaintDevice *device() { return &m_writer; }
    double width() const { return m_width; }
    double y() const { return m_y; }
    double room() const { return m_bottom - m_y; } ///< left on this page
    double wholePage() const { return m_bottom - m_top; }
    bool isAtTop() const { return m_y <= m_top; }
    int pageCount() const { return m_page + 1; }
    const QList<PdfBookmark> &bookmarks() const { return m_bookmarks; }

    void advance(double height) { m_y += height; }
    void nextPage();
    /// Begins a page where there is no room for this height, unless it would not fit on any.
    void require(double height);
    void addBookmark(const QString &title, int level);
    /// A text over as many pages as it takes.
    void addText(const QString &text, PdfFont font, const QColor &color, double indent = 0);

private:
    void addHeadAndFoot();

    PdfSetup m_setup;
    QPdfWriter m_writer;
    QPainter m_painter;
    QList<PdfBookmark> m_bookmarks;
    double m_width = 0;
    double m_top = 0;
    double m_bottom = 0;
    double m_y = 0;
    int m_page = 0;
};

} // namespace loadstone
