// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace loadstone
{

class ProfileDocument;

/// The requests of a profile, edited in place; a login is the first row.
class RequestsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Method, Path, Group, Weight, Share, ColumnCount };
    enum Role { SortRole = Qt::UserRole /**< weight and share as number, else the text */ };

    using QAbstractTableModel::QAbstractTableModel;

    /// @param document may be null
    void setDocument(ProfileDocument *document);

    /// The request that a row shows.
    static RequestTemplate &requestAt(Profile &profile, int row);
    static const RequestTemplate &requestAt(const Profile &profile, int row);
    static int countRows(const Profile &profile);
    /// The row of what a JSON pointer of the profile is about; -1 when that is no request.
    static int rowFor(const Profile &profile, const QString &pointer);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void synchronise();
    void show(const Profile &profile);
    bool isLogin(int row) const { return m_hasLogin && row == 0; }
    bool hasWeight(int row) const { return !isLogin(row) && m_order == Scenario::Order::Mix; }
    /// In percent of the measured requests.
    double share(int row) const;
    QVariant weightText(int row) const;

    QPointer<ProfileDocument> m_document;
    QList<RequestTemplate> m_requests; ///< the login first
    bool m_hasLogin = false;
    Scenario::Order m_order = Scenario::Order::Mix;
};

} // namespace loadstone
