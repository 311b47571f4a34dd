// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

#include <QAbstractTableModel>

namespace loadstone
{

/// A chart as a table (makeValueTable()): lines have one row for each second, one column for each line. While
/// a run is in progress, rows are added and changed in place, so that what is selected stays selected.
class ChartTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setChart(const ChartModel &chart);
    QString title() const { return m_table.title; }
    /// What has to be known to read the rows; may be empty.
    QString note() const { return m_table.note; }
    /// Headers and these rows, separated by tabs, with plain numbers as spreadsheets read them.
    QString asText(const QList<int> &rows) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ReportTable m_table;
};

} // namespace loadstone
