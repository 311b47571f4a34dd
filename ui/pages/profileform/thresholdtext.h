// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/threshold.h"

#include <QStringList>

namespace loadstone
{

// Text form of thresholds, one per line, in both directions. Ignores empty lines.

/// An invalid line is stored as is, so that it can be corrected, saved and undone.
QList<Threshold> parseThresholds(const QString &text);
QString thresholdsText(const QList<Threshold> &thresholds);

/// Their problems, one sentence each.
QStringList thresholdProblems(const QList<Threshold> &thresholds);

} // namespace loadstone
