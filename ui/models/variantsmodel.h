// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace loadstone
{

class Catalogue;
class ProfileDocument;

/// The servers of a profile, each with a check box that switches it on and off.
class VariantsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Server, PresetColumn, Parameters, ColumnCount };
    enum Role {
        StackIdRole = Qt::UserRole,
        IsKnownRole, ///< bool: the catalogue has the stack
    };

    explicit VariantsModel(const Catalogue *catalogue, QObject *parent = nullptr);

    /// @param document may be null
    void setDocument(ProfileDocument *document);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void synchronise();

    const Catalogue *m_catalogue;
    QPointer<ProfileDocument> m_document;
    QList<StackVariant> m_variants;
};

} // namespace loadstone
