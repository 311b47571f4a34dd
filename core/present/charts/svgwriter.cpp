// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/svgwriter.h"

#include "core/present/charts/drawing/chartdrawing.h"
#include "core/present/charts/heatcolors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

QString n(double value) { return QString::number(value, 'f', 1); }

/// Wide enough for nearly all texts at that size; there is no font to ask.
double textWidth(const QString &text, double size) { return double(text.size()) * size * 0.6; }

QString colorClass(ColorRole color)
{
    static constexpr std::array names{"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "p50", "p90", "p99"};
    return QString::fromLatin1(names[std::size_t(color)]);
}

QString text(double x, double y, const QString &words, const QString &cssClass,
             const QString &anchor = u"start"_s)
{
    return u"<text x=\"%1\" y=\"%2\" class=\"%3\" text-anchor=\"%4\">%5</text>"_s.arg(
        n(x), n(y), cssClass, anchor, words.toHtmlEscaped());
}

/// @param attributes of the element; empty or with a space before each
QString opening(SvgTheme theme, QSizeF size, const QString &id, const QString &title, const QString &summary,
                const QString &attributes = {})
{
    QString svg = u"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1 %2\" role=\"img\" "
                  u"aria-labelledby=\"%3-t %3-d\" "
                  "class=\"chart\"%6><title id=\"%3-t\">%4</title><desc id=\"%3-d\">%5</desc>"_s.arg(
                      QString::number(std::ceil(size.width())), n(size.height()), id, title.toHtmlEscaped(),
                      summary.toHtmlEscaped(), attributes);
    if (theme != SvgTheme::Page)
        svg +=
            u"<style>%1</style><rect class=\"plot\" width=\"100%\" height=\"100%\"/>"_s.arg(svgColors(theme));
    return svg;
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

/// An element that shows a text to whoever points at it.
QString withTip(const QString &name, const QString &attributes, const QString &tip)
{
    return tip.isEmpty() ? u"<%1 %2/>"_s.arg(name, attributes)
                         : u"<%1 %2><title>%3</title></%1>"_s.arg(name, attributes, tip.toHtmlEscaped());
}

/// Writes the shapes of a drawing as elements.
struct ElementWriter {
    QString operator()(const TextShape &shape) const
    {
        return text(shape.at.x(), shape.at.y(), shape.text, textClass(shape), anchorName(shape.anchor));
    }

    QString operator()(const LineShape &shape) const
    {
        QString attributes = u"x1=\"%1\" x2=\"%2\" y1=\"%3\" y2=\"%4\" class=\"%5\""_s.arg(
            n(shape.from.x()), n(shape.to.x()), n(shape.from.y()), n(shape.to.y()), lineClass(shape));
        if (shape.role == StrokeRole::Series)
            attributes += u" stroke-width=\"%1\""_s.arg(n(shape.width));
        return withTip(u"line"_s, attributes, shape.tip);
    }

    QString operator()(const RectShape &shape) const
    {
        return withTip(u"rect"_s,
                       u"x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" class=\"%5\""_s.arg(
                           n(shape.rect.left()), n(shape.rect.top()), n(shape.rect.width()),
                           n(shape.rect.height()), fillClass(shape)),
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
        return u"<path d=\"%1\" class=\"line %2\" stroke-width=\"%3\" clip-path=\"url(#clip-%4)\"/>"_s.arg(
            path, colorClass(shape.color), n(shape.width), chartId);
    }

    QString operator()(const MarkerShape &shape) const
    {
        const QList<QPointF> points = markerCorners(shape);
        const QString place = points.isEmpty()
            ? u"cx=\"%1\" cy=\"%2\" r=\"%3\""_s.arg(n(shape.at.x()), n(shape.at.y()), n(shape.radius))
            : u"d=\"%1Z\""_s.arg(corners(points));
        return withTip(points.isEmpty() ? u"circle"_s : u"path"_s,
                       place + u" class=\"%1\""_s.arg(markerClass(shape)), shape.tip);
    }

    static QString corners(const QList<QPointF> &points)
    {
        QString path;
        for (const QPointF &point : points)
            path += u"%1%2 %3"_s.arg(path.isEmpty() ? u"M"_s : u"L"_s, n(point.x()), n(point.y()));
        return path;
    }

    QString chartId;
};

/// The size of a chart in a page: texts stay readable on a phone, where it is moved sideways, and do not become huge.
QString sizeLimits(const ChartDrawing &drawing)
{
    return u" style=\"min-width:%1px;max-width:%2px\""_s.arg(int(std::ceil(drawing.size.width() * 0.93)))
        .arg(int(drawing.size.width() * 1.6));
}

/// Without a part of the middle: names of cells of a sweep differ at their end.
QString shortened(const QString &name)
{
    constexpr qsizetype most = 26;
    constexpr qsizetype tail = 14;
    return name.size() > most ? name.left(most - 1 - tail) + u'…' + name.right(tail) : name;
}

} // namespace

QString toSvg(const ChartModel &chart, const SvgOptions &options)
{
    const ChartDrawing drawing =
        drawChart(chart, {.width = double(options.width), .unitHeight = double(options.unitHeight)});
    const bool isScaled = options.theme == SvgTheme::Page && chart.kind != ChartKind::Lines;
    QString svg = opening(options.theme, drawing.size, chart.id, chart.title, chart.summary(),
                          isScaled ? sizeLimits(drawing) : QString());
    if (!drawing.plot.isEmpty()) {
        const QRectF &plot = drawing.plot;
        svg +=
            u"<clipPath id=\"clip-%1\"><rect x=\"%2\" y=\"%3\" width=\"%4\" height=\"%5\"/></clipPath>"_s.arg(
                chart.id, n(plot.left()), n(plot.top()), n(plot.width()), n(plot.height()));
    }
    const ElementWriter write{chart.id};
    for (const ChartShape &shape : drawing.shapes)
        svg += std::visit(write, shape);
    return svg + u"</svg>"_s;
}

QString toSvg(const BarChart &chart, const SvgOptions &options)
{
    constexpr double rowHeight = 24;
    double left = 60;
    double labelWidth = 0;
    double highest = 0;
    for (const ReportBar &bar : chart.bars) {
        highest = std::max(highest, bar.value);
        left = std::max(left, textWidth(shortened(bar.name), 13) + 12);
        labelWidth = std::max(labelWidth, textWidth(bar.label, 12) + 10);
    }
    const double right = std::max(options.width - labelWidth, left);
    const double bottom = 24 + rowHeight * double(chart.bars.size());
    QStringList parts;
    for (const ReportBar &bar : chart.bars)
        parts.append(u"%1: %2"_s.arg(bar.name, bar.label));
    QString svg = opening(options.theme, QSizeF(options.width, bottom + 4),
                          u"%1-%2"_s.arg(chart.id).arg(options.width), chart.title, parts.join(u"; "_s));
    svg += text(0, 14, chart.title, u"title"_s);
    double y = 24;
    for (const ReportBar &bar : chart.bars) {
        const double width = highest > 0 ? bar.value / highest * (right - left) : 0;
        svg += text(left - 8, y + 16, shortened(bar.name), u"label"_s, u"end"_s);
        svg += u"<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"18\" class=\"bar %4\"/>"_s.arg(
            n(left), n(y + 3), n(width), colorClass(bar.color));
        svg += text(left + width + 6, y + 16, bar.label, u"value"_s);
        y += rowHeight;
    }
    return svg + u"</svg>"_s;
}

QString svgColors(SvgTheme theme)
{
    const bool isDark = theme == SvgTheme::Dark;
    const QStringList light{u"#2F99E0"_s, u"#D17C1B"_s, u"#35755B"_s, u"#A3087A"_s,
                            u"#66510D"_s, u"#5C21FF"_s, u"#232629"_s, u"#8A8E92"_s,
                            u"#3F97E0"_s, u"#0B5CAD"_s, u"#071F3D"_s};
    const QStringList dark{u"#7DBAFF"_s, u"#FFD5A6"_s, u"#368578"_s, u"#F00271"_s, u"#C29502"_s, u"#8D5CE0"_s,
                           u"#FCFCFC"_s, u"#AEB2B6"_s, u"#4F86C6"_s, u"#8CC4FF"_s, u"#F2F8FF"_s};
    const QStringList &colors = isDark ? dark : light;
    const QString ink = isDark ? u"#FCFCFC"_s : u"#232629"_s;
    const QString paper = isDark ? u"#232629"_s : u"#FFFFFF"_s;
    QString css = u"text{font:12px "
                  u"system-ui,sans-serif;fill:%1}.title{font-weight:600;font-size:13px}.ruler{font-size:11px}"
                  ".plot{fill:%2}.grid{stroke:%3}.band,.limited{fill:%4}.mark,.change{stroke:%1}"
                  ".line,.ring{fill:none;stroke-linejoin:round;stroke-linecap:round}.ring,.hollow{stroke-"
                  "width:2}.hollow{fill:%2}"
                  ".speck{opacity:.5}.reference{stroke:%1;stroke-width:1.4}"
                  ".missing{fill:none;stroke:%1;stroke-dasharray:3 3}"
                  ".note,.empty{stroke:%2;stroke-width:5px;paint-order:stroke}"_s.arg(
                      ink, paper, isDark ? u"#3B4045"_s : u"#E3E5E7"_s, isDark ? u"#2E3338"_s : u"#EFF0F1"_s);
    for (int role = 0; role < colors.size(); ++role) {
        const QString name = colorClass(ColorRole(role));
        css += u".line.%1,.ring.%1,.hollow.%1{stroke:%2}.bar.%1,.dot.%1,.speck.%1{fill:%2}"_s.arg(
            name, colors[role]);
    }
    for (int step = 0; step < heatSteps; ++step) {
        const HeatColor color = heatColor(step, isDark);
        css += u".cell.h%1{fill:%2}text.h%1{fill:%3}"_s.arg(step).arg(color.fill, color.ink);
    }
    return css;
}

QString heatMapStyle()
{
    const auto variables = [](bool isDark) {
        QString css;
        for (int step = 0; step < heatSteps; ++step) {
            const HeatColor color = heatColor(step, isDark);
            css += u"--h%1:%2;--i%1:%3;"_s.arg(step).arg(color.fill, color.ink);
        }
        return css;
    };
    QString css = u":root{%1}\n@media screen and (prefers-color-scheme:dark){:root{%2}}\n"_s.arg(
        variables(false), variables(true));
    for (int step = 0; step < heatSteps; ++step)
        css += u".cell.h%1{fill:var(--h%1)}.chart text.h%1{fill:var(--i%1)}"_s.arg(step);
    return css + u'\n';
}

} // namespace loadstone
