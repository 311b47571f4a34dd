// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/methodnotes.h"

#include "core/text/metrictext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

QString timeWord(const Load &load) { return load.hasDueTimes() ? u"response time"_s : u"service time"_s; }

QString workloadText(const Load &load)
{
    if (load.isOpen())
        return u"Open: requests are due at a rate, whatever the server does. One that finds no free "
               "connection waits for it, and its time runs on; beyond the limits it is dropped and counted."_s;
    return load.pacing > Milliseconds(0)
        ? u"Closed, with pacing: each virtual user sends, waits for the response, and sends again when "
          "its next request is due. A user that is late catches up."_s
        : u"Closed: each virtual user sends, waits for the response, thinks, and sends again."_s;
}

QString timeText(const Load &load)
{
    const QString service =
        u"From sending a request, or beginning to connect for it, to the last byte of its response, on the "
        "monotonic clock"_s;
    if (!load.hasDueTimes())
        return service + u'.';
    return u"Response time: from the moment at which a request was due to the last byte of its response, on "
           "the monotonic clock. Percentiles are of response times. Service time, beside it: from really "
           "sending the request, or beginning to connect for it; it leaves out what the request waited."_s;
}

QString scheduleText(const Load &load)
{
    return load.isOpen()
        ? u"The rate of arrivals fixes the rate of responses; compare response times instead."_s
        : u"Users and think time fix the rate; compare response times instead."_s;
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
        {u"Requests"_s, u"All that were started while measuring, whatever became of them."_s},
        {u"RPS"_s, u"Valid responses per second while measuring. More is faster."_s},
        {u"mean"_s, u"Mean %1 of the successful requests. Less is better."_s.arg(timeWord(load))},
        {u"p50, p90, p99"_s,
         u"Of 100 successful requests, 50, 90 or 99 had at most this %1. Less is better."_s.arg(
             timeWord(load))},
        {u"Failures"_s,
         u"Requests without a valid response, and their share of all whose outcome is known. They count "
         "neither as throughput nor as response time."_s}};
    if (hasCutOff(result))
        notes.append({u"Cut off"_s,
                      u"Requests in flight at the end of the drain, or at a stop. What would have become of "
                      "them is unknown: they are neither successes nor failures."_s});
    if (hasStale(result))
        notes.append({u"Sent twice"_s,
                      u"Requests sent again on a new connection, because the server had closed their kept "
                      "one without announcing it. No failures, but their first attempt cost time."_s});
    notes += {{metricHeader(Metric::CpuMsPerRequest),
               u"Processor time of the whole server for one response, on all cores."_s},
              {metricHeader(Metric::PeakMemory),
               u"Largest memory of all processes of the server, shared pages counted once (PSS). RSS: PSS "
               "could not be read, so shared pages are counted once for each process."_s},
              {u"Client-limited"_s,
               u"The load generator was at a limit of its own; the warnings say which, and what it does to "
               "the figures."_s},
              {u"Rate set by the schedule"_s, scheduleText(load)},
              {u"Range"_s, u"Lowest and highest of the repeats. Not a confidence interval."_s}};
    return notes;
}

ReportNotes makeMethodNotes(const RunRecord &result)
{
    const Load &load = result.profile.load;
    return {
        {u"Workload"_s, workloadText(load)},
        {u"Counted"_s,
         u"Only the measuring phase. Start, warm-up and the last responses after the end are recorded, "
         "not counted."_s},
        {u"Time"_s, timeText(load)},
        {u"Percentiles"_s,
         u"From histograms with three significant digits; repeats are merged, percentiles are never "
         "averaged."_s},
        {u"Order"_s, u"Repeats are interleaved, so that a drift of the machine meets all servers alike."_s}};
}

} // namespace loadstone
