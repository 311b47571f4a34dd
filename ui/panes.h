// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QWidget;

namespace loadstone
{

/// Moves the keyboard focus to another pane of a window, as F6 does.
/// @param panes in order, not empty; hidden ones are skipped
/// @param focused the focused widget, in one of the panes or null
/// @param by 1 for the next pane, -1 for the previous one; wraps around
void movePaneFocus(const QList<QWidget *> &panes, const QWidget *focused, int by);

} // namespace loadstone
