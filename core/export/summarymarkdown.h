// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

/// A run in short as Markdown for a pull request or a job summary: headline, comparison, thresholds and warnings. Long
/// lists are cut, so that it stays under 16 kB, except with long texts of a profile. All text of servers and profiles is
/// escaped.
/// @param sparklines for each row of the comparison, in its order; a row without one has an empty cell
/// @param files names of the other files of the run, to be mentioned at its end; may be empty
QString toSummary(const RunView &report, const QStringList &sparklines, const QStringList &files);

} // namespace loadstone
