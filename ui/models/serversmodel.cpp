// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/serversmodel.h"

#include "core/stack/catalogue.h"
#include "ui/models/profiledocument.h"
#include "ui/models/rowdiff.h"

#include <QGuiApplication>
#include <QPalette>

namespace loadstone
{

using namespace Qt::StringLiterals;

ServersModel::ServersModel(const Catalogue *catalogue, StackFacts facts, QObject *parent)
    : QAbstractTableModel(parent), m_catalogue(catalogue), m_facts(std::move(facts))
{
}

void ServersModel::setDocument(ProfileDocument *document)
{
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    beginResetModel();
    m_document = document;
    m_servers = document ? document->profile().servers : QList<ServerEntry>();
    endResetModel();
    if (document)
        connect(document, &ProfileDocument::changed, this, &ServersModel::synchronise);
}

void ServersModel::synchronise()
{
    const RowDiff diff = rowDiff(m_servers, m_document->profile().servers);
    if (diff.removed > 0) {
        beginRemoveRows({}, diff.first, diff.first + diff.removed - 1);
        m_servers.remove(diff.first, diff.removed);
        endRemoveRows();
    }
    if (diff.inserted > 0) {
        beginInsertRows({}, diff.first, diff.first + diff.inserted - 1);
        m_servers = m_document->profile().servers;
        endInsertRows();
    }
    m_servers = m_document->profile().servers;
    if (diff.changed > 0)
        emit dataChanged(index(diff.first, 0), index(diff.first + diff.changed - 1, ColumnCount - 1));
}

int ServersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_servers.size());
}
int ServersModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ServersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ServerEntry &entry = m_servers.at(index.row());
    const Stack *stack = m_catalogue ? m_catalogue->find(entry.stackId) : nullptr;
    if (role == StackIdRole)
        return entry.stackId;
    if (role == IsKnownRole)
        return stack != nullptr;
    if (role == Qt::CheckStateRole && index.column() == Server)
        return entry.isEnabled ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::ToolTipRole)
        return toolTip(entry);
    if (role == UnavailableReasonRole)
        return unavailableReason(entry);
    if (role == Qt::ForegroundRole && !unavailableReason(entry).isEmpty())
        return QGuiApplication::palette().color(QPalette::Disabled, QPalette::Text);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Server:
        if (!entry.label.isEmpty())
            return entry.label;
        return stack ? stack->title : tr("%1 (unknown)").arg(entry.stackId);
    case PresetColumn:
        if (stack)
            for (const Preset &preset : stack->presets)
                if (preset.id == entry.preset)
                    return preset.title;
        return entry.preset;
    default: {
        QStringList texts;
        for (auto it = entry.parameters.begin(); it != entry.parameters.end(); ++it)
            texts << u"%1 = %2"_s.arg(it.key(), it.value().toVariant().toString());
        return texts.isEmpty() ? tr("from the preset") : texts.join(u", "_s);
    }
    }
}

QString ServersModel::unavailableReason(const ServerEntry &entry) const
{
    const Stack *stack = m_catalogue ? m_catalogue->find(entry.stackId) : nullptr;
    return stack ? m_facts.unavailableReason(*stack) : QString();
}

QString ServersModel::toolTip(const ServerEntry &entry) const
{
    const Stack *stack = m_catalogue ? m_catalogue->find(entry.stackId) : nullptr;
    if (!stack)
        return tr("Unknown server stack “%1”. Remove it or choose another.").arg(entry.stackId);
    const QString reason = unavailableReason(entry);
    return reason.isEmpty() ? stack->summary : reason;
}

bool ServersModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!m_document || role != Qt::CheckStateRole || index.column() != Server)
        return false;
    const bool isEnabled = value.toInt() == Qt::Checked;
    const int row = index.row();
    m_document->edit({}, isEnabled ? tr("Enable Server") : tr("Disable Server"),
                     [row, isEnabled](Profile &profile) { profile.servers[row].isEnabled = isEnabled; });
    return true;
}

Qt::ItemFlags ServersModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() == Server && m_document && !m_document->isBuiltIn())
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant ServersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Server:
        return tr("Server");
    case PresetColumn:
        return tr("Preset");
    default:
        return tr("Parameters changed");
    }
}

} // namespace loadstone
