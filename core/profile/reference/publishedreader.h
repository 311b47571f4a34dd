// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/profile/reference/publishedfigures.h"

#include <QByteArray>
#include <QString>

namespace loadstone
{

/// The latest format of published figures supported by this version.
constexpr int referenceFormat = 1;

/// Reads and validates published figures: JSON, schema and cross-references.
/// @param id of the figures: the name of their file without ".json"
/// @return the error has one sentence with the first problem, and all of them in its detail
Result<PublishedFigures> readPublishedFigures(const QByteArray &text, const QString &id);

} // namespace loadstone
