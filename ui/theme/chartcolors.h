// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/drawing/chartdrawing.h"

#include <QColor>

#include <array>

class QPalette;

namespace loadstone
{

/// A step of the scale of heat maps.
struct HeatColors {
    QColor fill;
    QColor ink; ///< of text on it
};

/// Colours of charts and of verdicts. Chosen for contrast on their own plot background and for distance in
/// normal and colour-blind vision, so they are independent of the palette, which only selects one of the two
/// sets.
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
    std::array<HeatColors, heatSteps> heat = {}; ///< as in the report

    QColor color(ColorRole role) const;
};

const ChartColors &chartColors(const QPalette &palette);

} // namespace loadstone
