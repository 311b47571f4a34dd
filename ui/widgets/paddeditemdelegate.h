// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/numberbox.h"

#include <QStyledItemDelegate>

namespace loadstone
{

/// Rows with some padding above and below, for legibility. Numbers are edited in full precision, where Qt's
/// own editor would round them to two decimals.
class PaddedItemDelegate : public QStyledItemDelegate
{
public:
    explicit PaddedItemDelegate(int air, QObject *parent) : QStyledItemDelegate(parent), m_air(air) { }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, m_air);
    }

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override
    {
        if (index.data(Qt::EditRole).typeId() != QMetaType::Double)
            return QStyledItemDelegate::createEditor(parent, option, index);
        constexpr int decimals = 6;
        auto *box = new PlainSpinBox(parent);
        box->setDecimals(decimals);
        box->setFrame(false);
        box->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
        return box;
    }

private:
    int m_air;
};

} // namespace loadstone
