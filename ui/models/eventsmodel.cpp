// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/eventsmodel.h"

#include "core/text/format.h"
#include "ui/charts/chartpainting.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

void EventsModel::put(const TimelineMark &mark)
{
    for (qsizetype row = m_marks.size() - 1; row >= 0; --row) {
        if (m_marks.at(row).kind != mark.kind || !qFuzzyCompare(1 + m_marks.at(row).atS, 1 + mark.atS))
            continue;
        if (m_marks.at(row) == mark)
            return;
        m_marks[row] = mark;
        emit dataChanged(index(int(row), 0), index(int(row), ColumnCount - 1));
        return;
    }
    const auto at = std::upper_bound(m_marks.cbegin(), m_marks.cend(), mark.atS,
                                     [](double time, const TimelineMark &each) { return time < each.atS; });
    const int row = int(at - m_marks.cbegin());
    beginInsertRows({}, row, row);
    m_marks.insert(row, mark);
    endInsertRows();
}

void EventsModel::clear()
{
    beginResetModel();
    m_marks.clear();
    endResetModel();
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_marks.size());
}
int EventsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant EventsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TimelineMark &mark = m_marks.at(index.row());
    if (role == AtRole)
        return mark.atS;
    if (role == Qt::TextAlignmentRole && index.column() == Time)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == SortRole && index.column() == Time)
        return mark.atS;
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    switch (index.column()) {
    case Time:
        return formatClock(mark.atS);
    case Kind:
        return QString(u"%1 %2"_s.arg(markShape(mark.kind)).arg(markTitle(mark.kind)));
    default:
        return mark.text.translated();
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Kind:
        return tr("Kind");
    default:
        return tr("What happened");
    }
}

} // namespace loadstone
