// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/picture.h"

#include "core/paint/drawingpainter.h"
#include "core/paint/localnumbers.h"
#include "core/paint/svgwriter.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double margin = 10; ///< around a drawing, in its units

/// A chart laid out for a picture, and how large that is.
struct Layout {
    ChartDrawing drawing;
    QSize pixels;
    double scale = 1; ///< pixels per unit
};

/// Units for pixels: texts of a size without preset are as large as on a screen, and grow with the picture.
double scaleFor(QSize pixels, const PicturePreset &preset)
{
    if (preset.id != picturePresets().first().id)
        return preset.widthPx / preset.width;
    return std::max(1.0, std::min(pixels.width() / 960.0, pixels.height() / 540.0));
}

/// Leaves a margin around all shapes.
ChartDrawing framed(const ChartModel &chart, QSizeF size, const DrawingOptions &options)
{
    const QSizeF inner(size.width() - 2 * margin, size.height() - 2 * margin);
    ChartDrawing drawing = drawChartIn(inner, chart, options);
    const double scaled = margin * drawing.size.width() / inner.width();
    moveDrawing(drawing, {scaled, scaled});
    drawing.size += QSizeF(2 * scaled, 2 * scaled);
    return drawing;
}

Layout layOut(const ChartModel &chart, const PictureOptions &options)
{
    DrawingOptions drawing;
    drawing.hasTitle = options.hasTitle;
    Layout layout;
    if (options.size) {
        layout.pixels = *options.size;
        layout.scale = scaleFor(layout.pixels, options.preset);
    } else {
        const PicturePreset &preset = options.preset;
        layout.scale = preset.widthPx / preset.width;
        drawing.width = preset.width - 2 * margin;
        const double height = preset.aspect > 0 ? preset.width / preset.aspect
                                                : drawChart(chart, drawing).size.height() + 2 * margin;
        layout.pixels = {preset.widthPx, int(std::ceil(height * layout.scale))};
    }
    layout.drawing = framed(chart, QSizeF(layout.pixels) / layout.scale, drawing);
    if (options.numbers)
        localizeNumbers(layout.drawing, *options.numbers);
    layout.scale = std::min(layout.pixels.width() / layout.drawing.size.width(),
                            layout.pixels.height() / layout.drawing.size.height());
    return layout;
}

} // namespace

const QList<PicturePreset> &picturePresets()
{
    // On paper 300 dots per inch; labels of 8, 9 and 10 points.
    static const QList<PicturePreset> presets{
        {u"screen"_s, 960, 0, 1'920, 0},   {u"half-column"_s, 361, 85, 1'004, 0},
        {u"column"_s, 642, 170, 2'008, 0}, {u"slide"_s, 960, 0, 1'920, 16.0 / 9},
        {u"print"_s, 850, 250, 2'953, 0},
    };
    return presets;
}

QStringList picturePresetIds()
{
    QStringList ids;
    for (const PicturePreset &preset : picturePresets())
        ids << preset.id;
    return ids;
}

const PicturePreset *findPicturePreset(const QString &id)
{
    const QList<PicturePreset> &presets = picturePresets();
    const auto found = std::find_if(presets.begin(), presets.end(),
                                    [&id](const PicturePreset &preset) { return preset.id == id; });
    return found == presets.end() ? nullptr : &*found;
}

QByteArray toSvg(const ChartModel &chart, const PictureOptions &options)
{
    const Layout layout = layOut(chart, options);
    SvgFileOptions file;
    file.theme = options.theme;
    file.isTransparent = options.isTransparent;
    const bool isOnPaper = options.preset.widthMm > 0 && !options.size;
    const bool isOnPage = options.preset.widthMm == 0 && options.preset.aspect == 0 && !options.size;
    // For a page of the web the picture is as large as its drawing; a PNG is sharp on dense screens, too.
    const double pixel = isOnPaper ? options.preset.widthMm / layout.pixels.width()
        : isOnPage                 ? 1 / layout.scale
                                   : 1;
    file.size = QSizeF(layout.pixels) * pixel;
    file.unit = isOnPaper ? u"mm"_s : QString();
    return toSvgFile(chart, layout.drawing, file).toUtf8();
}

QByteArray toPng(const ChartModel &chart, const PictureOptions &options)
{
    const Layout layout = layOut(chart, options);
    const ChartColors &colors = chartColors(options.theme);
    QImage image(layout.pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(options.isTransparent ? QColor(Qt::transparent) : colors.plot);
    if (options.preset.widthMm > 0 && !options.size) {
        const int dots = int(std::lround(layout.pixels.width() / options.preset.widthMm * 1'000));
        image.setDotsPerMeterX(dots);
        image.setDotsPerMeterY(dots);
    }
    image.setText(u"Title"_s, chart.title);
    image.setText(u"Software"_s, u"Loadstone"_s);
    QPainter painter(&image);
    painter.scale(layout.scale, layout.scale);
    paintDrawing(painter, layout.drawing, colors, pictureFont);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

QFont pictureFont(TextRole role)
{
    QFont font;
    font.setFamilies(pictureFontFamilies().split(u", "_s));
    font.setPixelSize(int(fontSize(role, DrawingOptions().textSize)));
    font.setBold(role == TextRole::Title);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

} // namespace loadstone
