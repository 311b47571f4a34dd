// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace loadstone
{

class ProfileDocument;

/// The variables of a profile, edited in place.
class VariablesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, First, Last, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// @param document may be null
    void setDocument(ProfileDocument *document);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    /// Refuses what is no whole number where one is needed.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void synchronise();

    QPointer<ProfileDocument> m_document;
    QList<Variable> m_variables;
};

} // namespace loadstone
