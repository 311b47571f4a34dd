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

/// A chart as an SVG element: title, legend, grid, annotations, lines cut to the plot.
QString toSvg(const ChartModel &chart, const SvgOptions &options = {});
/// Horizontal bars, each with its name and value.
QString toSvg(const BarChart &chart, const SvgOptions &options = {});

/// The style sheet that gives the classes of these SVGs fixed colours.
QString svgColors(SvgTheme theme);

} // namespace loadstone
