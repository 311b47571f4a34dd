// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/finding.h"

#include <QStringList>

namespace loadstone
{

/// The name of a kind, the same in tables, tiles and headlines: "Client-limited".
QString findingTitle(FindingKind kind);

/// What was found and what follows from it; of several findings of one kind with the range of their
/// figures. @param findings of one kind, at least one
QString findingText(const QList<Finding> &findings);
QString findingText(const Finding &finding);
/// One sentence for each.
QStringList findingTexts(const QList<Finding> &findings);

} // namespace loadstone
