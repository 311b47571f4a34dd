// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/svgwriter.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

int markPriority(MarkKind kind)
{
    return kind == MarkKind::TrialChange ? 2 : kind == MarkKind::Target ? 1 : 0;
}

constexpr double marginLeft = 64;
constexpr double marginRight = 18;
constexpr double titleHeight = 22;
constexpr double rulerHeight = 16;
constexpr double legendRowHeight = 17;
constexpr double xLabelHeight = 20;

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

QString opening(const SvgOptions &options, double height, const QString &id, const QString &title,
                const QString &summary)
{
    QString svg =
        u"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1 %2\" role=\"img\" "
        u"aria-labelledby=\"%3-t %3-d\" "
        "class=\"chart\"><title id=\"%3-t\">%4</title><desc id=\"%3-d\">%5</desc>"_s.arg(
            QString::number(options.width), n(height), id, title.toHtmlEscaped(), summary.toHtmlEscaped());
    if (options.theme != SvgTheme::Page)
        svg += u"<style>%1</style><rect class=\"plot\" width=\"100%\" height=\"100%\"/>"_s.arg(
            svgColors(options.theme));
    return svg;
}

/// Draws one chart; holds where the plot lies.
class ChartPainter
{
public:
    ChartPainter(const ChartModel &chart, const SvgOptions &options)
        : m_chart(chart), m_options(options), m_left(marginLeft), m_right(options.width - marginRight),
          m_top(titleHeight + legendRowHeight * double(legendRowsBelowTitle()) + rulerHeight),
          m_bottom(m_top + (chart.isEmpty() ? 24 : std::max(70.0, chart.heightShare * options.unitHeight)))
    {
    }

    QString paint() const
    {
        QString svg =
            opening(m_options, m_bottom + xLabelHeight, m_chart.id, m_chart.title, m_chart.summary());
        svg +=
            u"<clipPath id=\"clip-%1\"><rect x=\"%2\" y=\"%3\" width=\"%4\" height=\"%5\"/></clipPath>"_s.arg(
                m_chart.id, n(m_left), n(m_top), n(m_right - m_left), n(m_bottom - m_top));
        svg += text(m_left, 14, u"%1, %2"_s.arg(m_chart.title, m_chart.y.title), u"title"_s);
        svg += legend() + bands();
        if (!m_chart.isEmpty())
            svg += yGrid();
        svg += xGrid() + marks() + lines();
        if (m_chart.isEmpty())
            svg += text((m_left + m_right) / 2, (m_top + m_bottom) / 2 + 4, m_chart.emptyText, u"empty"_s,
                        u"middle"_s);
        return svg + u"</svg>"_s;
    }

private:
    double x(double value) const
    {
        return m_left + (value - m_chart.x.min) / (m_chart.x.max - m_chart.x.min) * (m_right - m_left);
    }

    double y(double value) const
    {
        const ChartAxis &axis = m_chart.y;
        const double share = axis.isLog
            ? std::log10(std::max(value, axis.min) / axis.min) / std::log10(axis.max / axis.min)
            : (value - axis.min) / (axis.max - axis.min);
        return m_bottom - share * (m_bottom - m_top);
    }

    static double legendWidth(const ChartSeries &series) { return textWidth(series.name, 12) + 28; }

    double legendWidth() const
    {
        double width = 0;
        for (const ChartSeries &series : m_chart.series)
            width += legendWidth(series);
        return width;
    }

    bool isLegendBesideTitle() const
    {
        return m_left + textWidth(m_chart.title + m_chart.y.title, 13) + 24 + legendWidth() <= m_right;
    }

    /// Every line keeps its entry: what does not fit beside the title gets rows of its own.
    QList<QPointF> legendPlaces() const
    {
        QList<QPointF> places;
        const bool isBeside = isLegendBesideTitle();
        double x = isBeside ? m_right - legendWidth() : m_left;
        double y = isBeside ? 14 : 14 + legendRowHeight;
        for (const ChartSeries &series : m_chart.series) {
            if (!isBeside && x > m_left && x + legendWidth(series) > m_right) {
                x = m_left;
                y += legendRowHeight;
            }
            places.append({x, y});
            x += legendWidth(series);
        }
        return places;
    }

    int legendRowsBelowTitle() const
    {
        const QList<QPointF> places = legendPlaces();
        return places.isEmpty() ? 0 : int(std::lround((places.last().y() - 14) / legendRowHeight));
    }

    QString legend() const
    {
        QString svg;
        const QList<QPointF> places = legendPlaces();
        for (qsizetype i = 0; i < places.size(); ++i) {
            const ChartSeries &series = m_chart.series[i];
            const QPointF &at = places[i];
            svg += u"<line x1=\"%1\" x2=\"%2\" y1=\"%3\" y2=\"%3\" class=\"line %4\" stroke-width=\"%5\"/>"_s
                       .arg(n(at.x()), n(at.x() + 16), n(at.y() - 4), colorClass(series.color),
                            n(std::max(series.width, 1.5)));
            svg += text(at.x() + 20, at.y(), series.name, u"label"_s);
        }
        return svg;
    }

    QString bands() const
    {
        QString svg;
        for (const ChartAnnotation &a : m_chart.annotations) {
            if (a.to > a.from)
                svg += u"<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" class=\"%5\"/>"_s.arg(
                    n(x(a.from)), n(m_top), n(x(*a.to) - x(a.from)), n(m_bottom - m_top),
                    a.kind == MarkKind::ClientLimited ? u"limited"_s : u"band"_s);
        }
        return svg;
    }

    QString yGrid() const
    {
        QString svg;
        for (qsizetype i = 0; i < m_chart.y.ticks.size(); ++i) {
            const double at = y(m_chart.y.ticks[i]);
            svg += u"<line x1=\"%1\" x2=\"%2\" y1=\"%3\" y2=\"%3\" class=\"grid\"/>"_s.arg(n(m_left),
                                                                                           n(m_right), n(at));
            svg += text(m_left - 8, at + 4, m_chart.y.labels[i], u"label"_s, u"end"_s);
        }
        return svg;
    }

    QString xGrid() const
    {
        QString svg;
        for (qsizetype i = 0; i < m_chart.x.ticks.size(); ++i) {
            const double at = x(m_chart.x.ticks[i]);
            const double half = textWidth(m_chart.x.labels[i], 12) / 2;
            svg += u"<line x1=\"%1\" x2=\"%1\" y1=\"%2\" y2=\"%3\" class=\"grid\"/>"_s.arg(n(at), n(m_top),
                                                                                           n(m_bottom));
            // Kept inside the picture rather than cut at its edge.
            svg += text(std::min(at, m_options.width - half), m_bottom + 15, m_chart.x.labels[i], u"label"_s,
                        u"middle"_s);
        }
        return svg;
    }

    QString marks() const
    {
        QString svg;
        for (const ChartAnnotation &a : m_chart.annotations) {
            if (!a.to)
                svg +=
                    u"<line x1=\"%1\" x2=\"%1\" y1=\"%2\" y2=\"%3\" class=\"%4\"><title>%5</title></line>"_s
                        .arg(n(x(a.from)), n(m_top), n(m_bottom),
                             a.kind == MarkKind::TrialChange ? u"change"_s : u"mark"_s,
                             a.label.toHtmlEscaped());
        }
        // Which server it is matters most, then how it is loaded: these labels get their room first.
        QList<QPair<double, double>> taken;
        for (const int importance : {2, 1, 0}) {
            for (const ChartAnnotation &a : m_chart.annotations) {
                const double from = x(a.from);
                const double to = from + textWidth(a.label, 11) + 6;
                const bool isFree = std::none_of(taken.begin(), taken.end(), [&](const auto &other) {
                    return from < other.second && to > other.first;
                });
                if (markPriority(a.kind) != importance || a.kind == MarkKind::ServerStarted
                    || a.label.isEmpty() || to > m_right || !isFree)
                    continue;
                taken.append({from, to});
                svg += text(from, m_top - 4, a.label, u"ruler"_s);
            }
        }
        return svg;
    }

    QString lines() const
    {
        QString svg = u"<g clip-path=\"url(#clip-%1)\">"_s.arg(m_chart.id);
        for (const ChartSeries &series : m_chart.series) {
            QString path;
            for (const QList<QPointF> &segment : series.segments) {
                for (qsizetype i = 0; i < segment.size(); ++i)
                    path += u"%1%2 %3"_s.arg(i == 0 ? u"M"_s : u"L"_s, n(x(segment[i].x())),
                                             n(y(segment[i].y())));
                if (segment.size() == 1) // a dot, through the round cap
                    path += u"h0"_s;
            }
            svg += u"<path d=\"%1\" class=\"line %2\" stroke-width=\"%3\"/>"_s.arg(
                path, colorClass(series.color), n(series.width));
        }
        return svg + u"</g>"_s;
    }

    const ChartModel &m_chart;
    const SvgOptions &m_options;
    double m_left;
    double m_right;
    double m_top;
    double m_bottom;
};

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
    return ChartPainter(chart, options).paint();
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
    QString svg = opening(options, bottom + 4, u"%1-%2"_s.arg(chart.id).arg(options.width), chart.title,
                          parts.join(u"; "_s));
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
    QString css = u"text{font:12px "
                  u"system-ui,sans-serif;fill:%1}.title{font-weight:600;font-size:13px}.ruler{font-size:11px}"
                  ".plot{fill:%2}.grid{stroke:%3}.band,.limited{fill:%4}.mark,.change{stroke:%1}"
                  ".line{fill:none;stroke-linejoin:round;stroke-linecap:round}"_s.arg(
                      ink, isDark ? u"#232629"_s : u"#FFFFFF"_s, isDark ? u"#3B4045"_s : u"#E3E5E7"_s,
                      isDark ? u"#2E3338"_s : u"#EFF0F1"_s);
    for (int role = 0; role < colors.size(); ++role) {
        const QString name = colorClass(ColorRole(role));
        css += u".line.%1{stroke:%2}.bar.%1{fill:%2}"_s.arg(name, colors[role]);
    }
    return css;
}

} // namespace loadstone
