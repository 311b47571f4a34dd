// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/profilelistmodel.h"

#include "ui/models/profiledocument.h"

#include <QFileInfo>
#include <QFont>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

ProfileListModel::ProfileListModel(QObject *parent) : QAbstractListModel(parent) { }

ProfileListModel::~ProfileListModel() = default;

int ProfileListModel::add(std::unique_ptr<ProfileDocument> document)
{
    const bool isBuiltIn = document->isBuiltIn();
    const auto place = isBuiltIn ? m_documents.end()
                                 : std::find_if(m_documents.begin(), m_documents.end(),
                                                [](const auto &each) { return each->isBuiltIn(); });
    const int row = int(place - m_documents.begin());
    const ProfileDocument *added = document.get();
    for (auto signal :
         {&ProfileDocument::changed, &ProfileDocument::modifiedChanged, &ProfileDocument::problemsChanged})
        connect(added, signal, this, [this, added] { update(added); });
    beginInsertRows({}, row, row);
    m_documents.insert(place, std::move(document));
    endInsertRows();
    return row;
}

std::unique_ptr<ProfileDocument> ProfileListModel::take(int row)
{
    beginRemoveRows({}, row, row);
    auto document = std::move(m_documents[std::size_t(row)]);
    m_documents.erase(m_documents.begin() + row);
    endRemoveRows();
    disconnect(document.get(), nullptr, this, nullptr);
    return document;
}

ProfileDocument *ProfileListModel::document(int row) const
{
    return row >= 0 && row < int(m_documents.size()) ? m_documents[std::size_t(row)].get() : nullptr;
}

int ProfileListModel::rowFor(const ProfileDocument *document) const
{
    const auto found = std::find_if(m_documents.begin(), m_documents.end(),
                                    [document](const auto &each) { return each.get() == document; });
    return found == m_documents.end() ? -1 : int(found - m_documents.begin());
}

int ProfileListModel::rowOfFile(const QString &path) const
{
    const QString canonical = QFileInfo(path).canonicalFilePath();
    const auto found = std::find_if(m_documents.begin(), m_documents.end(), [&](const auto &each) {
        return !each->path().isEmpty() && QFileInfo(each->path()).canonicalFilePath() == canonical;
    });
    return found == m_documents.end() ? -1 : int(found - m_documents.begin());
}

bool ProfileListModel::hasModified() const
{
    return std::any_of(m_documents.begin(), m_documents.end(),
                       [](const auto &each) { return each->isModified(); });
}

void ProfileListModel::update(const ProfileDocument *document)
{
    const int row = rowFor(document);
    if (row >= 0)
        emit dataChanged(index(row), index(row));
}

int ProfileListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_documents.size());
}

QVariant ProfileListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ProfileDocument &document = *m_documents[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return document.isModified() ? document.title() + u" *"_s : document.title();
    case Qt::EditRole:
        return document.profile().name;
    case Qt::ToolTipRole: {
        constexpr int mostOfDescription = 800; // a very long line takes minutes to be laid out
        QStringList lines{document.profile().description.left(mostOfDescription)};
        if (document.isBuiltIn())
            lines << tr("Built-in profile, read-only");
        if (document.isModified())
            lines << tr("Unsaved changes");
        if (document.hasErrors())
            lines << tr("Has errors: see Problems");
        lines << document.path();
        lines.removeAll(QString());
        return lines.join(u'\n');
    }
    case Qt::FontRole: {
        QFont font;
        font.setItalic(document.isBuiltIn());
        font.setBold(document.isModified());
        return font;
    }
    case TitleRole:
        return document.title();
    case IsBuiltInRole:
        return document.isBuiltIn();
    case IsModifiedRole:
        return document.isModified();
    case HasErrorsRole:
        return document.hasErrors();
    default:
        return {};
    }
}

bool ProfileListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || name.isEmpty() || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    m_documents[std::size_t(index.row())]->edit({}, tr("Rename Profile"),
                                                [&name](Profile &profile) { profile.name = name; });
    return true;
}

Qt::ItemFlags ProfileListModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = QAbstractListModel::flags(index);
    const ProfileDocument *chosen = document(index.row());
    return chosen && !chosen->isBuiltIn() ? usual | Qt::ItemIsEditable : usual;
}

} // namespace loadstone
