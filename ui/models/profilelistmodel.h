// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include <memory>
#include <vector>

namespace loadstone
{

class ProfileDocument;

/// The open profiles: the person's own first, then the built-in ones. Owns the documents.
class ProfileListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        TitleRole = Qt::UserRole, ///< the name without mark
        IsBuiltInRole,
        IsModifiedRole,
        HasErrorsRole,
    };

    explicit ProfileListModel(QObject *parent = nullptr);
    ~ProfileListModel() override;

    /// Adds at the end of its group and returns the row.
    int add(std::unique_ptr<ProfileDocument> document);
    /// Takes a document out, for example to bring it back when a deletion is undone.
    std::unique_ptr<ProfileDocument> take(int row);
    ProfileDocument *document(int row) const; ///< nullptr when there is none
    int rowFor(const ProfileDocument *document) const;
    int rowOfFile(const QString &path) const; ///< -1 when not open
    bool hasModified() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    /// Renames a profile of the person's own.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    void update(const ProfileDocument *document);

    std::vector<std::unique_ptr<ProfileDocument>> m_documents;
};

} // namespace loadstone
