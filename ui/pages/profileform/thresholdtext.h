// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/threshold.h"

#include <QStringList>

namespace loadstone
{

// How the form writes thresholds, one per line, and reads them again. Empty lines do not count.

/// A line that is not a threshold is kept as it is, so that it can be corrected, saved and undone.
QList<Threshold> parseThresholds(const QString &text);
QString thresholdsText(const QList<Threshold> &thresholds);

/// What is wrong with them, a sentence for each; none when nothing is.
QStringList thresholdProblems(const QList<Threshold> &thresholds);

} // namespace loadstone
