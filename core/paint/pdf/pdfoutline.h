// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paint/pdf/pdfpages.h"

#include <QByteArray>

namespace loadstone
{

/// A PDF as QPdfWriter writes it, with an outline (ISO 32000-1, 12.3.3), which it cannot write: appended as an
/// incremental update (7.5.6). Readers show the outline and the document's title.
/// @param bookmarks in the order of pages; a level is at most one deeper than that before
/// Returns the PDF as it was where it has no bookmarks, or is not one of QPdfWriter's.
QByteArray withOutline(const QByteArray &pdf, const QList<PdfBookmark> &bookmarks);

} // namespace loadstone
