// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paint/papersize.h"
#include "core/present/reportdocument.h"

#include <QByteArray>

namespace loadstone
{

/// A report on paper, always in light colours: the answer on the first page, charts as vectors, texts as text, with
/// bookmarks. Requires a QGuiApplication.
QByteArray toPdf(const ReportDocument &document, PaperSize paper);

} // namespace loadstone
