// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/formguards.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace loadstone
{

void FormGuards::guard(QWidget *form)
{
    const auto guardOne = [this](QWidget *editor) {
        editor->removeEventFilter(this);
        editor->installEventFilter(this);
    };
    for (auto *spin : form->findChildren<QAbstractSpinBox *>()) {
        spin->setFocusPolicy(Qt::StrongFocus);
        guardOne(spin);
    }
    for (auto *combo : form->findChildren<QComboBox *>()) {
        combo->setFocusPolicy(Qt::StrongFocus);
        guardOne(combo);
    }
    for (auto *edit : form->findChildren<QLineEdit *>())
        guardOne(edit);
    for (auto *edit : form->findChildren<QPlainTextEdit *>())
        guardOne(edit);
}

bool FormGuards::eventFilter(QObject *watched, QEvent *event)
{
    auto *widget = qobject_cast<QWidget *>(watched);
    if (!widget)
        return false;
    if (event->type() == QEvent::Wheel && !widget->hasFocus()
        && (qobject_cast<QAbstractSpinBox *>(widget) || qobject_cast<QComboBox *>(widget))) {
        event->ignore();
        return true;
    }
    // The form commits while typing, so the profile's own undo stack includes every change of an editor: undo
    // and redo always apply to the profile.
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo)) {
            emit undoRequested();
            return true;
        }
        if (key->matches(QKeySequence::Redo)) {
            emit redoRequested();
            return true;
        }
    }
    return false;
}

void nameControl(QWidget *control, QLabel *label, const QString &objectName)
{
    control->setObjectName(objectName);
    if (!label)
        return;
    label->setBuddy(control);
    control->setAccessibleName(label->text().remove(u'&').remove(u':'));
}

} // namespace loadstone
