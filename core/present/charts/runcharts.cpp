// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/runcharts.h"

#include "core/analysis/livestats.h"
#include "core/present/charts/drawnseconds.h"
#include "core/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class RunCharts
{
    Q_DECLARE_TR_FUNCTIONS(RunCharts)
};

constexpr int yTicks = 5;
constexpr int xTicks = 8;
constexpr double bytesPerMebibyte = 1024.0 * 1024.0;

using Segments = QList<QList<QPointF>>;

/// Adds points and cuts the line where something is missing.
class LineBuilder
{
public:
    /// @param isJoined nothing is missing between this point and the one before
    void add(double atS, double value, bool isJoined)
    {
        if (!m_isOpen || !isJoined)
            m_segments.append(QList<QPointF>());
        m_segments.last().append(QPointF(atS, value));
        m_isOpen = true;
    }
    void skip() { m_isOpen = false; }
    /// What is seen of the line: within the axis, and the next point on each side of it.
    Segments take(const ChartAxis &x) const
    {
        Segments seen;
        for (const QList<QPointF> &segment : m_segments) {
            const auto isBefore = [](const QPointF &point, double atS) { return point.x() < atS; };
            auto first = std::lower_bound(segment.begin(), segment.end(), x.min, isBefore);
            auto last = std::lower_bound(first, segment.end(), x.max, isBefore);
            if (first == segment.end() || (last == segment.begin() && last->x() > x.max))
                continue;
            if (first != segment.begin())
                --first;
            if (last != segment.end())
                ++last;
            seen.append(QList<QPointF>(first, last));
        }
        return thinned(seen);
    }

private:
    Segments m_segments;
    bool m_isOpen = false;
};

/// Builds lines out of a run's data within the visible range. A figure of a whole second, or since
/// the sample before, stands in the middle of that time; what there was at one moment stands there.
class Lines
{
public:
    Lines(const RunSeries &series, const ChartAxis &x)
        : m_series(series), m_seconds(drawnSeconds(series)), m_x(x)
    {
        QList<double> distances;
        for (qsizetype i = 1; i < series.resources.size(); ++i)
            distances.append(series.resources[i].atS - series.resources[i - 1].atS);
        if (!distances.isEmpty()) {
            const auto middle = distances.begin() + distances.size() / 2;
            std::nth_element(distances.begin(), middle, distances.end());
            m_sampleDistanceS = *middle;
        }
    }

    const ChartAxis &x() const { return m_x; }

    using OfSecond = std::function<std::optional<double>(const SecondBucket &)>;
    Segments ofSeconds(const OfSecond &value) const
    {
        return makeLine(m_seconds, value, [](const SecondBucket &b) { return b.startS + b.lengthS / 2; });
    }

    /// Of what a second's figure says of its end.
    Segments atEndsOfSeconds(const OfSecond &value) const
    {
        return makeLine(m_series.seconds, value, [](const SecondBucket &b) { return b.startS + b.lengthS; });
    }

    using OfSample = std::function<std::optional<double>(const ResourceSample &)>;
    Segments ofSamples(const OfSample &value) const
    {
        return makeLine(value, [](double, double toS) { return toS; });
    }

    /// Of figures since the sample before.
    Segments betweenSamples(const OfSample &value) const
    {
        return makeLine(value, [](double fromS, double toS) { return (fromS + toS) / 2; });
    }

private:
    template<typename Place>
    Segments makeLine(const QList<SecondBucket> &seconds, const OfSecond &value, const Place &place) const
    {
        LineBuilder line;
        const SecondBucket *previous = nullptr;
        for (const SecondBucket &bucket : seconds) {
            if (const auto y = value(bucket))
                line.add(place(bucket), *y, previous && areNeighbours(m_series, *previous, bucket));
            else
                line.skip();
            previous = &bucket;
        }
        return line.take(m_x);
    }

    template<typename Place>
    Segments makeLine(const OfSample &value, const Place &place) const
    {
        constexpr double longest = 2.5; // of the usual distances
        LineBuilder line;
        double previousS = 0;
        for (const ResourceSample &sample : m_series.resources) {
            const bool isJoined = sample.atS - previousS <= longest * m_sampleDistanceS
                && !m_series.hasGapBetween(previousS, sample.atS);
            const double fromS = isJoined ? previousS : sample.atS;
            if (const auto y = value(sample))
                line.add(place(fromS, sample.atS), *y, isJoined);
            else
                line.skip();
            previousS = sample.atS;
        }
        return line.take(m_x);
    }

    const RunSeries &m_series;
    const QList<SecondBucket> m_seconds;
    const ChartAxis &m_x;
    double m_sampleDistanceS = 1;
};

ChartModel makeChart(const Lines &lines, const QString &id, const QString &title)
{
    ChartModel chart;
    chart.id = id;
    chart.title = title;
    chart.x = lines.x();
    return chart;
}

double highest(const ChartModel &chart)
{
    const auto range = chart.shownRange();
    return range ? std::max(0.0, range->highest) : 0;
}

void addVisible(ChartModel &chart, const ChartOptions &options, const ChartSeries &series)
{
    if (!options.hiddenSeries.contains(u"%1/%2"_s.arg(chart.id, series.id)))
        chart.series.append(series);
}

/// The y axis from zero; keeps the one now shown until the values stay under half of it.
/// @param atLeast a value that has to be on it
void setLinearAxis(ChartModel &chart, const ChartOptions &options, const QString &title, double atLeast = 0)
{
    double high = std::max(highest(chart), atLeast);
    const double shown = options.shownMax.value(chart.id, 0);
    if (high < shown && high >= shown / 2)
        high = shown;
    chart.y = niceAxis(0, high, yTicks, title);
}

/// What an open load meant to start, and what it gave up.
void addSchedule(ChartModel &chart, const Lines &lines, const RunSeries &data, const ChartOptions &options)
{
    if (!data.isOpen())
        return;
    chart.explanation += u' ' + RunCharts::tr("Target: scheduled requests.");
    addVisible(chart, options,
               {u"target"_s, RunCharts::tr("target"), RunCharts::tr("requests/s"), ColorRole::Palette8, 1,
                lines.ofSeconds([](const SecondBucket &b) { return b.target; })});
    const bool hasDropped = std::any_of(data.seconds.begin(), data.seconds.end(),
                                        [](const SecondBucket &b) { return b.dropped > 0; });
    if (!hasDropped)
        return;
    chart.explanation += u' ' + RunCharts::tr("Dropped: scheduled, never sent.");
    addVisible(chart, options,
               {u"dropped"_s, RunCharts::tr("dropped"), RunCharts::tr("requests/s"), ColorRole::Palette2, 1.5,
                lines.ofSeconds([](const SecondBucket &b) { return perSecond(b.dropped, b); })});
}

ChartModel throughputChart(const Lines &lines, const RunSeries &data, const ChartOptions &options)
{
    ChartModel chart = makeChart(lines, u"throughput"_s, RunCharts::tr("Throughput"));
    chart.explanation = RunCharts::tr("Successful responses in each second. Failures are excluded.");
    chart.emptyText = RunCharts::tr("No requests");
    chart.heightShare = 4;
    addVisible(chart, options,
               {u"completed"_s, RunCharts::tr("completed"), RunCharts::tr("requests/s"), ColorRole::Palette1,
                2, lines.ofSeconds([](const SecondBucket &b) { return perSecond(b.ok(), b); })});
    addSchedule(chart, lines, data, options);
    setLinearAxis(chart, options, RunCharts::tr("requests/s"));
    return chart;
}

struct TimeUnit {
    QString name;
    double perMicrosecond;
};

TimeUnit timeUnitFor(double highestUs)
{
    if (highestUs < 1'000)
        return {u"µs"_s, 1};
    if (highestUs < 2'000'000)
        return {u"ms"_s, 1e-3};
    return {u"s"_s, 1e-6};
}

ChartModel responseTimeChart(const Lines &lines, const RunSeries &data, const ChartOptions &options)
{
    ChartModel chart = makeChart(lines, u"response-time"_s, RunCharts::tr("Response time"));
    chart.explanation =
        RunCharts::tr("Percentiles of each second by itself, successful requests only. p99: in that second, "
                      "99 of 100 requests were at least this fast.");
    chart.emptyText = RunCharts::tr("No successful requests");
    chart.heightShare = 4;
    const bool hasDueTimes = std::any_of(data.seconds.begin(), data.seconds.end(),
                                         [](const SecondBucket &b) { return b.serviceP99Us.has_value(); });
    if (hasDueTimes)
        chart.explanation += u' '
            + RunCharts::tr("Times count from the moment a request was due; service p99 counts from the "
                            "actual send. Sent late: requests that had a free connection.");
    const auto percentile = [&](std::optional<qint64> SecondBucket::*member) {
        return lines.ofSeconds([member](const SecondBucket &b) {
            return b.*member ? std::optional(double(*(b.*member))) : std::nullopt;
        });
    };
    addVisible(chart, options,
               {u"p50"_s, u"p50"_s, {}, ColorRole::RampP50, 1.5, percentile(&SecondBucket::p50Us)});
    addVisible(chart, options,
               {u"p90"_s, u"p90"_s, {}, ColorRole::RampP90, 2, percentile(&SecondBucket::p90Us)});
    addVisible(chart, options,
               {u"p99"_s, u"p99"_s, {}, ColorRole::RampP99, 2.5, percentile(&SecondBucket::p99Us)});

    if (hasDueTimes) {
        addVisible(chart, options,
                   {u"service-p99"_s,
                    RunCharts::tr("service p99"),
                    {},
                    ColorRole::Palette3,
                    1,
                    percentile(&SecondBucket::serviceP99Us)});
        addVisible(chart, options,
                   {u"late-p99"_s,
                    RunCharts::tr("sent late, p99"),
                    {},
                    ColorRole::Palette2,
                    1,
                    percentile(&SecondBucket::lateP99Us)});
    }

    constexpr double logFloorUs = 10;
    const TimeUnit unit = timeUnitFor(highest(chart));
    const double lowest = chart.shownRange().value_or(ChartModel::Range()).lowest;
    for (ChartSeries &series : chart.series) {
        series.unit = unit.name;
        for (QList<QPointF> &segment : series.segments) {
            for (QPointF &point : segment) {
                if (options.isLatencyLog)
                    point.setY(std::max(point.y(), logFloorUs));
                point.setY(point.y() * unit.perMicrosecond);
            }
        }
    }
    if (options.isLatencyLog)
        chart.y = niceLogAxis(std::max(lowest, logFloorUs) * unit.perMicrosecond, highest(chart), unit.name);
    else
        setLinearAxis(chart, options, unit.name);
    return chart;
}

struct FailureGroup {
    QString id;
    QString name;
    ColorRole color;
    QList<OutcomeClass> classes;
};

QList<FailureGroup> failureGroups()
{
    using enum OutcomeClass;
    return {
        {u"timeout"_s, RunCharts::tr("timeouts"), ColorRole::Palette7, {Timeout, ConnectTimeout}},
        {u"connect"_s, RunCharts::tr("connect errors"), ColorRole::Palette8, {Refused, Tls, Dns}},
        {u"status"_s, RunCharts::tr("wrong status"), ColorRole::Palette4, {HttpStatus, GrpcStatus}},
        {u"wrong-body"_s, RunCharts::tr("wrong body"), ColorRole::Palette5, {WrongBody}},
        {u"broken"_s,
         RunCharts::tr("connection broken"),
         ColorRole::Palette2,
         {Reset, ClosedEarly, Protocol}},
        {u"generator"_s,
         RunCharts::tr("limits of this system"),
         ColorRole::Palette6,
         {FdUnavailable, PortUnavailable}},
    };
}

ChartModel failuresChart(const Lines &lines, const RunSeries &data, const ChartOptions &options)
{
    ChartModel chart = makeChart(lines, u"failures"_s, RunCharts::tr("Failures"));
    chart.explanation = RunCharts::tr("Requests without a valid response. Excluded from response times: a "
                                      "fast error is not a fast response.");
    chart.emptyText = RunCharts::tr("No failures");
    for (const FailureGroup &group : failureGroups()) {
        const auto count = [&group](const SecondBucket &b) {
            qint64 sum = 0;
            for (const OutcomeClass outcome : group.classes)
                sum += b.counts[std::size_t(outcome)];
            return sum;
        };
        if (std::none_of(data.seconds.begin(), data.seconds.end(),
                         [&](const SecondBucket &b) { return count(b) > 0; }))
            continue;
        addVisible(chart, options,
                   {group.id, group.name, RunCharts::tr("failures/s"), group.color, 1.5,
                    lines.ofSeconds([&](const SecondBucket &b) { return perSecond(count(b), b); })});
    }
    chart.heightShare = chart.isEmpty() ? 0.6 : 2;
    setLinearAxis(chart, options, RunCharts::tr("failures/s"));
    return chart;
}

std::optional<double> mebibytes(std::optional<qint64> bytes)
{
    return bytes ? std::optional(double(*bytes) / bytesPerMebibyte) : std::nullopt;
}

ChartModel cpuChart(const Lines &lines, const ChartOptions &options)
{
    ChartModel chart = makeChart(lines, u"cpu"_s, RunCharts::tr("CPU"));
    chart.explanation =
        RunCharts::tr("100 % is one core in full use. When the load generator comes near its limit, the "
                      "result reflects this system rather than the server.");
    chart.emptyText = RunCharts::tr("No CPU figures");
    const QString unit = RunCharts::tr("% of one core");
    addVisible(chart, options,
               {u"server-cpu"_s, RunCharts::tr("server"), unit, ColorRole::Palette1, 2,
                lines.betweenSamples([](const ResourceSample &s) { return s.cpuPercent(); })});
    addVisible(chart, options,
               {u"server-cpu-system"_s, RunCharts::tr("server, in the kernel"), unit, ColorRole::Palette8, 1,
                lines.betweenSamples([](const ResourceSample &s) { return s.cpuSystemPercent; })});
    addVisible(chart, options,
               {u"client-cpu"_s, RunCharts::tr("load generator"), unit, ColorRole::Palette2, 1.5,
                lines.ofSeconds([](const SecondBucket &b) { return b.clientCpuPercent; })});
    const QList<QList<QPointF>> slowApi =
        lines.betweenSamples([](const ResourceSample &s) { return s.upstreamCpuPercent; });
    if (!slowApi.isEmpty())
        addVisible(chart, options,
                   {u"upstream-cpu"_s, RunCharts::tr("slow upstream, not the server"), unit,
                    ColorRole::Palette3, 1, slowApi});
    const double all = 100.0 * options.cores;
    const bool isNearLimit = highest(chart) > 0.6 * all;
    setLinearAxis(chart, options, unit, isNearLimit ? all : 0);
    if (isNearLimit)
        addVisible(chart, options,
                   {u"all-cores"_s,
                    RunCharts::tr("all cores"),
                    unit,
                    ColorRole::Palette8,
                    1,
                    {{QPointF(chart.x.min, all), QPointF(chart.x.max, all)}}});
    return chart;
}

ChartModel memoryChart(const Lines &lines, const ChartOptions &options)
{
    ChartModel chart = makeChart(lines, u"memory"_s, RunCharts::tr("Memory"));
    chart.explanation =
        RunCharts::tr("All processes of the server together. PSS divides shared pages among those that use "
                      "them; resident memory counts them once for each process.");
    chart.emptyText = RunCharts::tr("No memory figures");
    const QString unit = RunCharts::tr("MiB");
    addVisible(chart, options,
               {u"pss"_s, RunCharts::tr("PSS"), unit, ColorRole::Palette1, 2,
                lines.ofSamples([](const ResourceSample &s) { return mebibytes(s.pssBytes); })});
    addVisible(chart, options,
               {u"rss"_s, RunCharts::tr("resident"), unit, ColorRole::Palette8, 1,
                lines.ofSamples([](const ResourceSample &s) { return mebibytes(s.rssBytes); })});
    setLinearAxis(chart, options, unit);
    return chart;
}

/// A number of users that never changes needs no chart.
bool hasUsersToShow(const RunSeries &data)
{
    const bool isChangedByHand =
        std::any_of(data.marks.begin(), data.marks.end(),
                    [](const TimelineMark &mark) { return mark.kind == MarkKind::Target; });
    return !data.isOpen() && (data.plansOtherUsers || isChangedByHand);
}

ChartModel usersChart(const Lines &lines, const ChartOptions &options)
{
    ChartModel chart = makeChart(lines, u"users"_s, RunCharts::tr("Users"));
    chart.explanation = RunCharts::tr(
        "Target number of users at the end of each second, active users, and users waiting for a response.");
    chart.emptyText = RunCharts::tr("No users");
    chart.heightShare = 2;
    const QString unit = RunCharts::tr("users");
    addVisible(chart, options,
               {u"active"_s, RunCharts::tr("active"), unit, ColorRole::Palette1, 2,
                lines.atEndsOfSeconds([](const SecondBucket &b) { return double(b.users); })});
    addVisible(chart, options,
               {u"waiting"_s, RunCharts::tr("waiting for a response"), unit, ColorRole::Palette3, 1.5,
                lines.atEndsOfSeconds([](const SecondBucket &b) { return double(b.inFlight); })});
    addVisible(chart, options,
               {u"target"_s, RunCharts::tr("target"), unit, ColorRole::Palette8, 1,
                lines.atEndsOfSeconds([](const SecondBucket &b) { return b.target; })});
    setLinearAxis(chart, options, RunCharts::tr("users"));
    return chart;
}

double lastTime(const RunSeries &series)
{
    double end = 0;
    if (!series.seconds.isEmpty())
        end = series.seconds.last().startS + series.seconds.last().lengthS;
    if (!series.resources.isEmpty())
        end = std::max(end, series.resources.last().atS);
    for (const TimelineMark &mark : series.marks)
        end = std::max({end, mark.atS, mark.endS.value_or(0)});
    return end;
}

/// Of a target that is being dragged: another change follows before it could be read.
bool isPassedBy(const QList<TimelineMark> &marks, const TimelineMark &mark)
{
    constexpr double readableS = 1;
    return mark.kind == MarkKind::Target
        && std::any_of(marks.begin(), marks.end(), [&mark](const TimelineMark &other) {
               return other.kind == MarkKind::Target && other.atS > mark.atS
                   && other.atS - mark.atS < readableS;
           });
}

QList<ChartAnnotation> makeAnnotations(const RunSeries &series, double fromS, double toS)
{
    QList<ChartAnnotation> annotations;
    for (const TimelineMark &mark : series.marks) {
        const bool isBand = mark.kind == MarkKind::WarmUp || mark.kind == MarkKind::Drain
            || mark.kind == MarkKind::ClientLimited;
        const std::optional<double> end = isBand ? std::optional(mark.endS.value_or(toS)) : std::nullopt;
        if (std::max(mark.atS, end.value_or(0)) < fromS || mark.atS > toS || isPassedBy(series.marks, mark))
            continue;
        annotations.append({mark.kind, isBand ? std::max(mark.atS, fromS) : mark.atS,
                            end ? std::optional(std::min(*end, toS)) : std::nullopt, mark.text.translated()});
    }
    std::stable_sort(annotations.begin(), annotations.end(),
                     [](const ChartAnnotation &a, const ChartAnnotation &b) { return a.from < b.from; });
    return annotations;
}

} // namespace

QList<ChartModel> runCharts(const RunSeries &series, const ChartOptions &options)
{
    const double fromS = std::max(0.0, options.fromS);
    double endS = 0;
    if (options.toS)
        endS = *options.toS;
    else
        endS = options.endStepS > 0 ? std::ceil(lastTime(series) / options.endStepS) * options.endStepS
                                    : lastTime(series);
    const double toS = std::max(endS, fromS + 1);
    const ChartAxis x = timeAxis(fromS, toS, xTicks);
    const Lines lines(series, x);
    QList<ChartModel> charts{throughputChart(lines, series, options),
                             responseTimeChart(lines, series, options), failuresChart(lines, series, options),
                             cpuChart(lines, options), memoryChart(lines, options)};
    if (hasUsersToShow(series))
        charts.append(usersChart(lines, options));
    const QList<ChartAnnotation> annotations = makeAnnotations(series, fromS, toS);
    for (ChartModel &chart : charts)
        chart.annotations = annotations;
    return charts;
}

} // namespace loadstone
