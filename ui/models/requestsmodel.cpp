// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/requestsmodel.h"

#include "core/base/format.h"
#include "ui/models/profiledocument.h"
#include "ui/models/rowdiff.h"

#include <QLocale>

namespace loadstone
{

using namespace Qt::StringLiterals;

void RequestsModel::setDocument(ProfileDocument *document)
{
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    beginResetModel();
    m_document = document;
    m_requests = document ? document->profile().requests : QList<RequestTemplate>();
    endResetModel();
    if (document)
        connect(document, &ProfileDocument::changed, this, &RequestsModel::synchronise);
}

void RequestsModel::synchronise()
{
    const RowDiff diff = rowDiff(m_requests, m_document->profile().requests);
    if (diff.removed > 0) {
        beginRemoveRows({}, diff.first, diff.first + diff.removed - 1);
        m_requests.remove(diff.first, diff.removed);
        endRemoveRows();
    }
    if (diff.inserted > 0) {
        beginInsertRows({}, diff.first, diff.first + diff.inserted - 1);
        m_requests = m_document->profile().requests;
        endInsertRows();
    }
    m_requests = m_document->profile().requests;
    const int rows = int(m_requests.size());
    if (rows > 0 && (diff.changed > 0 || diff.removed > 0 || diff.inserted > 0))
        emit dataChanged(index(0, 0), index(rows - 1, ColumnCount - 1)); // every share depends on all
}

double RequestsModel::share(const RequestTemplate &request) const
{
    double sum = 0;
    for (const RequestTemplate &each : m_requests)
        sum += each.weight;
    return sum > 0 ? 100 * request.weight / sum : 0;
}

int RequestsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_requests.size());
}
int RequestsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant RequestsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RequestTemplate &request = m_requests.at(index.row());
    if (role == Qt::TextAlignmentRole)
        return int((index.column() >= Weight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::EditRole && role != SortRole)
        return {};
    switch (index.column()) {
    case Name:
        return request.name;
    case Method:
        return QString::fromLatin1(request.method);
    case Path:
        return QString::fromUtf8(request.path);
    case Weight:
        return role == Qt::DisplayRole ? QVariant(QLocale().toString(request.weight, 'g', 6))
                                       : QVariant(request.weight);
    default:
        return role == Qt::DisplayRole ? QVariant(formatPercent(share(request))) : QVariant(share(request));
    }
}

bool RequestsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!m_document || role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const int row = index.row();
    const int column = index.column();
    m_document->edit({}, tr("Change Request"), [&](Profile &profile) {
        RequestTemplate &request = profile.requests[row];
        if (column == Name)
            request.name = value.toString().trimmed();
        else if (column == Method)
            request.method = value.toString().trimmed().toUpper().toLatin1();
        else if (column == Path)
            request.path = value.toString().trimmed().toUtf8();
        else if (column == Weight)
            request.weight = value.toDouble();
    });
    return true;
}

Qt::ItemFlags RequestsModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() != Share && m_document && !m_document->isBuiltIn())
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant RequestsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Weight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Method:
        return tr("Method");
    case Path:
        return tr("Path");
    case Weight:
        return tr("Weight");
    default:
        return tr("Share");
    }
}

} // namespace loadstone
