// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QLabel;
class QUndoStack;
class QWidget;

namespace loadstone
{

/// Two habits of Qt's editors that a form with undo and scrolling must not have:
/// the mouse wheel changes a spin or combo box that has no focus, and Ctrl+Z never leaves a text
/// field even when the field has nothing to undo. Installed on every editor of a form.
class FormGuards : public QObject
{
    Q_OBJECT
public:
    explicit FormGuards(QObject *parent = nullptr) : QObject(parent) { }

    /// Guards all editors below `form`, also those that are added later if called again.
    void guard(QWidget *form);

signals:
    void undoRequested();
    void redoRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

/// Names a control for screen readers and tests and ties its label to it.
void nameControl(QWidget *control, QLabel *label, const QString &objectName);

} // namespace loadstone
