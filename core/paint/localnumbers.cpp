// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/localnumbers.h"

#include <QRegularExpression>

#include <variant>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// As core/text/format.h writes it.
QString numberPattern() { return u"\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+\\.\\d+"_s; }

bool isFigure(const TextShape &text)
{
    switch (text.role) {
    case TextRole::Value:
    case TextRole::Cell:
    case TextRole::Note:
        return true;
    case TextRole::Label: {
        static const QRegularExpression whole(u"^(?:%1)[ \\x{a0}]?[^\\d ]{0,3}$"_s.arg(numberPattern()));
        return whole.match(text.text).hasMatch();
    }
    case TextRole::Title:
    case TextRole::Subtitle:
    case TextRole::Ruler:
    case TextRole::Empty:
        return false;
    }
    Q_UNREACHABLE();
}

QString localized(const QString &text, const QLocale &locale)
{
    static const QRegularExpression number(numberPattern());
    QString result;
    qsizetype end = 0;
    for (auto found = number.globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        result += text.mid(end, match.capturedStart() - end);
        for (const QChar character : match.captured()) {
            if (character == u',')
                result += locale.groupSeparator();
            else if (character == u'.')
                result += locale.decimalPoint();
            else
                result += character;
        }
        end = match.capturedEnd();
    }
    return result + text.mid(end);
}

} // namespace

void localizeNumbers(ChartDrawing &drawing, const QLocale &locale)
{
    for (ChartShape &shape : drawing.shapes) {
        auto *text = std::get_if<TextShape>(&shape);
        if (text && isFigure(*text))
            text->text = localized(text->text, locale);
    }
}

} // namespace loadstone
