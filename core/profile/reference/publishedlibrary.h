// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/reference/publishedfigures.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace loadstone
{

/// The published figures of this version, from profiles/reference, sorted by id. They are part of the program,
/// so that every installation has the same. Read once; safe in every thread.
const QList<std::shared_ptr<const PublishedFigures>> &publishedLibrary();

/// What the `reference` of a profile names: figures, or a table of them.
struct PublishedSelection {
    std::shared_ptr<const PublishedFigures> figures; ///< null: unknown
    QString table;                                   ///< empty: every table that suits the profile
};
/// @param reference "ID" or "ID/TABLE"
PublishedSelection findPublished(const QString &reference);

/// Every reference that a profile may have: ids, and ids with a table.
QStringList publishedReferences();

} // namespace loadstone
