// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/locustcsv.h"

#include "core/analysis/trialstats.h"
#include "core/export/delimitedtext.h"
#include "core/results/intervaltimes.h"
#include "core/text/outcometext.h"

#include <algorithm>
#include <array>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double usPerMs = 1'000;
constexpr std::array percentiles{50.0, 66.0, 75.0, 80.0, 90.0, 95.0, 98.0, 99.0, 99.9, 99.99, 100.0};

QStringList percentileHeaders()
{
    QStringList headers;
    for (const double percentile : percentiles)
        headers << QString::number(percentile) + u'%';
    return headers;
}

QString milliseconds(double us) { return QString::number(us / usPerMs, 'g', 12); }

/// Whole milliseconds, rounded down as Locust does; "N/A" without a request.
QStringList percentileCells(const Histogram &times)
{
    QStringList cells;
    for (const double percentile : percentiles)
        cells << (times.isEmpty() ? u"N/A"_s
                                  : QString::number(times.percentile(percentile) / qint64(usPerMs)));
    return cells;
}

/// Requests, failures, and median, average, minimum and maximum.
QStringList countCells(const EndpointMetrics &metrics)
{
    const Histogram &times = metrics.shownTimes();
    const bool isKnown = !times.isEmpty();
    return {QString::number(metrics.judged()),
            QString::number(metrics.failed()),
            isKnown ? QString::number(times.percentile(50) / qint64(usPerMs)) : u"0"_s,
            isKnown ? milliseconds(times.mean()) : u"0"_s,
            isKnown ? milliseconds(double(times.min())) : u"0"_s,
            isKnown ? milliseconds(double(times.max())) : u"0"_s,
            metrics.judged() > 0
                ? QString::number(double(metrics.bytesReceived) / double(metrics.judged()), 'g', 12)
                : u"0"_s};
}

QString methodOf(const RunRecord &run, const EndpointMetrics &endpoint)
{
    const QList<RequestTemplate> &requests = run.profile.requests;
    const auto request =
        std::find_if(requests.begin(), requests.end(), [&endpoint](const RequestTemplate &each) {
            return each.name == endpoint.name && each.group == endpoint.group;
        });
    return request == requests.end() ? QString() : QString::fromLatin1(request->method);
}

QString perSecond(qint64 count, double seconds)
{
    return seconds > 0 ? QString::number(double(count) / seconds, 'g', 12) : u"0"_s;
}

DataTable statsTable(const TrialRecord &trial, const RunRecord &run)
{
    DataTable table{u"stats"_s,
                    {u"Type"_s, u"Name"_s, u"Request Count"_s, u"Failure Count"_s, u"Median Response Time"_s,
                     u"Average Response Time"_s, u"Min Response Time"_s, u"Max Response Time"_s,
                     u"Average Content Size"_s, u"Requests/s"_s, u"Failures/s"_s},
                    {}};
    table.headers << percentileHeaders();
    const auto addRow = [&](const QString &method, const QString &name, const EndpointMetrics &metrics) {
        const double seconds = trial.load.measuredS;
        table.rows << QStringList{method, name} + countCells(metrics)
                + QStringList{perSecond(metrics.judged(), seconds), perSecond(metrics.failed(), seconds)}
                + percentileCells(metrics.shownTimes());
    };
    for (const EndpointMetrics &endpoint : trial.load.measured.endpoints)
        addRow(methodOf(run, endpoint), endpoint.title(), endpoint);
    addRow({}, u"Aggregated"_s, trial.load.measured.total());
    return table;
}

/// Both kinds of times of a second; empty where there is none, or where they cannot be read.
std::pair<Histogram, Histogram> timesOf(const TrialRecord &trial, const SecondBucket &second)
{
    const QList<IntervalTimes> &intervals = trial.timeline.intervals;
    const auto found = std::find_if(intervals.begin(), intervals.end(), [&second](const IntervalTimes &each) {
        return each.startS == second.startS;
    });
    if (found == intervals.end())
        return {};
    const Result<Histogram> service = unpackTimes(found->service);
    const Result<Histogram> response = unpackTimes(found->response);
    return {service ? *service : Histogram(), response ? *response : Histogram()};
}

DataTable historyTable(const TrialRecord &trial, const RunRecord &run)
{
    DataTable table{u"stats_history"_s,
                    {u"Timestamp"_s, u"User Count"_s, u"Type"_s, u"Name"_s, u"Requests/s"_s, u"Failures/s"_s},
                    {}};
    table.headers << percentileHeaders() << u"Total Request Count"_s << u"Total Failure Count"_s
                  << u"Total Median Response Time"_s << u"Total Average Response Time"_s
                  << u"Total Min Response Time"_s << u"Total Max Response Time"_s
                  << u"Total Average Content Size"_s;
    const qint64 began = run.startedAt.toSecsSinceEpoch();
    EndpointMetrics soFar;
    for (const SecondBucket &second : trial.timeline.seconds) {
        if (second.phase != Phase::Measure)
            continue;
        for (std::size_t i = 0; i < soFar.counts.size(); ++i)
            soFar.counts[i] += second.counts[i];
        soFar.bytesReceived += second.bytesReceived;
        const auto [service, response] = timesOf(trial, second);
        soFar.serviceTime.merge(service);
        soFar.responseTime.merge(response);
        table.rows << QStringList{QString::number(began + qint64(second.startS + second.lengthS)),
                                  QString::number(second.users),
                                  {},
                                  u"Aggregated"_s,
                                  perSecond(second.ok() + second.failed(), second.lengthS),
                                  perSecond(second.failed(), second.lengthS)}
                + percentileCells(soFar.shownTimes()) + countCells(soFar);
    }
    return table;
}

DataTable failureTable(const TrialRecord &trial, const RunRecord &run)
{
    DataTable table{u"failures"_s,
                    {u"Method"_s, u"Name"_s, u"Error"_s, u"Occurrences"_s, u"First Seen"_s, u"Last Seen"_s},
                    {}};
    const QList<EndpointMetrics> &endpoints = trial.load.measured.endpoints;
    const auto moment = [&](double sinceMeasureS) {
        const double sinceRunS = trial.timeline.measureFromS.value_or(0) + sinceMeasureS;
        return run.startedAt.addMSecs(qint64(1'000 * sinceRunS)).toUTC().toString(u"yyyy-MM-ddTHH:mm:ssZ"_s);
    };
    for (const FailureRecord &failure : trial.load.measured.failures) {
        const bool isNamed = failure.endpoint >= 0 && failure.endpoint < endpoints.size();
        table.rows << QStringList{isNamed ? methodOf(run, endpoints[failure.endpoint]) : QString(),
                                  isNamed ? endpoints[failure.endpoint].title() : QString(),
                                  u"%1: %2"_s.arg(outcomeClassTitle(failure.outcomeClass), failure.example),
                                  QString::number(failure.count),
                                  moment(failure.firstAtS),
                                  moment(failure.lastAtS)};
    }
    return table;
}

} // namespace

QList<QPair<QString, QByteArray>> locustCsv(const TrialRecord &trial, const RunRecord &run)
{
    const DataTable exceptions{u"exceptions"_s, {u"Count"_s, u"Message"_s, u"Traceback"_s, u"Nodes"_s}, {}};
    QList<QPair<QString, QByteArray>> files;
    for (const DataTable &table :
         {statsTable(trial, run), historyTable(trial, run), failureTable(trial, run), exceptions})
        files.append({table.id, toCsv(table)});
    return files;
}

} // namespace loadstone
