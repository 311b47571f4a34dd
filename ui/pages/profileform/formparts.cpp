// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/formparts.h"

#include "ui/theme/chartcolors.h"
#include "ui/theme/icons.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QToolButton>

#include <cmath>

namespace loadstone
{

QString shortened(const QString &text)
{
    constexpr qsizetype most = 400;
    return text.size() > most ? text.left(most) + u'…' : text;
}

QToolButton *iconButton(QWidget *parent, const QString &icon, const QString &text, const QString &objectName)
{
    auto *button = new QToolButton(parent);
    button->setIcon(bundledIcon(icon));
    button->setText(text);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setObjectName(objectName);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

int textHeight(const QPlainTextEdit &edit, int lines)
{
    // Without the bottom margin, where the top of the next line would show.
    const double margins = edit.document()->documentMargin() + 2 * edit.frameWidth();
    return int(std::ceil(lines * QFontMetricsF(edit.font()).lineSpacing() + margins));
}

void showProblemText(QLabel &label, const QString &problem)
{
    QPalette colors = label.parentWidget()->palette();
    colors.setColor(QPalette::WindowText, chartColors(colors).worse);
    label.setPalette(colors);
    label.setText(shortened(problem));
    label.setVisible(!problem.isEmpty());
}

void markProblem(QWidget &field, const QString &problem)
{
    QPalette colors; // no explicit colour, so that all others follow the theme
    if (!problem.isEmpty())
        colors.setColor(QPalette::Text, chartColors(field.parentWidget()->palette()).worse);
    field.setPalette(colors);
    field.setAccessibleDescription(shortened(problem));
}

} // namespace loadstone
