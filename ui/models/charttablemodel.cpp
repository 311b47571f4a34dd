// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/charttablemodel.h"

#include "core/present/charts/charttable.h"
#include "ui/models/rowdiff.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
// An unknown value is shown as a dash; a spreadsheet gets an empty cell.
QString plainText(const ReportCell &cell)
{
    if (!cell.isNumber)
        return cell.text;
    return cell.value ? QString::number(*cell.value, 'g', 10) : QString();
}
} // namespace

void ChartTableModel::setChart(const ChartModel &chart)
{
    ReportTable table = makeValueTable(chart, maximumChartPoints);
    if (chart.kind == ChartKind::Lines)
        table.headers.first() = tr("Time");
    if (table.id != m_table.id || table.headers != m_table.headers) {
        beginResetModel();
        m_table = std::move(table);
        endResetModel();
        return;
    }
    const RowDiff diff = rowDiff(m_table.rows, table.rows);
    if (diff.removed > 0) {
        beginRemoveRows({}, diff.first, diff.first + diff.removed - 1);
        m_table.rows.remove(diff.first, diff.removed);
        endRemoveRows();
    }
    if (diff.inserted > 0)
        beginInsertRows({}, diff.first, diff.first + diff.inserted - 1);
    m_table = std::move(table);
    if (diff.inserted > 0)
        endInsertRows();
    if (diff.changed > 0)
        emit dataChanged(index(diff.first, 0), index(diff.first + diff.changed - 1, columnCount() - 1));
}

QString ChartTableModel::asText(const QList<int> &rows) const
{
    QStringList lines{m_table.headers.join(u'\t')};
    for (const int row : rows) {
        QStringList cells;
        for (const ReportCell &cell : m_table.rows.at(row))
            cells << plainText(cell);
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

int ChartTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.rows.size());
}

int ChartTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.headers.size());
}

QVariant ChartTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ReportCell &cell = m_table.rows.at(index.row()).at(index.column());
    if (role == Qt::DisplayRole)
        return cell.text;
    if (role == Qt::TextAlignmentRole)
        return int((cell.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_table.headers.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_table.headers.at(section);
    const bool isOfNumbers = m_table.rows.isEmpty() || m_table.isNumberColumn(section);
    if (role == Qt::TextAlignmentRole)
        return int((isOfNumbers ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace loadstone
