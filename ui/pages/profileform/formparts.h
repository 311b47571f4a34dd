// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QLabel;
class QPlainTextEdit;
class QToolButton;
class QWidget;

namespace loadstone
{

/// The beginning of a text that may quote what somebody typed: a very long line takes minutes to be
/// laid out.
QString shortened(const QString &text);

/// A button with only an icon; the text is its name and tooltip.
QToolButton *iconButton(QWidget *parent, const QString &icon, const QString &text, const QString &objectName);

/// The height that shows that many lines of text, none of them cut.
int textHeight(const QPlainTextEdit &edit, int lines);

/// Shows a problem in a label of a form, in the colour of errors; hides the label without one.
void showProblemText(QLabel &label, const QString &problem);

/// Marks a field whose text cannot be used, in the colour of what is wrong and for screen readers; an
/// empty problem takes the mark away.
void markProblem(QWidget &field, const QString &problem);

/// Writes the unit behind the number of a spin box; for the value it has now, because 1 has another.
template<typename SpinBox>
void showUnit(SpinBox &box, const QString &unit)
{
    const QString suffix = u' ' + unit;
    if (box.suffix() != suffix)
        box.setSuffix(suffix);
}

} // namespace loadstone
