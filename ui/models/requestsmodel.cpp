// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/requestsmodel.h"

#include "core/text/format.h"
#include "ui/models/profiledocument.h"
#include "ui/models/rowdiff.h"

#include <QLocale>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double unknownShare = -1;

QList<RequestTemplate> allRequests(const Profile &profile)
{
    QList<RequestTemplate> all = profile.requests;
    if (profile.scenario.login)
        all.prepend(*profile.scenario.login);
    return all;
}

} // namespace

RequestTemplate &RequestsModel::requestAt(Profile &profile, int row)
{
    if (!profile.scenario.login)
        return profile.requests[row];
    return row == 0 ? *profile.scenario.login : profile.requests[row - 1];
}

const RequestTemplate &RequestsModel::requestAt(const Profile &profile, int row)
{
    if (!profile.scenario.login)
        return profile.requests.at(row);
    return row == 0 ? *profile.scenario.login : profile.requests.at(row - 1);
}

int RequestsModel::countRows(const Profile &profile)
{
    return int(profile.requests.size()) + (profile.scenario.login ? 1 : 0);
}

int RequestsModel::rowFor(const Profile &profile, const QString &pointer)
{
    const int first = profile.scenario.login ? 1 : 0;
    if (pointer.startsWith(u"/scenario/login"_s))
        return first - 1;
    if (!pointer.startsWith(u"/requests"_s))
        return -1;
    const int row = first + pointer.section(u'/', 2, 2).toInt();
    return row < countRows(profile) ? row : -1;
}

void RequestsModel::setDocument(ProfileDocument *document)
{
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    beginResetModel();
    m_document = document;
    show(document ? document->profile() : Profile());
    endResetModel();
    if (document)
        connect(document, &ProfileDocument::changed, this, &RequestsModel::synchronise);
}

void RequestsModel::show(const Profile &profile)
{
    m_requests = allRequests(profile);
    m_hasLogin = profile.scenario.login.has_value();
    m_order = profile.scenario.order;
}

void RequestsModel::synchronise()
{
    const Profile &profile = m_document->profile();
    const bool isOtherwiseOrdered = m_order != profile.scenario.order;
    const RowDiff diff = rowDiff(m_requests, allRequests(profile));
    if (diff.removed > 0) {
        beginRemoveRows({}, diff.first, diff.first + diff.removed - 1);
        m_requests.remove(diff.first, diff.removed);
        m_hasLogin = m_hasLogin && diff.first > 0;
        endRemoveRows();
    }
    if (diff.inserted > 0) {
        beginInsertRows({}, diff.first, diff.first + diff.inserted - 1);
        show(profile);
        endInsertRows();
    }
    show(profile);
    const int rows = int(m_requests.size());
    const bool isDifferent = diff.changed > 0 || diff.removed > 0 || diff.inserted > 0 || isOtherwiseOrdered;
    if (rows > 0 && isDifferent)
        emit dataChanged(index(0, 0), index(rows - 1, ColumnCount - 1)); // every share depends on all
}

double RequestsModel::share(int row) const
{
    if (isLogin(row))
        return 0;
    const int first = m_hasLogin ? 1 : 0;
    if (m_order == Scenario::Order::Sequence)
        return 100.0 / double(m_requests.size() - first);
    double sum = 0;
    for (qsizetype i = first; i < m_requests.size(); ++i) {
        if (m_requests.at(i).weight < 0)
            return unknownShare; // an error of the profile: nothing can be shared out
        sum += m_requests.at(i).weight;
    }
    return sum > 0 ? 100 * m_requests.at(row).weight / sum : 0;
}

QVariant RequestsModel::weightText(int row) const
{
    return hasWeight(row) ? QLocale().toString(m_requests.at(row).weight, 'g', 6) : u"–"_s;
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
    case Group:
        return request.group;
    case Weight:
        return role == Qt::DisplayRole ? weightText(index.row()) : QVariant(request.weight);
    default:
        if (role != Qt::DisplayRole)
            return share(index.row());
        return isLogin(index.row()) ? tr("first, once") : formatPercent(share(index.row()));
    }
}

bool RequestsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!m_document || role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const int row = index.row();
    const int column = index.column();
    m_document->edit({}, tr("Change Request"), [&](Profile &profile) {
        RequestTemplate &request = requestAt(profile, row);
        if (column == Name)
            request.name = value.toString().trimmed();
        else if (column == Method)
            request.method = value.toString().trimmed().toUpper().toLatin1();
        else if (column == Path)
            request.path = value.toString().trimmed().toUtf8();
        else if (column == Group)
            request.group = value.toString().trimmed();
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
    const int column = index.column();
    // A login is counted apart: it has no share, and belongs to no group.
    const bool isFixed = column == Share || (column == Weight && !hasWeight(index.row()))
        || (column == Group && isLogin(index.row()));
    if (!isFixed && m_document && !m_document->isBuiltIn())
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
    case Group:
        return tr("Group");
    case Weight:
        return tr("Weight");
    default:
        return tr("Share");
    }
}

} // namespace loadstone
