// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes.h"

#include <QWidget>

namespace loadstone
{

void movePaneFocus(const QList<QWidget *> &panes, const QWidget *focused, int by)
{
    qsizetype at = 0;
    for (qsizetype i = 0; i < panes.size(); ++i)
        if (panes.at(i)->isAncestorOf(focused) || panes.at(i) == focused)
            at = i;
    QWidget *pane = panes.at((at + by + panes.size()) % panes.size());
    if (pane->focusPolicy() & Qt::TabFocus)
        return pane->setFocus(Qt::ShortcutFocusReason);
    for (QWidget *child : pane->findChildren<QWidget *>())
        if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus))
            return child->setFocus(Qt::ShortcutFocusReason);
}

} // namespace loadstone
