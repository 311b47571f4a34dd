// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/conclusion.h"

#include "core/analysis/runcomparison.h"
#include "core/present/capacitytable.h"
#include "core/present/enginehint.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class Conclusion
{
    Q_DECLARE_TR_FUNCTIONS(Conclusion)
};

template<typename Condition>
QList<ServerStats> those(const QList<ServerStats> &servers, Condition condition)
{
    QList<ServerStats> result;
    std::copy_if(servers.begin(), servers.end(), std::back_inserter(result), condition);
    return result;
}

QList<ServerStats> responding(const QList<ServerStats> &servers)
{
    return those(servers, [](const ServerStats &v) { return v.hasResponses(); });
}

/// "Sanic", "Sanic and Flask", "Sanic, Flask and aiohttp".
QString enumerated(QStringList names)
{
    if (names.size() < 2)
        return names.value(0);
    const QString last = names.takeLast();
    return Conclusion::tr("%1 and %2").arg(names.join(u", "_s), last);
}

/// Their names, or "all servers".
template<typename Condition>
QString listNames(const QList<ServerStats> &servers, Condition condition)
{
    QStringList names;
    for (const ServerStats &server : servers) {
        if (condition(server))
            names.append(server.name);
    }
    return names.size() > 1 && names.size() == servers.size() ? Conclusion::tr("all servers")
                                                              : enumerated(names);
}

QString describeBasis(qsizetype fewest, qsizetype most)
{
    if (fewest < 2)
        return Conclusion::tr("one run, no error estimate");
    return (fewest == most ? Conclusion::tr("medians of %1 repeats")
                           : Conclusion::tr("medians of at least %1 repeats"))
        .arg(fewest);
}

QString conclusionByTime(const QList<ServerStats> &measured, const QString &basis)
{
    const auto [quick, slow] =
        std::minmax_element(measured.begin(), measured.end(), [](const auto &a, const auto &b) {
            return a.value(Metric::P50) < b.value(Metric::P50);
        });
    const auto median = [](const ServerStats &v) { return metricText(Metric::P50, v.value(Metric::P50)); };
    const QString times = measured.size() == 1
        ? Conclusion::tr("median %2 for %1").arg(quick->name, median(*quick))
        : Conclusion::tr("median %2 for %1, %4 for %3")
              .arg(quick->name, median(*quick), slow->name, median(*slow));
    return Conclusion::tr("The schedule set the request rate, so compare response times: %1 (%2).")
        .arg(times, basis);
}

/// By the exact statistics of a comparison, as `loadstone compare` has them.
QString conclusionByVerdict(const Comparison &compared, const QStringList &names, const QStringList &rates,
                            const QString &basis)
{
    // Of the fastest to the slowest; the comparison has the inverse.
    const auto text = [](double ratio) { return QString::number(1 / ratio, 'f', 2); };
    const Interval &interval = compared.ratio->interval;
    const QString ratio =
        Conclusion::tr("%1×, %2 % interval %3 to %4")
            .arg(text(compared.ratio->value), formatPercent(100 * interval.level).chopped(2),
                 text(interval.high), text(interval.low));
    QString sentence =
        Conclusion::tr("No clear difference between the fastest, %1, and the slowest, %2: %3 vs. %4 "
                       "requests/s (%5; %6).");
    if (compared.verdict == Verdict::Worse)
        sentence = Conclusion::tr("%1 is faster than %2: %3 vs. %4 requests/s (%5; %6).");
    else if (compared.verdict == Verdict::Same)
        sentence =
            Conclusion::tr("The fastest, %1, and the slowest, %2, served the same rate within 2 %: %3 vs. %4 "
                           "requests/s (%5; %6).");
    return sentence.arg(names[0], names[1], rates[0], rates[1], ratio, basis);
}

/// @param byRate at least two, the fastest first
QString conclusionByRate(const QList<ServerStats> &byRate, const QString &basis)
{
    const ServerStats &fastest = byRate.first();
    const ServerStats &slowest = byRate.last();
    const double high = fastest.value(Metric::Rps).value_or(0);
    const double low = slowest.value(Metric::Rps).value_or(0);
    const QString fast = formatRate(high);
    const QString slow = formatRate(low);
    if (const std::optional<Comparison> compared = compareSlowestWithFastest(byRate))
        return conclusionByVerdict(*compared, {fastest.name, slowest.name}, {fast, slow}, basis);
    const auto fastRange = fastest.interval(Metric::Rps);
    const auto slowRange = slowest.interval(Metric::Rps);
    const bool areRepeated = std::min(fastest.trials.size(), slowest.trials.size()) > 1;
    if (areRepeated && fastRange && slowRange && slowRange->high >= fastRange->low)
        return Conclusion::
            tr("No clear difference: the repeats of the fastest, %1, and of the slowest, %2, overlap at %3 "
               "and "
               "%4 requests/s (%5).")
                .arg(fastest.name, slowest.name, fast, slow, basis);
    const QString ratio = QString::number(high / low, 'f', 2);
    if (ratio == u"1.00"_s)
        return Conclusion::tr("%1 and %2 served equal rates: %3 and %4 requests/s (%5).")
            .arg(fastest.name, slowest.name, fast, slow, basis);
    return Conclusion::tr("%1 served %2× the requests of %3: %4 vs. %5 requests/s (%6).")
        .arg(fastest.name, ratio, slowest.name, fast, slow, basis);
}

/// What a limit of the load generator means for the figures of some servers.
/// @param worst as ClientHealth::limitFigure
QString clientLimitClause(ClientLimit limit, const QString &names, double worst)
{
    const QString late = formatMicroseconds(std::llround(worst));
    switch (limit) {
    case ClientLimit::Exhausted:
        return Conclusion::tr("this machine ran out of file descriptors or ports with %1 (%2 failed)")
            .arg(names, formatCounted(std::llround(worst), u"requests"_s));
    case ClientLimit::BusyThread:
        return Conclusion::
            tr("the load generator was saturated with %1 (a load thread was busy in %2 of the measurement), "
               "so the server may be faster")
                .arg(names, formatPercent(100 * worst));
    case ClientLimit::OwnWork:
        return Conclusion::tr(
                   "%2 of the service time of %1 was the load generator's own work, so the server is faster")
            .arg(names, formatPercent(100 * worst));
    case ClientLimit::LateRequests:
        return Conclusion::tr(
                   "the load generator sent requests to %1 up to %2 late (p99), which their response times "
                   "include")
            .arg(names, late);
    case ClientLimit::LateUsers:
        return Conclusion::tr("the users of %1 sent up to %2 late (p99), so the load was lower than planned")
            .arg(names, late);
    case ClientLimit::None:
        break;
    }
    return Conclusion::tr("the load generator was saturated with %1").arg(names);
}

QStringList clientLimitClauses(const QList<ServerStats> &servers)
{
    std::map<ClientLimit, double> worst;
    for (const ServerStats &v : servers) {
        if (v.clientLimit)
            worst[v.clientLimit->limit] = std::max(worst[v.clientLimit->limit], v.clientLimit->figure);
    }
    QStringList clauses;
    for (const auto &entry : worst) {
        const ClientLimit limit = entry.first;
        const QString names = listNames(servers, [limit](const ServerStats &v) {
            return v.clientLimit && v.clientLimit->limit == limit;
        });
        clauses.append(clientLimitClause(limit, names, entry.second));
    }
    return clauses;
}

bool isInvalid(const ServerStats &server) { return server.isMeasured() && server.stoodStillS > 0; }

/// What makes the figures of measured servers unfit for a comparison, each in a few words.
QStringList listObstacles(const QList<ServerStats> &servers)
{
    QStringList clauses;
    if (const QList<ServerStats> invalid = those(servers, isInvalid); !invalid.isEmpty()) {
        const auto worst = std::max_element(invalid.begin(), invalid.end(), [](const auto &a, const auto &b) {
            return a.stoodStillS < b.stoodStillS;
        });
        clauses.append(Conclusion::tr("Loadstone itself stood still for %1 s while it measured %2")
                           .arg(QString::number(worst->stoodStillS, 'f', 1), listNames(servers, isInvalid)));
    }
    clauses += clientLimitClauses(servers);
    // Where nothing responded at all, the finding says what became of the requests.
    const QList<ServerStats> lossy = responding(servers).isEmpty() ? QList<ServerStats>() : servers;
    for (const ServerStats &v : lossy) {
        if (v.isMeasured() && v.failedPercent() > ServerStats::mostLostPercent)
            clauses.append(Conclusion::tr("%1 of the requests to %2 failed")
                               .arg(formatPercent(v.failedPercent()), v.name));
        if (v.isMeasured() && v.cutOffPercent() > ServerStats::mostLostPercent)
            clauses.append(Conclusion::tr("%1 of the requests to %2 were cut off")
                               .arg(formatPercent(v.cutOffPercent()), v.name));
    }
    const QString changed =
        listNames(servers, [](const ServerStats &v) { return v.isMeasured() && v.isChangedByHand; });
    if (!changed.isEmpty())
        clauses.append(Conclusion::tr("the load of %1 was changed by hand while it ran").arg(changed));
    return clauses;
}

/// What there is to know of servers beside that.
QStringList listCaveats(const QList<ServerStats> &servers)
{
    QStringList caveats;
    const auto add = [&](const QString &sentence, const auto &isConcerned) {
        const QString names = listNames(servers, isConcerned);
        if (!names.isEmpty())
            caveats.append(sentence.arg(names));
    };
    const bool isAllBySchedule = isSetBySchedule(servers);
    add(Conclusion::tr("the schedule limited %1"),
        [&](const ServerStats &v) { return v.hasResponses() && v.isScheduleBound && !isAllBySchedule; });
    add(Conclusion::tr("%1 missed the target rate"),
        [](const ServerStats &v) { return v.hasResponses() && v.isTargetMissed; });
    add(Conclusion::tr("the measurement of %1 is partial"),
        [](const ServerStats &v) { return v.hasResponses() && v.isPartial; });
    const bool isAnyResponding = !responding(servers).isEmpty();
    add(Conclusion::tr("%1 returned no valid response"), [isAnyResponding](const ServerStats &v) {
        return isAnyResponding && v.isMeasured() && !v.hasResponses();
    });
    const bool isAnyMeasured =
        std::any_of(servers.begin(), servers.end(), [](const auto &v) { return v.isMeasured(); });
    add(Conclusion::tr("%1 could not be measured"),
        [isAnyMeasured](const ServerStats &v) { return isAnyMeasured && !v.isMeasured(); });
    return caveats;
}

/// Of servers that were measured and gave no valid response at all.
QString conclusionWithoutResponse(const QList<ServerStats> &measured)
{
    if (measured.size() > 1)
        return Conclusion::tr("No server returned a valid response.");
    const ServerStats &only = measured.first();
    const EndpointMetrics &total = only.pooled.metrics();
    QStringList ends;
    if (total.failed() > 0)
        ends.append(Conclusion::tr("%1 failed").arg(formatCounted(total.failed(), u"requests"_s)));
    if (total.cutOff() > 0)
        ends.append(Conclusion::tr("%1 were cut off").arg(formatCounted(total.cutOff(), u"requests"_s)));
    return ends.isEmpty()
        ? Conclusion::tr("%1 returned no valid response: no request was sent while measuring.").arg(only.name)
        : Conclusion::tr("%1 returned no valid response: %2.").arg(only.name, ends.join(u", "_s));
}

QString caveatsSentence(const QStringList &caveats)
{
    return caveats.isEmpty() ? QString() : Conclusion::tr("Caveats: %1.").arg(caveats.join(u"; "_s));
}

} // namespace

QStringList verdictObstacles(const QList<ServerStats> &servers)
{
    const bool isAnyInvalid = std::any_of(servers.begin(), servers.end(), isInvalid);
    return responding(servers).size() > 1 || isAnyInvalid ? listObstacles(servers) : QStringList();
}

QString conclusion(const QList<ServerStats> &servers)
{
    QList<ServerStats> measured = responding(servers);
    if (measured.isEmpty()) {
        measured = those(servers, [](const ServerStats &v) { return v.isMeasured(); });
        return measured.isEmpty() ? Conclusion::tr("No server could be measured.")
                                  : conclusionWithoutResponse(measured);
    }
    if (const QStringList obstacles = verdictObstacles(servers); !obstacles.isEmpty())
        return Conclusion::tr("No verdict: %1.").arg(obstacles.join(u"; "_s));
    std::stable_sort(measured.begin(), measured.end(), [](const ServerStats &a, const ServerStats &b) {
        return a.value(Metric::Rps) > b.value(Metric::Rps);
    });
    const ServerStats &fastest = measured.first();
    const ServerStats &slowest = measured.last();
    const QString basis = describeBasis(std::min(fastest.trials.size(), slowest.trials.size()),
                                        std::max(fastest.trials.size(), slowest.trials.size()));
    const QList<ServerStats> timed =
        those(measured, [](const ServerStats &v) { return v.value(Metric::P50).has_value(); });
    if (isSetBySchedule(servers) && !timed.isEmpty())
        return conclusionByTime(timed, basis);
    if (measured.size() == 1)
        return Conclusion::tr("%1 served %2 requests/s (%3).")
            .arg(fastest.name, formatRate(fastest.value(Metric::Rps).value_or(0)), basis);
    return conclusionByRate(measured, basis);
}

QString caveats(const QList<ServerStats> &servers)
{
    // What forbids a verdict stands in the finding already.
    const QStringList known = verdictObstacles(servers).isEmpty() ? listObstacles(servers) : QStringList();
    return caveatsSentence(known + listCaveats(servers));
}

QString headline(const QList<ServerStats> &servers)
{
    return (conclusion(servers) + u' ' + caveats(servers)).trimmed();
}

QString conclusion(const RunRecord &run, const QList<ServerStats> &servers)
{
    if (QString capacity = capacityFinding(run); !capacity.isEmpty())
        return capacity;
    const bool isAnyMeasured =
        std::any_of(servers.begin(), servers.end(), [](const auto &v) { return v.isMeasured(); });
    if (!isAnyMeasured && run.state == RunState::Stopped)
        return Conclusion::tr("Stopped before anything was measured.");
    if (!isAnyMeasured && run.state == RunState::Interrupted)
        return Conclusion::tr("Interrupted before anything was measured.");
    return conclusion(servers);
}

QString caveats(const RunRecord &run, const QList<ServerStats> &servers)
{
    const bool isWithoutVerdict = capacityFinding(run).isEmpty() && !verdictObstacles(servers).isEmpty();
    const QStringList known = isWithoutVerdict ? QStringList() : listObstacles(servers);
    return (caveatsSentence(known + listCaveats(servers)) + u' ' + engineRemedy(run)).trimmed();
}

QString headline(const RunRecord &run, const QList<ServerStats> &servers)
{
    return (conclusion(run, servers) + u' ' + caveats(run, servers)).trimmed();
}

} // namespace loadstone
