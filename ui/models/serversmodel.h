// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"
#include "ui/stackfacts.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace loadstone
{

class Catalogue;
class ProfileDocument;

/// The servers of a profile, each with a check box that enables it. One that cannot be
/// launched here is grey; its tooltip has the reason.
class ServersModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Server, PresetColumn, Parameters, ColumnCount };
    enum Role {
        StackIdRole = Qt::UserRole,
        IsKnownRole,           ///< bool: the catalogue has the stack
        UnavailableReasonRole, ///< QString: empty when it can be launched here
    };

    explicit ServersModel(const Catalogue *catalogue, StackFacts facts = {}, QObject *parent = nullptr);

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

    QString unavailableReason(const ServerEntry &entry) const;
    QString toolTip(const ServerEntry &entry) const;

    const Catalogue *m_catalogue;
    StackFacts m_facts;
    QPointer<ProfileDocument> m_document;
    QList<ServerEntry> m_servers;
};

} // namespace loadstone
