// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace loadstone
{

/// Server details: description, how it runs, versions, features, traps and command lines. Non-modal; deletes
/// itself when closed.
class StackCardDialog : public QDialog
{
    Q_OBJECT
public:
    /// @param card rich text
    StackCardDialog(const QString &title, const QString &card, QWidget *parent);
};

} // namespace loadstone
