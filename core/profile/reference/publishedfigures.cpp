// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/reference/publishedfigures.h"

#include <algorithm>

namespace loadstone
{

const PublishedTable *PublishedFigures::table(const QString &tableId) const
{
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&](const PublishedTable &each) { return each.id == tableId; });
    return found == tables.end() ? nullptr : &*found;
}

const PublishedRow *PublishedFigures::row(const PublishedRowId &rowId) const
{
    const PublishedTable *owner = table(rowId.table);
    if (owner == nullptr)
        return nullptr;
    const auto found = std::find_if(owner->rows.begin(), owner->rows.end(),
                                    [&](const PublishedRow &each) { return each.id == rowId.row; });
    return found == owner->rows.end() ? nullptr : &*found;
}

} // namespace loadstone
