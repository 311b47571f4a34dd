// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

#include <QColor>

#include <array>

namespace loadstone
{

/// A step of the scale of heat maps.
struct HeatColors {
    QColor fill;
    QColor ink; ///< of text on it
};

enum class ChartTheme { Light, Dark };

/// Colours of charts and of verdicts: of the window, of reports and of pictures. Chosen for contrast on their own
/// plot background and for distance in normal and colour-blind vision.
struct ChartColors {
    std::array<QColor, 8> series;
    std::array<QColor, 3> ramp; ///< p50, p90, p99
    QColor plot;
    QColor grid;
    QColor band; ///< warm-up and drain
    QColor text;
    QColor secondaryText;
    QColor better;
    QColor worse;
    QColor warning;
    std::array<HeatColors, heatSteps> heat = {};

    QColor color(ColorRole role) const;
    QColor textColor(const TextShape &shape) const;
};

const ChartColors &chartColors(ChartTheme theme);

} // namespace loadstone
