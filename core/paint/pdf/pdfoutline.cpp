// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/pdf/pdfoutline.h"

#include <QRegularExpression>

#include <optional>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// What has to be known of a PDF to append to it.
struct PdfEnd {
    qsizetype crossReferences = 0; ///< where its table of objects begins
    int objects = 0;               ///< the number after the highest of an object
    int catalog = 0;
    int info = 0;
    QByteArray catalogEntries; ///< of its dictionary
    QList<QByteArray> pages;   ///< "12 0 R"
};

std::optional<qint64> numberAfter(const QByteArray &text, const QByteArray &key)
{
    const qsizetype at = text.lastIndexOf(key);
    if (at < 0)
        return {};
    const QByteArray rest = text.mid(at + key.size()).trimmed();
    qsizetype length = 0;
    while (length < rest.size() && rest[length] >= '0' && rest[length] <= '9')
        ++length;
    bool isNumber = false;
    const qint64 number = rest.left(length).toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

/// The text of an object, found through the table of objects.
QByteArray objectText(const QByteArray &pdf, qsizetype crossReferences, qint64 number)
{
    constexpr qsizetype entryLength = 20;
    // "xref\n0 N\n" and the entries.
    const qsizetype first = pdf.indexOf('\n', pdf.indexOf('\n', crossReferences) + 1) + 1;
    bool isNumber = false;
    const qsizetype at = pdf.mid(first + number * entryLength, 10).toLongLong(&isNumber);
    if (!isNumber || !pdf.mid(at).startsWith(QByteArray::number(number) + " 0 obj"))
        return {};
    return pdf.mid(at, pdf.indexOf("endobj", at) - at);
}

QByteArray between(const QByteArray &text, const QByteArray &open, const QByteArray &close)
{
    const qsizetype from = text.indexOf(open);
    const qsizetype to = text.lastIndexOf(close);
    return from < 0 || to < from ? QByteArray() : text.mid(from + open.size(), to - from - open.size());
}

std::optional<PdfEnd> readEnd(const QByteArray &pdf)
{
    const QByteArray end = pdf.mid(pdf.lastIndexOf("trailer"));
    const auto start = numberAfter(end, "startxref");
    const auto size = numberAfter(end, "/Size");
    const auto root = numberAfter(end, "/Root");
    const auto info = numberAfter(end, "/Info");
    if (!start || !size || !root || !info || !pdf.mid(*start).startsWith("xref"))
        return {};
    PdfEnd result{qsizetype(*start), int(*size), int(*root), int(*info), {}, {}};
    result.catalogEntries = between(objectText(pdf, result.crossReferences, *root), "<<", ">>");
    const auto pages = numberAfter(result.catalogEntries, "/Pages");
    if (!pages)
        return {};
    const QByteArray kids = between(objectText(pdf, result.crossReferences, *pages), "/Kids", "]");
    static const QRegularExpression reference(u"(\\d+ 0 R)"_s);
    for (auto found = reference.globalMatch(QString::fromLatin1(kids)); found.hasNext();)
        result.pages << found.next().captured(1).toLatin1();
    return result;
}

/// A text string: UTF-16 with a byte order mark, in hexadecimal digits.
QByteArray textString(const QString &text)
{
    QByteArray bytes("\xfe\xff", 2);
    for (const QChar character : text)
        bytes.append(char(character.row())).append(char(character.cell()));
    return '<' + bytes.toHex() + '>';
}

QByteArray reference(int object) { return QByteArray::number(object) + " 0 R"; }

/// Writes the items of an outline; the nth one is object `first` + n.
class OutlineItems
{
public:
    OutlineItems(const QList<PdfBookmark> &bookmarks, const QList<QByteArray> &pages, int outline, int first)
        : m_bookmarks(bookmarks), m_pages(pages), m_outline(outline), m_first(first)
    {
    }

    QByteArray root() const
    {
        return "<< /Type /Outlines /First " + reference(m_first) + " /Last " + reference(m_first + lastOf(-1))
            + " /Count " + QByteArray::number(count(-1)) + " >>";
    }

    QByteArray item(int index) const
    {
        const PdfBookmark &mark = m_bookmarks[index];
        const int parent = parentOf(index);
        QByteArray text = "<< /Title " + textString(mark.title) + " /Parent "
            + reference(parent < 0 ? m_outline : m_first + parent) + " /Dest [" + m_pages[mark.page]
            + " /Fit]";
        if (const int previous = neighbour(index, -1); previous >= 0)
            text += " /Prev " + reference(m_first + previous);
        if (const int next = neighbour(index, 1); next >= 0)
            text += " /Next " + reference(m_first + next);
        // A negative count: closed.
        if (const int children = count(index); children > 0)
            text += " /First " + reference(m_first + index + 1) + " /Last "
                + reference(m_first + lastOf(index)) + " /Count -" + QByteArray::number(children);
        return text + " >>";
    }

private:
    int parentOf(int index) const
    {
        for (int i = index - 1; i >= 0; --i) {
            if (m_bookmarks[i].level < m_bookmarks[index].level)
                return i;
        }
        return -1;
    }
    /// Of an item, or of the outline (-1): its children.
    int count(int parent) const
    {
        int children = 0;
        for (int i = 0; i < m_bookmarks.size(); ++i)
            children += parentOf(i) == parent ? 1 : 0;
        return children;
    }
    int lastOf(int parent) const
    {
        int last = 0;
        for (int i = 0; i < m_bookmarks.size(); ++i)
            last = parentOf(i) == parent ? i : last;
        return last;
    }
    int neighbour(int index, int step) const
    {
        for (int i = index + step; i >= 0 && i < m_bookmarks.size(); i += step) {
            if (parentOf(i) == parentOf(index))
                return i;
        }
        return -1;
    }

    const QList<PdfBookmark> &m_bookmarks;
    const QList<QByteArray> &m_pages;
    int m_outline;
    int m_first;
};

} // namespace

QByteArray withOutline(const QByteArray &pdf, const QList<PdfBookmark> &bookmarks)
{
    const std::optional<PdfEnd> end = readEnd(pdf);
    if (!end || bookmarks.isEmpty())
        return pdf;
    for (const PdfBookmark &mark : bookmarks) {
        if (mark.page < 0 || mark.page >= end->pages.size())
            return pdf;
    }
    QByteArray result = pdf.endsWith('\n') ? pdf : pdf + '\n';
    const auto append = [&result](int number, const QByteArray &text) {
        const QByteArray entry = QByteArray::number(result.size()).rightJustified(10, '0') + " 00000 n \n";
        result += QByteArray::number(number) + " 0 obj\n" + text + "\nendobj\n";
        return entry;
    };
    const int outline = end->objects;
    const OutlineItems items(bookmarks, end->pages, outline, outline + 1);
    const QByteArray catalog = append(end->catalog,
                                      "<<" + end->catalogEntries + "\n/Outlines " + reference(outline)
                                          + "\n/PageMode /UseOutlines\n/ViewerPreferences << "
                                            "/DisplayDocTitle true >>\n>>");
    QByteArray entries = append(outline, items.root());
    for (int i = 0; i < bookmarks.size(); ++i)
        entries += append(outline + 1 + i, items.item(i));
    const int added = int(bookmarks.size()) + 1;
    const qsizetype crossReferences = result.size();
    result += "xref\n" + QByteArray::number(end->catalog) + " 1\n" + catalog + QByteArray::number(outline)
        + ' ' + QByteArray::number(added) + '\n' + entries + "trailer\n<<\n/Size "
        + QByteArray::number(end->objects + added) + "\n/Root " + reference(end->catalog) + "\n/Info "
        + reference(end->info) + "\n/Prev " + QByteArray::number(end->crossReferences) + "\n>>\nstartxref\n"
        + QByteArray::number(crossReferences) + "\n%%EOF\n";
    return result;
}

} // namespace loadstone
