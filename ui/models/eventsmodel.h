// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QAbstractTableModel>

namespace loadstone
{

/// The marks of a run's time axis as a list: time, kind, text.
class EventsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Kind, Text, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole, ///< seconds as double, otherwise the text
        AtRole,                  ///< seconds since the run began, in every column
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Adds a mark, or updates the one of the same kind and time.
    void put(const TimelineMark &mark);
    void clear();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<TimelineMark> m_marks;
};

} // namespace loadstone
