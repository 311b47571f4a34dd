// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/toolfigures.h"

#include "core/analysis/trialstats.h"

#include <array>
#include <initializer_list>

namespace loadstone
{

namespace
{

using OutcomeCounts = std::array<qint64, outcomeClassCount>;

/// A second that is shorter by rounding is whole.
constexpr double wholeSampleS = 0.999'999;

qint64 countOf(const OutcomeCounts &counts, std::initializer_list<OutcomeClass> classes)
{
    qint64 sum = 0;
    for (const OutcomeClass each : classes)
        sum += counts[std::size_t(each)];
    return sum;
}

qint64 withoutConnection(const OutcomeCounts &counts)
{
    using enum OutcomeClass;
    return countOf(counts, {Refused, ConnectTimeout, Tls, Dns, FdUnavailable, PortUnavailable});
}

qint64 responsesIn(const SecondBucket &second)
{
    using enum OutcomeClass;
    return countOf(second.counts, {Ok, HttpStatus, WrongBody, GrpcStatus});
}

std::optional<Spread> secondRates(const TrialRecord &trial)
{
    QList<double> rates;
    for (const SecondBucket &second : measuredSeconds(trial)) {
        if (second.lengthS >= wholeSampleS)
            rates << double(second.ok()) / second.lengthS;
    }
    return spreadOf(rates);
}

const Histogram &phaseTimes(const EndpointMetrics &metrics, RequestPhase phase)
{
    return metrics.phases[std::size_t(phase)];
}

bool openedNone(const EndpointMetrics &metrics)
{
    return metrics.connectionsOpened == 0 && phaseTimes(metrics, RequestPhase::Connect).isEmpty()
        && phaseTimes(metrics, RequestPhase::Tls).isEmpty();
}

std::optional<double> meanOf(const Histogram &times)
{
    return times.isEmpty() ? std::nullopt : std::optional(times.mean());
}

std::optional<double> msPer(qint64 count, double lengthS)
{
    return count > 0 ? std::optional(1'000 * lengthS / double(count)) : std::nullopt;
}

void addConnectionFigures(ToolFigures &figures, const EndpointMetrics &metrics, const LoadResult &load)
{
    const Histogram &connect = phaseTimes(metrics, RequestPhase::Connect);
    figures.connectionsOpened = metrics.connectionsOpened;
    figures.connectionsPerS = double(metrics.connectionsOpened) / load.measuredS;
    figures.msPerConnection = msPer(metrics.connectionsOpened, load.measuredS);
    // Requests of a warm-up open connections, too, which later ones use.
    if (metrics.connectionsOpened > 0
        && (load.warmUpRequests == 0 || metrics.connectionsOpened >= figures.sent))
        figures.repliesPerConnection = double(figures.responses) / double(metrics.connectionsOpened);
    figures.connectMeanUs = meanOf(connect);
    // A connection whose phase is missing was opened by an engine that cannot tell how long that took.
    if (!connect.isEmpty() || openedNone(metrics))
        figures.connect = spreadOf(connect, metrics.ok() - connect.count());
    if (openedNone(metrics))
        figures.processing = spreadOf(metrics.serviceTime);
}

void addRequestFigures(ToolFigures &figures, const EndpointMetrics &metrics, double measuredS)
{
    const RequestStats stats(metrics, measuredS);
    figures.measuredS = measuredS;
    figures.complete = metrics.judged();
    figures.failed = metrics.failed();
    figures.sent = metrics.ended() - withoutConnection(metrics.counts);
    figures.responses = metrics.responses();
    figures.bytesReceived = metrics.bytesReceived;
    figures.rps = stats.rps().value_or(0);
    figures.bytesPerS = double(metrics.bytesReceived) / measuredS;
    figures.requestsPerS = double(figures.sent) / measuredS;
    figures.msPerSent = msPer(figures.sent, measuredS);
    figures.msPerSuccess = stats.value(Metric::MsPerRequest);
    figures.times = spreadOf(metrics.shownTimes());
    figures.waiting = spreadOf(phaseTimes(metrics, RequestPhase::Wait));
    figures.transferMeanUs = meanOf(phaseTimes(metrics, RequestPhase::Receive));
}

} // namespace

AbFailures abFailures(const EndpointMetrics &metrics)
{
    using enum OutcomeClass;
    AbFailures failures;
    failures.connect = withoutConnection(metrics.counts);
    failures.receive = countOf(metrics.counts, {Reset, ClosedEarly, Timeout});
    failures.length = countOf(metrics.counts, {WrongBody});
    failures.exceptions = metrics.failed() - failures.connect - failures.receive - failures.length;
    return failures;
}

HttperfErrors httperfErrors(const EndpointMetrics &metrics)
{
    using enum OutcomeClass;
    HttperfErrors errors;
    errors.clientTimeouts = countOf(metrics.counts, {Timeout, ConnectTimeout});
    errors.refused = countOf(metrics.counts, {Refused});
    errors.reset = countOf(metrics.counts, {Reset});
    errors.fdUnavailable = countOf(metrics.counts, {FdUnavailable});
    errors.addressUnavailable = countOf(metrics.counts, {PortUnavailable});
    errors.other = metrics.failed() - errors.clientTimeouts - errors.refused - errors.reset
        - errors.fdUnavailable - errors.addressUnavailable;
    return errors;
}

WrkErrors wrkErrors(const LoadMetrics &metrics)
{
    using enum OutcomeClass;
    const OutcomeCounts counts = metrics.total().counts;
    WrkErrors errors;
    errors.connect = withoutConnection(counts);
    for (const FailureRecord &record : metrics.failures) {
        const bool isBroken = record.outcomeClass == Reset || record.outcomeClass == ClosedEarly;
        errors.write += isBroken && record.diedIn == RequestPhase::Send ? record.count : 0;
    }
    errors.read = countOf(counts, {Reset, ClosedEarly, Protocol}) - errors.write;
    errors.timeout = countOf(counts, {Timeout});
    errors.status = countOf(counts, {HttpStatus, GrpcStatus});
    return errors;
}

QList<double> replyRates(const TrialRecord &trial)
{
    QList<double> rates;
    double lengthS = 0;
    qint64 replies = 0;
    for (const SecondBucket &second : measuredSeconds(trial)) {
        lengthS += second.lengthS;
        replies += responsesIn(second);
        if (lengthS < replyRateIntervalS * wholeSampleS)
            continue;
        rates << double(replies) / lengthS;
        lengthS = 0;
        replies = 0;
    }
    return rates;
}

ToolFigures toolFigures(const TrialRecord &trial)
{
    ToolFigures figures;
    if (trial.load.measuredS <= 0)
        return figures;
    const EndpointMetrics metrics = trial.load.measured.total();
    addRequestFigures(figures, metrics, trial.load.measuredS);
    addConnectionFigures(figures, metrics, trial.load);
    figures.concurrency = concurrency(trial);
    figures.secondRates = secondRates(trial);
    figures.replyRates = spreadOf(replyRates(trial));
    figures.abFailures = abFailures(metrics);
    figures.httperfErrors = httperfErrors(metrics);
    figures.wrkErrors = wrkErrors(trial.load.measured);
    return figures;
}

} // namespace loadstone
