// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/drawing/bardrawing.h"

#include "core/present/charts/drawing/drawingcanvas.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double barRow = 24;
constexpr double barHeight = 18;
constexpr double nameRow = 15;
/// Of the width; wider names stand above their bars.
constexpr double mostNames = 0.4;

} // namespace

ChartDrawing drawBars(const ChartModel &chart, const DrawingOptions &options)
{
    DrawingCanvas canvas(options);
    QStringList names;
    QStringList words;
    double highest = 0;
    for (const ChartRow &row : chart.rows) {
        highest = std::max(highest, row.estimate.value_or(0));
        names << row.name;
        words << row.text;
    }
    const double nameWidth = canvas.widest(names, TextRole::Label) + canvas.unit(12);
    const bool isStacked = nameWidth > options.width * mostNames;
    const double left = isStacked ? 0 : std::max(canvas.unit(60), nameWidth);
    const double right =
        std::max(left, options.width - canvas.widest(words, TextRole::Value) - canvas.unit(10));
    double y = canvas.addHeader(chart, 0, options.width) - canvas.unit(7);
    for (const ChartRow &row : chart.rows) {
        const double width = highest > 0 ? row.estimate.value_or(0) / highest * (right - left) : 0;
        if (isStacked) {
            y += canvas.unit(nameRow);
            canvas.addText({0, y}, canvas.elided(row.name, options.width, TextRole::Label), TextRole::Label);
        } else {
            canvas.addText({left - canvas.unit(8), y + canvas.unit(16)}, row.name, TextRole::Label,
                           TextAnchor::End);
        }
        canvas.add(RectShape{{left, y + canvas.unit(3), width, canvas.unit(barHeight)},
                             FillRole::Bar,
                             0,
                             u"%1: %2"_s.arg(row.name, row.text),
                             row.color});
        canvas.addText({left + width + canvas.unit(6), y + canvas.unit(16)}, row.text, TextRole::Value);
        y += canvas.unit(barRow);
    }
    return canvas.take({options.width, y + canvas.unit(4)});
}

} // namespace loadstone
