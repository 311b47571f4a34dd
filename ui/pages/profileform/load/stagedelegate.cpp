// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/load/stagedelegate.h"

#include "core/profile/limits.h"
#include "ui/models/stagesmodel.h"
#include "ui/widgets/durationedit.h"
#include "ui/widgets/numberbox.h"
#include "ui/widgets/refusal.h"

#include <QComboBox>

namespace loadstone
{

QWidget *StageDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                     const QModelIndex &index) const
{
    const auto *stages = static_cast<const StagesModel *>(index.model());
    QWidget *editor = nullptr;
    switch (index.column()) {
    case StagesModel::Target: {
        auto *box = new PlainSpinBox(parent);
        box->setRange(0, stages->isOpen() ? limits::rate.most : double(limits::users.most));
        box->setDecimals(stages->isOpen() ? 3 : 0);
        box->setGroupSeparatorShown(true);
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        box->setFrame(false);
        editor = box;
        break;
    }
    case StagesModel::Duration: {
        auto *edit = new DurationEdit(parent);
        edit->setFrame(false);
        editor = edit;
        break;
    }
    default: {
        auto *box = new QComboBox(parent);
        for (const bool isRamp : {true, false})
            box->addItem(StagesModel::changeTitle(isRamp), isRamp);
        editor = box;
        break;
    }
    }
    editor->setAccessibleName(stages->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString());
    return editor;
}

void StageDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QVariant value = index.data(Qt::EditRole);
    if (auto *number = qobject_cast<QDoubleSpinBox *>(editor))
        number->setValue(value.toDouble());
    else if (auto *duration = qobject_cast<DurationEdit *>(editor))
        duration->setValue(Milliseconds(value.toLongLong()));
    else if (auto *choice = qobject_cast<QComboBox *>(editor))
        choice->setCurrentIndex(choice->findData(value));
}

void StageDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (auto *number = qobject_cast<QDoubleSpinBox *>(editor)) {
        number->interpretText();
        model->setData(index, number->value());
    } else if (const auto *duration = qobject_cast<DurationEdit *>(editor)) {
        if (duration->isValid())
            model->setData(index, qint64(duration->value().count()));
        else // the editor closes with its text
            reportRefused(duration->parentWidget(), duration->text(), index.data().toString());
    } else if (const auto *choice = qobject_cast<QComboBox *>(editor)) {
        model->setData(index, choice->currentData());
    }
}

QSize StageDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    constexpr int air = 10; // an editor is higher than its text
    return QStyledItemDelegate::sizeHint(option, index) + QSize(0, air);
}

} // namespace loadstone
