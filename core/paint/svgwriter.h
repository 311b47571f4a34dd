// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paint/chartcolors.h"
#include "core/present/charts/chartmodel.h"

#include <QString>

namespace loadstone
{

/// The fonts that pictures name, the first installed one counts.
QString pictureFontFamilies();

/// An SVG element for a page whose style sheet has svgPageStyle(): its classes get their colours from there.
struct PageSvgOptions {
    int width = 960;
    int unitHeight = 56;       ///< plot height per ChartModel::heightShare
    bool isForOneSize = false; ///< the page has the chart again, for other screens, and scales neither
};
/// A chart of any kind. All but lines have a smallest width, below which their texts could not be read.
QString toPageSvg(const ChartModel &chart, const PageSvgOptions &options = {});

/// The colours of these elements for a page's style sheet: light, dark, and light again on paper. A page may force
/// either with `data-theme` on its root.
QString svgPageStyle();

/// An SVG file of its own, as other programs read it: text as text, colours as attributes, neither style sheet nor
/// script nor clipping.
struct SvgFileOptions {
    ChartTheme theme = ChartTheme::Light;
    bool isTransparent = false;
    QSizeF size;       ///< of the picture in `unit`; its drawing is fitted in
    QString unit = {}; ///< of length: "mm", or empty for pixels
};
QString toSvgFile(const ChartModel &chart, const ChartDrawing &drawing, const SvgFileOptions &options);

} // namespace loadstone
