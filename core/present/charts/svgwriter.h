// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runview.h"

#include <QString>

namespace loadstone
{

/// Where colours of an SVG come from.
enum class SvgTheme {
    Page,  ///< CSS variables of the page around it (--s1 …, --p50 …)
    Light, ///< fixed colours inside: a file of its own
    Dark,
};

struct SvgOptions {
    SvgTheme theme = SvgTheme::Page;
    int width = 960;
    int unitHeight = 56; ///< plot height per ChartModel::heightShare
};

/// A chart of any kind as an SVG element. In a page, all but lines have a smallest width, below which their
/// texts could not be read.
QString toSvg(const ChartModel &chart, const SvgOptions &options = {});
/// Horizontal bars, each with its name and value.
QString toSvg(const BarChart &chart, const SvgOptions &options = {});

/// The style sheet that gives the classes of these SVGs fixed colours.
QString svgColors(SvgTheme theme);
/// The colours of heat maps in a page, for its style sheet: light, dark, and light again on paper.
QString heatMapStyle();

} // namespace loadstone
