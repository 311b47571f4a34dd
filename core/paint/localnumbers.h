// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

#include <QLocale>

namespace loadstone
{

/// Writes the numbers of a drawing as a language does, for documents in it: "1,234.5" becomes "1.234,5". Figures,
/// cells, notes, and labels that are a number with its unit; names stay as they are.
void localizeNumbers(ChartDrawing &drawing, const QLocale &locale);

} // namespace loadstone
