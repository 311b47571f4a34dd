// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace loadstone
{

/// Rows with some air above and below, as far as the eye needs to follow them.
class RoomyDelegate : public QStyledItemDelegate
{
public:
    explicit RoomyDelegate(int air, QObject *parent) : QStyledItemDelegate(parent), m_air(air) { }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, m_air);
    }

private:
    int m_air;
};

} // namespace loadstone
