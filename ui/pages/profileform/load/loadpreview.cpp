// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profileform/load/loadpreview.h"

#include "core/base/saturating.h"
#include "core/load/curve.h"
#include "core/load/schedule.h"
#include "core/profile/loadmodel.h"
#include "core/text/format.h"
#include "ui/charts/chartpainting.h"

#include <QPainter>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int yTicks = 4;
constexpr int xTicks = 10;

/// End points of a load's linear pieces, in seconds.
QList<double> cornerTimes(const Load &load, double warmUpS, double endS)
{
    QList<double> corners{0, warmUpS, endS};
    if (!load.isOpen())
        corners.append(Seconds(rampLength(load.users, load.spawnRate)).count());
    double atS = warmUpS;
    for (const Stage &stage : load.stages) {
        atS += Seconds(stage.duration).count();
        corners.append(atS);
    }
    std::sort(corners.begin(), corners.end());
    corners.erase(std::unique(corners.begin(), corners.end()), corners.end());
    return corners;
}

QList<QPointF> makeCurvePoints(const Load &load, double warmUpS, double endS)
{
    const auto at = [](double seconds) { return TimePoint() + toNanoseconds(Seconds(seconds)); };
    const LoadCurve curve(load, at(0), at(warmUpS));
    const QList<double> corners = cornerTimes(load, warmUpS, endS);
    QList<QPointF> points;
    // A step is two values at one time: the limits from the left and from the right.
    constexpr double beside = 1e-6;
    for (qsizetype i = 1; i < corners.size(); ++i) {
        points.append({corners[i - 1], curve.valueAt(at(corners[i - 1] + beside))});
        points.append({corners[i], curve.valueAt(at(corners[i] - beside))});
    }
    return points;
}

} // namespace

ChartModel makePreview(const Load &load, Milliseconds warmUp)
{
    ChartModel chart;
    chart.id = u"load-preview"_s;
    chart.title = LoadPreview::tr("Planned load");
    const QString unit = load.isOpen() ? LoadPreview::tr("requests/s") : LoadPreview::tr("users");
    chart.y = niceAxis(0, std::max(load.highestTarget(), 1.0), yTicks, unit);
    const std::optional<Milliseconds> measured = load.measured();
    if (!measured || measured->count() <= 0)
        return chart;
    const double warmUpS = Seconds(timeBeforeMeasuring(load, warmUp)).count();
    const double endS = warmUpS + Seconds(*measured).count();
    chart.x = timeAxis(0, endS, xTicks);
    if (warmUpS > 0) {
        chart.annotations.append({MarkKind::WarmUp, 0, warmUpS, LoadPreview::tr("Warm-up, not counted")});
        chart.y.title = LoadPreview::tr("%1, shaded: warm-up, not counted").arg(unit);
    }
    chart.series.append({u"target"_s,
                         load.isOpen() ? LoadPreview::tr("target") : LoadPreview::tr("users"),
                         unit,
                         ColorRole::Palette1,
                         2,
                         {makeCurvePoints(load, warmUpS, endS)}});
    return chart;
}

QString describeCourse(const Load &load, Milliseconds warmUp)
{
    QStringList parts;
    const QString begin = describeTarget(load, load.target());
    if (const Nanoseconds ramp = timeBeforeMeasuring(load, Milliseconds(0)); ramp > Nanoseconds::zero())
        parts << LoadPreview::tr("Ramp to %2 over %1, not counted").arg(formatDuration(ramp), begin);
    if (warmUp.count() > 0)
        parts << LoadPreview::tr("Warm-up of %1 at %2, not counted").arg(formatDuration(warmUp), begin);
    if (load.stages.isEmpty() && load.duration)
        parts << LoadPreview::tr("%1 at %2").arg(formatDuration(*load.duration), begin);
    double level = load.target();
    for (const Stage &stage : load.stages) {
        const QString length = formatDuration(stage.duration);
        const QString target = describeTarget(load, stage.target);
        parts << (stage.target == level ? LoadPreview::tr("%1 at %2").arg(length, target)
                      : stage.isRamp    ? LoadPreview::tr("ramp to %2 over %1").arg(length, target)
                                        : LoadPreview::tr("step to %2 for %1").arg(length, target));
        level = stage.target;
    }
    return parts.isEmpty() ? QString() : parts.join(u"; "_s) + u'.';
}

LoadPreview::LoadPreview(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"loadPreview"_s);
    setAccessibleName(tr("Planned load over time"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LoadPreview::setLoad(const Load &load, Milliseconds warmUp)
{
    const QString words = describeCourse(load, warmUp);
    setAccessibleDescription(words);
    setToolTip(words);
    setWhatsThis(words);
    ChartModel model = makePreview(load, warmUp);
    setVisible(!model.isEmpty());
    if (model == m_model)
        return;
    m_model = std::move(model);
    update();
}

QSize LoadPreview::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 9};
}

QSize LoadPreview::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30, sizeHint().height()};
}

void LoadPreview::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ChartColors &colors = chartColors(palette());
    const ChartInsets insets = chartInsets(fontMetrics(), true);
    const QRectF plot = QRectF(rect()).adjusted(insets.left, insets.top, -insets.right, -insets.bottom);
    const ChartAxis &x = m_model.x;
    const ChartAxis &y = m_model.y;
    const auto xAt = [&](double time) {
        return plot.left() + (time - x.min) / (x.max - x.min) * plot.width();
    };
    const auto yAt = [&](double value) {
        return plot.bottom() - (value - y.min) / (y.max - y.min) * plot.height();
    };
    ChartBackdrop{m_model, colors, plot, true, xAt, yAt}.paint(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const ChartSeries &series : m_model.series) {
        painter.setPen(QPen(colors.color(series.color), series.width, Qt::SolidLine, Qt::RoundCap));
        for (const QList<QPointF> &segment : series.segments) {
            for (qsizetype i = 1; i < segment.size(); ++i)
                painter.drawLine(QPointF(xAt(segment[i - 1].x()), yAt(segment[i - 1].y())),
                                 QPointF(xAt(segment[i].x()), yAt(segment[i].y())));
        }
    }
}

} // namespace loadstone
