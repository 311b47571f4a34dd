// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QLabel;
class QPlainTextEdit;
class QToolButton;
class QWidget;

namespace loadstone
{

/// The start of a text that may quote user input: the layout of a very long line takes minutes.
QString shortened(const QString &text);

/// An icon-only button; the text is its accessible name and tooltip.
QToolButton *iconButton(QWidget *parent, const QString &icon, const QString &text, const QString &objectName);

/// Height for that number of complete lines.
int textHeight(const QPlainTextEdit &edit, int lines);

/// Shows a problem in a label of a form, in the error colour; hides the label without one.
void showProblemText(QLabel &label, const QString &problem);

/// Marks a field with an invalid text, in the error colour and for screen readers; an empty problem removes
/// the mark.
void markProblem(QWidget &field, const QString &problem);

/// Sets the unit as a spin box's suffix, in singular or plural for its current value.
template<typename SpinBox>
void showUnit(SpinBox &box, const QString &unit)
{
    const QString suffix = u' ' + unit;
    if (box.suffix() != suffix)
        box.setSuffix(suffix);
}

} // namespace loadstone
