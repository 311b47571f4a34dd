// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/methodnotes.h"

#include "core/text/metrictext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class MethodNotes
{
    Q_DECLARE_TR_FUNCTIONS(MethodNotes)
};

QString timeWord(const Load &load)
{
    return load.hasDueTimes() ? MethodNotes::tr("response time") : MethodNotes::tr("service time");
}

QString workloadText(const Load &load)
{
    if (load.isOpen())
        return MethodNotes::tr(
            "Open: requests are due at a rate, whatever the server does. One that finds no free "
            "connection waits for it, and its time runs on; beyond the limits it is dropped and counted.");
    return load.pacing > Milliseconds(0)
        ? MethodNotes::tr(
            "Closed, with pacing: each virtual user sends, waits for the response, and sends again when "
            "its next request is due. A user that is late catches up.")
        : MethodNotes::tr(
            "Closed: each virtual user sends, waits for the response, thinks, and sends again.");
}

QString timeText(const Load &load)
{
    const QString service = MethodNotes::tr(
        "From sending a request, or beginning to connect for it, to the last byte of its response, on the "
        "monotonic clock");
    if (!load.hasDueTimes())
        return service + u'.';
    return MethodNotes::tr(
        "Response time: from the moment at which a request was due to the last byte of its response, on the "
        "monotonic clock. Percentiles are of response times. Service time, shown alongside: from the actual "
        "send (or the start of connecting); it excludes the wait for a connection.");
}

QString scheduleText(const Load &load)
{
    return load.isOpen()
        ? MethodNotes::tr("The rate of arrivals fixes the rate of responses; compare response times instead.")
        : MethodNotes::tr("Users and think time fix the rate; compare response times instead.");
}

bool hasCutOff(const RunRecord &result)
{
    return std::any_of(result.trials.begin(), result.trials.end(),
                       [](const TrialRecord &trial) { return trial.load.measured.total().cutOff() > 0; });
}

bool hasStale(const RunRecord &result)
{
    return std::any_of(result.trials.begin(), result.trials.end(),
                       [](const TrialRecord &trial) { return trial.load.measured.total().stale > 0; });
}

} // namespace

ReportNotes makeGlossary(const RunRecord &result)
{
    const Load &load = result.profile.load;
    ReportNotes notes{
        {MethodNotes::tr("Requests"), MethodNotes::tr("All requests started in the measure phase.")},
        {MethodNotes::tr("RPS"),
         MethodNotes::tr("Valid responses per second while measuring. Higher is better.")},
        {MethodNotes::tr("mean"),
         MethodNotes::tr("Mean %1 of the successful requests. Lower is better.").arg(timeWord(load))},
        {u"p50, p90, p99"_s,
         MethodNotes::tr("Of 100 successful requests, 50, 90 or 99 had at most this %1. Lower is better.")
             .arg(timeWord(load))},
        {MethodNotes::tr("Failures"),
         MethodNotes::tr(
             "Requests without a valid response, and their share of all whose outcome is known. They count "
             "neither as throughput nor as response time.")}};
    if (hasCutOff(result))
        notes.append({MethodNotes::tr("Cut off"),
                      MethodNotes::tr("Requests in flight at the end of the drain, or at a stop. Their "
                                      "outcome is unknown: they are neither successes nor failures.")});
    if (hasStale(result))
        notes.append({MethodNotes::tr("Sent twice"),
                      MethodNotes::tr(
                          "Requests sent again on a new connection, because the server had closed their kept "
                          "one without announcing it. No failures, but their first attempt cost time.")});
    notes += {{metricHeader(Metric::CpuMsPerRequest),
               MethodNotes::tr("CPU time of all server processes per response.")},
              {metricHeader(Metric::PeakMemory),
               MethodNotes::tr(
                   "Largest memory of all processes of the server, shared pages counted once (PSS). RSS: PSS "
                   "could not be read, so shared pages are counted once for each process.")},
              {MethodNotes::tr("Client-limited"),
               MethodNotes::tr("The load generator reached a limit of its own; see the warnings for its "
                               "effect on the figures.")},
              {MethodNotes::tr("Rate set by the schedule"), scheduleText(load)},
              {MethodNotes::tr("Interval"),
               MethodNotes::tr(
                   "Of the median of the repeats, by order statistics: from six repeats on it contains the "
                   "true median with at least 95 % probability.")},
              {MethodNotes::tr("Range"),
               MethodNotes::tr("Lowest and highest of under six repeats. Not a confidence interval.")}};
    return notes;
}

ReportNotes makeMethodNotes(const RunRecord &result)
{
    const Load &load = result.profile.load;
    return {{MethodNotes::tr("Workload"), workloadText(load)},
            {MethodNotes::tr("Counted"),
             MethodNotes::tr("Only the measure phase. Start, warm-up and the last responses after the end "
                             "are recorded, not counted.")},
            {MethodNotes::tr("Time"), timeText(load)},
            {MethodNotes::tr("Percentiles"),
             MethodNotes::tr(
                 "From histograms with three significant digits; repeats are merged, percentiles are never "
                 "averaged.")},
            {MethodNotes::tr("Order"),
             MethodNotes::tr(
                 "Repeats are interleaved, so that drift of the machine affects all servers alike.")}};
}

} // namespace loadstone
