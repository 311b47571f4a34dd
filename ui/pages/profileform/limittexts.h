// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/threshold.h"

#include <QStringList>

namespace loadstone
{

// How the form writes limits, one per line, and reads them again. Empty lines do not count.

/// A line that is no limit is kept as it is, so that it can be corrected, saved and undone.
QList<Threshold> limitsOf(const QString &text);
QString limitsText(const QList<Threshold> &limits);

/// What is wrong with them, a sentence for each; none when nothing is.
QStringList problemsOf(const QList<Threshold> &limits);

} // namespace loadstone
