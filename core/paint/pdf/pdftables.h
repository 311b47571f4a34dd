// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paint/pdf/pdfpages.h"
#include "core/present/runview.h"

namespace loadstone
{

/// About how high a table is whose cells have one line each; 0 without rows.
double pdfTableHeight(const ReportTable &table);

/// Puts a table on the pages: a short one is not parted, the head of others is repeated on each page, no row is cut, and where it is too wide for the paper
/// its columns follow in parts, each with the first one.
void addPdfTable(PdfPages &pages, const ReportTable &table);

} // namespace loadstone
