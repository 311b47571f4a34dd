// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace loadstone
{

class ProfileDocument;

/// The stages of a profile's load, edited in place.
class StagesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Change, Target, Duration, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// @param document may be null
    void setDocument(ProfileDocument *document);
    /// The targets are requests per second, not users.
    bool isOpen() const { return m_isOpen; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    /// Qt::EditRole: the change as bool (ramp), the target as double, the duration as qint64 in ms.
    QVariant data(const QModelIndex &index, int role) const override;
    /// Refuses a negative target and a duration that is not above 0.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// How the change of a stage is named: "ramp to" or "step to".
    static QString changeTitle(bool isRamp);

private:
    void synchronise();

    QPointer<ProfileDocument> m_document;
    QList<Stage> m_stages;
    bool m_isOpen = false;
};

} // namespace loadstone
