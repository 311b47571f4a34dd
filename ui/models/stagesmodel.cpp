// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/stagesmodel.h"

#include "core/profile/loadmodel.h"
#include "core/text/format.h"
#include "ui/models/profiledocument.h"
#include "ui/models/rowdiff.h"

#include <cmath>

namespace loadstone
{

void StagesModel::setDocument(ProfileDocument *document)
{
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    beginResetModel();
    m_document = document;
    m_stages = document ? document->profile().load.stages : QList<Stage>();
    m_isOpen = document && document->profile().load.isOpen();
    endResetModel();
    if (document)
        connect(document, &ProfileDocument::changed, this, &StagesModel::synchronise);
}

void StagesModel::synchronise()
{
    const Load &load = m_document->profile().load;
    const RowDiff diff = rowDiff(m_stages, load.stages);
    if (diff.removed > 0) {
        beginRemoveRows({}, diff.first, diff.first + diff.removed - 1);
        m_stages.remove(diff.first, diff.removed);
        endRemoveRows();
    }
    if (diff.inserted > 0) {
        beginInsertRows({}, diff.first, diff.first + diff.inserted - 1);
        m_stages = load.stages;
        endInsertRows();
    }
    m_stages = load.stages;
    if (diff.changed > 0)
        emit dataChanged(index(diff.first, 0), index(diff.first + diff.changed - 1, ColumnCount - 1));
    if (m_isOpen != load.isOpen()) {
        m_isOpen = load.isOpen();
        emit headerDataChanged(Qt::Horizontal, Target, Target);
        if (!m_stages.isEmpty())
            emit dataChanged(index(0, Target), index(rowCount() - 1, Target));
    }
}

int StagesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_stages.size());
}
int StagesModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant StagesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Stage &stage = m_stages.at(index.row());
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Change ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    const bool isText = role == Qt::DisplayRole;
    switch (index.column()) {
    case Target:
        return isText ? QVariant(formatLevel(stage.target)) : QVariant(stage.target);
    case Duration:
        return isText ? QVariant(formatDuration(stage.duration)) : QVariant(qint64(stage.duration.count()));
    default:
        return isText ? QVariant(changeTitle(stage.isRamp)) : QVariant(stage.isRamp);
    }
}

bool StagesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!m_document || role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    const bool isPossible = index.column() == Target ? number >= 0 : number >= 1;
    if (index.column() != Change && (!isNumber || !isPossible))
        return false;
    m_document->edit({}, tr("Change Stage"), [&](Profile &profile) {
        Stage &stage = profile.load.stages[index.row()];
        if (index.column() == Target)
            stage.target = profile.load.isOpen() ? number : std::round(number);
        else if (index.column() == Duration)
            stage.duration = Milliseconds(qint64(number));
        else
            stage.isRamp = value.toBool();
    });
    return true;
}

Qt::ItemFlags StagesModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (m_document && !m_document->isBuiltIn())
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant StagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Change ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Target:
        return m_isOpen ? tr("Requests/s") : tr("Users");
    case Duration:
        return tr("Duration");
    default:
        return tr("Stage");
    }
}

QString StagesModel::changeTitle(bool isRamp) { return isRamp ? tr("ramp to") : tr("step to"); }

} // namespace loadstone
