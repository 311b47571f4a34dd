// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/choicedelegate.h"

#include <QComboBox>

namespace loadstone
{

QWidget *ChoiceDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                      const QModelIndex &index) const
{
    const auto choices = index.data(m_role).value<QList<QPair<int, QString>>>();
    if (choices.isEmpty())
        return PaddedItemDelegate::createEditor(parent, option, index);
    auto *box = new QComboBox(parent);
    for (const auto &[value, title] : choices)
        box->addItem(title, value);
    box->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
    // Commits on selection, without leaving the cell.
    connect(box, &QComboBox::activated, this, [this, box] {
        auto *self = const_cast<ChoiceDelegate *>(this);
        emit self->commitData(box);
        emit self->closeEditor(box);
    });
    return box;
}

void ChoiceDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    if (auto *box = qobject_cast<QComboBox *>(editor))
        box->setCurrentIndex(box->findData(index.data(Qt::EditRole)));
    else
        PaddedItemDelegate::setEditorData(editor, index);
}

void ChoiceDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (const auto *box = qobject_cast<QComboBox *>(editor))
        model->setData(index, box->currentData());
    else
        PaddedItemDelegate::setModelData(editor, model, index);
}

} // namespace loadstone
