// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QSettings;

namespace loadstone
{

/// A page of the window, listed in pages.cpp.
class Page : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// Called as the window closes.
    virtual void saveState(QSettings &settings) const = 0;
    /// Called after the window has been shown for the first time.
    virtual void restoreState(const QSettings &settings) = 0;
};

} // namespace loadstone
