// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace loadstone
{

class ProfileDocument;

/// The requests of a profile, edited in place.
class RequestsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Method, Path, Weight, Share, ColumnCount };
    enum Role { SortRole = Qt::UserRole /**< weight and share as number, else the text */ };

    using QAbstractTableModel::QAbstractTableModel;

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
    double share(const RequestTemplate &request) const;

    QPointer<ProfileDocument> m_document;
    QList<RequestTemplate> m_requests;
};

} // namespace loadstone
