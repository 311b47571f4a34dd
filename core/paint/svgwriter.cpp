// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/svgwriter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <variant>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

constexpr int faintPercent = 50;
constexpr int limitedPercent = 20;

QString n(double value)
{
    QString text = QString::number(value, 'f', 1);
    if (text.endsWith(u".0"))
        text.chop(2);
    return text;
}

QString colorClass(ColorRole color)
{
    static constexpr std::array names{"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "p50", "p90", "p99"};
    return QString::fromLatin1(names[std::size_t(color)]);
}

QString anchorName(TextAnchor anchor)
{
    switch (anchor) {
    case TextAnchor::Start:
        return u"start"_s;
    case TextAnchor::Middle:
        return u"middle"_s;
    case TextAnchor::End:
        return u"end"_s;
    }
    Q_UNREACHABLE();
}

/// How shapes look: attributes of their elements.
class SvgLook
{
public:
    virtual ~SvgLook() = default;
    virtual QString text(const TextShape &shape) const = 0;
    /// Of a text behind the same one, in the colour of the background, so that it is read over lines; empty for none.
    virtual QString outline(const TextShape &shape) const = 0;
    virtual QString line(const LineShape &shape) const = 0;
    virtual QString fill(const RectShape &shape) const = 0;
    virtual QString path(const PathShape &shape) const = 0;
    virtual QString marker(const MarkerShape &shape) const = 0;
};

QString textClass(const TextShape &shape)
{
    switch (shape.role) {
    case TextRole::Title:
        return u"title"_s;
    case TextRole::Subtitle:
        return u"subtitle"_s;
    case TextRole::Label:
        return u"label"_s;
    case TextRole::Value:
        return u"value"_s;
    case TextRole::Ruler:
        return u"ruler"_s;
    case TextRole::Note:
        return u"note"_s;
    case TextRole::Empty:
        return u"empty"_s;
    case TextRole::Cell:
        return u"h%1"_s.arg(shape.heatStep);
    }
    Q_UNREACHABLE();
}

QString lineClass(const LineShape &shape)
{
    switch (shape.role) {
    case StrokeRole::Grid:
        return u"grid"_s;
    case StrokeRole::Mark:
        return u"mark"_s;
    case StrokeRole::Change:
        return u"change"_s;
    case StrokeRole::Reference:
        return u"reference"_s;
    case StrokeRole::Series:
        return u"line "_s + colorClass(shape.color);
    }
    Q_UNREACHABLE();
}

QString fillClass(const RectShape &shape)
{
    switch (shape.role) {
    case FillRole::Band:
        return u"band"_s;
    case FillRole::Limited:
        return u"limited"_s;
    case FillRole::Cell:
        return u"cell h%1"_s.arg(shape.heatStep);
    case FillRole::Missing:
        return u"missing"_s;
    case FillRole::Bar:
        return u"bar "_s + colorClass(shape.color);
    }
    Q_UNREACHABLE();
}

QString markerClass(const MarkerShape &shape)
{
    switch (shape.fill) {
    case MarkerFill::Solid:
        return u"dot "_s + colorClass(shape.color);
    case MarkerFill::Faint:
        return u"speck "_s + colorClass(shape.color);
    case MarkerFill::Hollow:
        return u"hollow "_s + colorClass(shape.color);
    case MarkerFill::Ring:
        return u"ring "_s + colorClass(shape.color);
    }
    Q_UNREACHABLE();
}

/// Classes, for a style sheet.
class PageLook final : public SvgLook
{
public:
    QString text(const TextShape &shape) const override { return u"class=\"%1\""_s.arg(textClass(shape)); }
    QString outline(const TextShape &) const override { return {}; } // the style sheet's paint-order
    QString line(const LineShape &shape) const override
    {
        const QString width =
            shape.role == StrokeRole::Series ? u" stroke-width=\"%1\""_s.arg(n(shape.width)) : QString();
        return u"class=\"%1\""_s.arg(lineClass(shape)) + width;
    }
    QString fill(const RectShape &shape) const override { return u"class=\"%1\""_s.arg(fillClass(shape)); }
    QString path(const PathShape &shape) const override
    {
        return u"class=\"line %1\" stroke-width=\"%2\" data-name=\"%3\""_s.arg(
            colorClass(shape.color), n(shape.width), shape.name.toHtmlEscaped());
    }
    QString marker(const MarkerShape &shape) const override
    {
        return u"class=\"%1\""_s.arg(markerClass(shape));
    }
};

/// Attributes that every program understands.
class FileLook final : public SvgLook
{
public:
    FileLook(const ChartColors &colors, double labelSize) : m_colors(colors), m_labelSize(labelSize) { }

    QString text(const TextShape &shape) const override
    {
        return u"fill=\"%1\""_s.arg(m_colors.textColor(shape).name()) + font(shape);
    }

    QString outline(const TextShape &shape) const override
    {
        if (shape.role != TextRole::Note && shape.role != TextRole::Empty)
            return {};
        return u"fill=\"%1\" stroke=\"%1\" stroke-width=\"4\" stroke-linejoin=\"round\""_s.arg(
                   m_colors.plot.name())
            + font(shape);
    }

    QString line(const LineShape &shape) const override
    {
        switch (shape.role) {
        case StrokeRole::Grid:
            return stroke(m_colors.grid, 1);
        case StrokeRole::Mark:
            return stroke(m_colors.secondaryText, 0.6);
        case StrokeRole::Change:
        case StrokeRole::Reference:
            return stroke(m_colors.text, 1.4);
        case StrokeRole::Series:
            return stroke(m_colors.color(shape.color), shape.width) + u" stroke-linecap=\"round\""_s;
        }
        Q_UNREACHABLE();
    }

    QString fill(const RectShape &shape) const override
    {
        switch (shape.role) {
        case FillRole::Band:
            return fillOf(m_colors.band);
        case FillRole::Limited:
            return fillOf(m_colors.warning) + u" fill-opacity=\"0.%1\""_s.arg(limitedPercent / 10);
        case FillRole::Cell:
            return fillOf(m_colors.heat[std::size_t(shape.heatStep)].fill);
        case FillRole::Missing:
            return u"fill=\"none\" stroke-dasharray=\"3 3\" "_s + stroke(m_colors.secondaryText, 1);
        case FillRole::Bar:
            return fillOf(m_colors.color(shape.color));
        }
        Q_UNREACHABLE();
    }

    QString path(const PathShape &shape) const override
    {
        return u"fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\" "_s
            + stroke(m_colors.color(shape.color), shape.width);
    }

    QString marker(const MarkerShape &shape) const override
    {
        const QColor color = m_colors.color(shape.color);
        switch (shape.fill) {
        case MarkerFill::Solid:
            return fillOf(color);
        case MarkerFill::Faint:
            return fillOf(color) + u" fill-opacity=\"0.%1\""_s.arg(faintPercent / 10);
        case MarkerFill::Hollow:
            return fillOf(m_colors.plot) + u' ' + stroke(color, 2);
        case MarkerFill::Ring:
            return u"fill=\"none\" "_s + stroke(color, 2);
        }
        Q_UNREACHABLE();
    }

private:
    static QString fillOf(const QColor &color) { return u"fill=\"%1\""_s.arg(color.name()); }
    static QString stroke(const QColor &color, double width)
    {
        return u"stroke=\"%1\" stroke-width=\"%2\""_s.arg(color.name(), n(width));
    }
    QString font(const TextShape &shape) const
    {
        return u" font-size=\"%1\""_s.arg(n(fontSize(shape.role, m_labelSize)))
            + (shape.role == TextRole::Title ? u" font-weight=\"bold\""_s : QString());
    }

    const ChartColors &m_colors;
    double m_labelSize;
};

/// An element with a tooltip.
QString withTip(const QString &name, const QString &attributes, const QString &tip)
{
    return tip.isEmpty() ? u"<%1 %2/>"_s.arg(name, attributes)
                         : u"<%1 %2><title>%3</title></%1>"_s.arg(name, attributes, tip.toHtmlEscaped());
}

QString corners(const QList<QPointF> &points)
{
    QString path;
    for (const QPointF &point : points)
        path += u"%1%2 %3"_s.arg(path.isEmpty() ? u"M"_s : u"L"_s, n(point.x()), n(point.y()));
    return path;
}

/// Writes the shapes of a drawing as elements.
struct ElementWriter {
    QString operator()(const TextShape &shape) const
    {
        const QString outline = look.outline(shape);
        return (outline.isEmpty() ? QString() : textElement(shape, outline))
            + textElement(shape, look.text(shape));
    }

    static QString textElement(const TextShape &shape, const QString &attributes)
    {
        return u"<text x=\"%1\" y=\"%2\" text-anchor=\"%3\" "_s.arg(n(shape.at.x()), n(shape.at.y()),
                                                                    anchorName(shape.anchor))
            + attributes + u'>' + shape.text.toHtmlEscaped() + u"</text>"_s;
    }

    QString operator()(const LineShape &shape) const
    {
        return withTip(u"line"_s,
                       u"x1=\"%1\" x2=\"%2\" y1=\"%3\" y2=\"%4\" "_s.arg(n(shape.from.x()), n(shape.to.x()),
                                                                         n(shape.from.y()), n(shape.to.y()))
                           + look.line(shape),
                       shape.tip);
    }

    QString operator()(const RectShape &shape) const
    {
        return withTip(
            u"rect"_s,
            u"x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" "_s.arg(
                n(shape.rect.left()), n(shape.rect.top()), n(shape.rect.width()), n(shape.rect.height()))
                + look.fill(shape),
            shape.tip);
    }

    QString operator()(const PathShape &shape) const
    {
        QString path;
        for (const QList<QPointF> &piece : shape.pieces) {
            path += corners(piece);
            if (piece.size() == 1) // a dot, through the round cap
                path += u"h0"_s;
        }
        return path.isEmpty() ? QString() : u"<path d=\"%1\" "_s.arg(path) + look.path(shape) + u"/>"_s;
    }

    QString operator()(const MarkerShape &shape) const
    {
        const QList<QPointF> points = markerCorners(shape);
        const QString place = points.isEmpty()
            ? u"cx=\"%1\" cy=\"%2\" r=\"%3\" "_s.arg(n(shape.at.x()), n(shape.at.y()), n(shape.radius))
            : u"d=\"%1Z\" "_s.arg(corners(points));
        return withTip(points.isEmpty() ? u"circle"_s : u"path"_s, place + look.marker(shape), shape.tip);
    }

    const SvgLook &look;
};

QString describing(const ChartModel &chart, const QString &id)
{
    return u"<title id=\"%1-t\">%2</title><desc id=\"%1-d\">%3</desc>"_s.arg(id, chart.title.toHtmlEscaped(),
                                                                             chart.summary().toHtmlEscaped());
}

QString elements(const ChartDrawing &drawing, const SvgLook &look)
{
    const ElementWriter write{look};
    QString svg;
    for (const ChartShape &shape : drawing.shapes)
        svg += std::visit(write, shape);
    return svg;
}

/// The size of a chart in a page: texts stay readable on a phone, where it is moved sideways, and do not become huge.
QString sizeLimits(const ChartDrawing &drawing)
{
    return u" style=\"min-width:%1px;max-width:%2px\""_s.arg(int(std::ceil(drawing.size.width() * 0.93)))
        .arg(int(drawing.size.width() * 1.6));
}

QString variables(ChartTheme theme)
{
    const ChartColors &colors = chartColors(theme);
    QString css;
    for (int role = 0; role <= int(ColorRole::RampP99); ++role)
        css += u"--%1:%2;"_s.arg(colorClass(ColorRole(role)), colors.color(ColorRole(role)).name());
    for (int step = 0; step < heatSteps; ++step) {
        const HeatColors &color = colors.heat[std::size_t(step)];
        css += u"--h%1:%2;--i%1:%3;"_s.arg(step).arg(color.fill.name(), color.ink.name());
    }
    return css
        + u"--plot:%1;--grid:%2;--band:%3;--text:%4;--dim:%5;--good:%6;--bad:%7;--warn:%8"_s.arg(
            colors.plot.name(), colors.grid.name(), colors.band.name(), colors.text.name(),
            colors.secondaryText.name(), colors.better.name(), colors.worse.name(), colors.warning.name());
}

} // namespace

QString pictureFontFamilies() { return u"DejaVu Sans, Verdana, Arial, sans-serif"_s; }

QString toPageSvg(const ChartModel &chart, const PageSvgOptions &options)
{
    const ChartDrawing drawing =
        drawChart(chart, {.width = double(options.width), .unitHeight = double(options.unitHeight)});
    const bool isScaled =
        chart.kind != ChartKind::Lines && chart.kind != ChartKind::Bars && !options.isForOneSize;
    const QString id = options.isForOneSize ? u"%1-%2"_s.arg(chart.id).arg(options.width) : chart.id;
    QString svg = u"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1 %2\" role=\"img\" "
                  u"aria-labelledby=\"%3-t %3-d\" class=\"chart\"%4"_s.arg(
                      n(std::ceil(drawing.size.width())), n(drawing.size.height()), id,
                      isScaled ? sizeLimits(drawing) : QString());
    if (!drawing.plot.isEmpty()) // for the readout of the script
        svg += u" data-plot=\"%1 %2 %3 %4\" data-x=\"%5 %6\""_s.arg(
            n(drawing.plot.left()), n(drawing.plot.top()), n(drawing.plot.width()), n(drawing.plot.height()),
            QString::number(chart.x.min, 'g', 9), QString::number(chart.x.max, 'g', 9));
    return svg + u'>' + describing(chart, id) + elements(drawing, PageLook()) + u"</svg>"_s;
}

QString svgPageStyle()
{
    const QString light = variables(ChartTheme::Light);
    const QString dark = variables(ChartTheme::Dark);
    QString css =
        u":root{color-scheme:light;%1}\n@media screen{:root[data-theme=dark]{color-scheme:dark;%2}}\n"
        "@media screen and "
        "(prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;%2}}\n"_s.arg(light,
                                                                                                   dark);
    for (int role = 0; role <= int(ColorRole::RampP99); ++role) {
        const QString name = colorClass(ColorRole(role));
        css +=
            u".line.%1,.ring.%1,.hollow.%1{stroke:var(--%1)}.bar.%1,.dot.%1,.speck.%1{fill:var(--%1)}"_s.arg(
                name);
    }
    for (int step = 0; step < heatSteps; ++step)
        css += u".cell.h%1{fill:var(--h%1)}.chart text.h%1{fill:var(--i%1)}"_s.arg(step);
    return css + u'\n';
}

QString toSvgFile(const ChartModel &chart, const ChartDrawing &drawing, const SvgFileOptions &options)
{
    const ChartColors &colors = chartColors(options.theme);
    const QString id = chart.id.isEmpty() ? u"chart"_s : chart.id;
    QString svg =
        u"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
        u"version=\"1.1\" "
        "width=\"%1%3\" height=\"%2%3\" viewBox=\"0 0 %4 %5\" font-family=\"%6\" font-size=\"12\">"_s.arg(
            n(options.size.width()), n(options.size.height()), options.unit, n(drawing.size.width()),
            n(drawing.size.height()), pictureFontFamilies());
    svg += describing(chart, id);
    if (!options.isTransparent)
        svg += u"<rect x=\"0\" y=\"0\" width=\"%1\" height=\"%2\" fill=\"%3\"/>"_s.arg(
            n(drawing.size.width()), n(drawing.size.height()), colors.plot.name());
    return svg + elements(drawing, FileLook(colors, DrawingOptions().textSize)) + u"</svg>\n"_s;
}

} // namespace loadstone
