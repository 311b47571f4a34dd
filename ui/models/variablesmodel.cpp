// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/variablesmodel.h"

#include "ui/models/profiledocument.h"
#include "ui/models/rowdiff.h"

namespace loadstone
{

void VariablesModel::setDocument(ProfileDocument *document)
{
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    beginResetModel();
    m_document = document;
    m_variables = document ? document->profile().variables : QList<Variable>();
    endResetModel();
    if (document)
        connect(document, &ProfileDocument::changed, this, &VariablesModel::synchronise);
}

void VariablesModel::synchronise()
{
    const QList<Variable> now = m_document->profile().variables;
    const RowDiff diff = rowDiff(m_variables, now);
    if (diff.removed > 0) {
        beginRemoveRows({}, diff.first, diff.first + diff.removed - 1);
        m_variables.remove(diff.first, diff.removed);
        endRemoveRows();
    }
    if (diff.inserted > 0) {
        beginInsertRows({}, diff.first, diff.first + diff.inserted - 1);
        m_variables = now;
        endInsertRows();
    }
    m_variables = now;
    if (diff.changed > 0)
        emit dataChanged(index(diff.first, 0), index(diff.first + diff.changed - 1, ColumnCount - 1));
}

int VariablesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_variables.size());
}
int VariablesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant VariablesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    const Variable &variable = m_variables.at(index.row());
    switch (index.column()) {
    case Name:
        return variable.name;
    case First:
        return variable.isNumber() ? QString::number(variable.first) : variable.file;
    default:
        return variable.isNumber() ? QString::number(variable.last) : variable.column;
    }
}

bool VariablesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!m_document || role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const int row = index.row();
    const int column = index.column();
    const QString text = value.toString().trimmed();
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (column != Name && !isNumber)
        return false;
    m_document->edit({}, tr("Change Variable"), [&](Profile &profile) {
        Variable &variable = profile.variables[row];
        if (column == Name)
            variable.name = text;
        else
            (column == First ? variable.first : variable.last) = number;
    });
    return true;
}

Qt::ItemFlags VariablesModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    // What is in a file has no bounds to change.
    const bool hasValue = index.column() == Name || m_variables.at(index.row()).isNumber();
    if (m_document && !m_document->isBuiltIn() && hasValue)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant VariablesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case First:
        return tr("First");
    default:
        return tr("Last");
    }
}

} // namespace loadstone
