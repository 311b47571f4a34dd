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
    /// First and Last are file and column of what is in a file; only that has rows.
    enum Column { Name, Kind, First, Last, Rows, ColumnCount };
    /// Of the cells that offer a choice: its values and titles, a QList<QPair<int, QString>>.
    enum Role { ChoicesRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// @param document may be null
    void setDocument(ProfileDocument *document);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    /// Refuses what is no whole number where one is needed, and what is no value of a choice.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    using Choices = QList<QPair<int, QString>>;

    void synchronise();
    static Choices choices(int column);
    static QString columnTitle(int column, int value);
    static QVariant text(const Variable &variable, int column);

    QPointer<ProfileDocument> m_document;
    QList<Variable> m_variables;
};

} // namespace loadstone
