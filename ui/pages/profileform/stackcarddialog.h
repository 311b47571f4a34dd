// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace loadstone
{

/// All about one server: what it is, how it runs, versions, features, traps and command lines.
/// Stays open alongside the window and deletes itself when it is closed.
class StackCardDialog : public QDialog
{
    Q_OBJECT
public:
    /// @param card rich text
    StackCardDialog(const QString &title, const QString &card, QWidget *parent);
};

} // namespace loadstone
