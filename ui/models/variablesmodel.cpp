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

VariablesModel::Choices VariablesModel::choices(int column)
{
    if (column == Kind)
        return {{int(Variable::Kind::Counter), tr("counter per user")},
                {int(Variable::Kind::Sequence), tr("shared counter")},
                {int(Variable::Kind::Random), tr("random number")},
                {int(Variable::Kind::Csv), tr("CSV column")}};
    return {{int(Variable::Rows::PerUser), tr("one row per user")},
            {int(Variable::Rows::Next), tr("next row each time")},
            {int(Variable::Rows::Random), tr("random")}};
}

QString VariablesModel::columnTitle(int column, int value)
{
    for (const auto &[each, title] : choices(column)) {
        if (each == value)
            return title;
    }
    return {};
}

QVariant VariablesModel::text(const Variable &variable, int column)
{
    switch (column) {
    case Name:
        return variable.name;
    case Kind:
        return columnTitle(Kind, int(variable.kind));
    case First:
        return variable.isNumber() ? QString::number(variable.first) : variable.file;
    case Last:
        return variable.isNumber() ? QString::number(variable.last) : variable.column;
    default:
        return variable.isNumber() ? QString() : columnTitle(Rows, int(variable.rows));
    }
}

QVariant VariablesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Variable &variable = m_variables.at(index.row());
    const int column = index.column();
    const bool isChoice = column == Kind || column == Rows;
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = (column == First || column == Last) && variable.isNumber();
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == ChoicesRole)
        return isChoice ? QVariant::fromValue(choices(column)) : QVariant();
    if (role == Qt::EditRole && isChoice)
        return column == Kind ? int(variable.kind) : int(variable.rows);
    if (role == Qt::ToolTipRole && !variable.isNumber() && (column == First || column == Last))
        return column == First ? tr("CSV file in the profile's folder, with a header line")
                               : tr("Column name from the header line");
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    return text(variable, column);
}

bool VariablesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!m_document || role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const int row = index.row();
    const int column = index.column();
    const QString text = value.toString().trimmed();
    const bool wantsNumber = (column == First || column == Last) && m_variables.at(row).isNumber();
    const bool wantsChoice = column == Kind || column == Rows;
    bool isNumber = false;
    const qint64 number = value.toLongLong(&isNumber);
    if ((wantsNumber || wantsChoice) && !isNumber)
        return false;
    if (wantsChoice && columnTitle(column, int(number)).isEmpty())
        return false;
    m_document->edit({}, tr("Change Variable"), [&](Profile &profile) {
        Variable &variable = profile.variables[row];
        if (column == Name)
            variable.name = text;
        else if (column == Kind)
            variable.kind = Variable::Kind(number);
        else if (column == Rows)
            variable.rows = Variable::Rows(number);
        else if (wantsNumber)
            (column == First ? variable.first : variable.last) = number;
        else
            (column == First ? variable.file : variable.column) = text;
    });
    return true;
}

Qt::ItemFlags VariablesModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    const bool hasValue = index.column() != Rows || !m_variables.at(index.row()).isNumber();
    if (m_document && !m_document->isBuiltIn() && hasValue)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant VariablesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Kind:
        return tr("Value");
    case First:
        return tr("First, or file");
    case Last:
        return tr("Last, or column");
    default:
        return tr("CSV row");
    }
}

} // namespace loadstone
