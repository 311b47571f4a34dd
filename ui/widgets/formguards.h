// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QLabel;
class QUndoStack;
class QWidget;

namespace loadstone
{

/// Disables two habits of Qt's editors in a form with undo and scrolling: the mouse wheel changes spin and
/// combo boxes without focus, and text fields consume Ctrl+Z even with nothing to undo. Installed on every
/// editor of a form.
class FormGuards : public QObject
{
    Q_OBJECT
public:
    explicit FormGuards(QObject *parent = nullptr) : QObject(parent) { }

    /// Guards all editors inside `form`; to be called again after adding editors.
    void guard(QWidget *form);

signals:
    void undoRequested();
    void redoRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

/// Sets a control's accessible name and object name, and makes it its label's buddy.
void nameControl(QWidget *control, QLabel *label, const QString &objectName);

} // namespace loadstone
