// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/paddeditemdelegate.h"

namespace loadstone
{

/// Edits cells with a choice in a combo box, and others as usual.
class ChoiceDelegate final : public PaddedItemDelegate
{
    Q_OBJECT
public:
    /// @param role of the model's values and titles, a QList<QPair<int, QString>>
    ChoiceDelegate(int air, int role, QObject *parent) : PaddedItemDelegate(air, parent), m_role(role) { }

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;

private:
    int m_role;
};

} // namespace loadstone
