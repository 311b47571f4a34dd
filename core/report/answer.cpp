// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/format.h"
#include "core/report/capacityreport.h"
#include "core/report/enginehint.h"
#include "core/report/reportmodel.h"

#include <algorithm>
#include <cmath>
#include <map>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

/// From here on failures, and requests of unknown outcome, forbid a comparison.
constexpr double mostLostPercent = 1;

template<typename Condition>
QList<VariantSummary> those(const QList<VariantSummary> &variants, Condition condition)
{
    QList<VariantSummary> result;
    std::copy_if(variants.begin(), variants.end(), std::back_inserter(result), condition);
    return result;
}

QList<VariantSummary> responding(const QList<VariantSummary> &variants)
{
    return those(variants, [](const VariantSummary &v) { return v.hasResponses(); });
}

/// "Sanic", "Sanic and Flask", "Sanic, Flask and aiohttp".
QString enumerated(QStringList names)
{
    if (names.size() < 2)
        return names.value(0);
    const QString last = names.takeLast();
    return u"%1 and %2"_s.arg(names.join(u", "_s), last);
}

/// Their names, or "all servers".
template<typename Condition>
QString namesOf(const QList<VariantSummary> &variants, Condition condition)
{
    QStringList names;
    for (const VariantSummary &variant : variants) {
        if (condition(variant))
            names.append(variant.name);
    }
    return names.size() > 1 && names.size() == variants.size() ? u"all servers"_s : enumerated(names);
}

QString basisOf(int fewest, int most)
{
    if (fewest < 2)
        return u"one run, no error estimate"_s;
    return (fewest == most ? u"medians of %1 repeats"_s : u"medians of at least %1 repeats"_s).arg(fewest);
}

QString answerByTime(const QList<VariantSummary> &measured, const QString &basis)
{
    const auto [quick, slow] =
        std::minmax_element(measured.begin(), measured.end(), [](const auto &a, const auto &b) {
            return a.percentileUs(50) < b.percentileUs(50);
        });
    const auto median = [](const VariantSummary &v) { return formatMicroseconds(v.percentileUs(50)); };
    const QString times = measured.size() == 1
        ? u"%1 gave half of them within %2"_s.arg(quick->name, median(*quick))
        : u"half the answers of %1 came within %2, of %3 within %4"_s.arg(quick->name, median(*quick),
                                                                          slow->name, median(*slow));
    return u"The schedule set the rate of requests, so compare response times: %1 (%2)."_s.arg(times, basis);
}

QString answerByRate(const VariantSummary &fastest, const VariantSummary &slowest, const QString &basis)
{
    const QString fast = formatRate(fastest.rps);
    const QString slow = formatRate(slowest.rps);
    if (std::min(fastest.trials, slowest.trials) > 1 && slowest.rpsMax >= fastest.rpsMin)
        return u"No clear difference: the repeats of the fastest, %1, and of the slowest, %2, overlap at %3 "
               u"and "
               u"%4 requests a second (%5)."_s.arg(fastest.name, slowest.name, fast, slow, basis);
    const QString ratio = QString::number(fastest.rps / slowest.rps, 'f', 2);
    if (ratio == u"1.00"_s)
        return u"%1 and %2 served as many requests: %3 and %4 a second (%5)."_s.arg(
            fastest.name, slowest.name, fast, slow, basis);
    return u"%1 served %2× the requests of %3: %4 against %5 a second (%6)."_s.arg(
        fastest.name, ratio, slowest.name, fast, slow, basis);
}

/// What a limit of the load generator means for the figures of some servers.
/// @param worst as ClientHealth::limitFigure
QString clientLimitClause(ClientLimit limit, const QString &names, double worst)
{
    const QString late = formatMicroseconds(std::llround(worst));
    switch (limit) {
    case ClientLimit::Exhausted:
        return u"this machine ran out of file descriptors or ports with %1 (%2 failed)"_s.arg(
            names, formatCounted(std::llround(worst), u"requests"_s));
    case ClientLimit::BusyThread:
        return u"the load generator was saturated with %1 (a load thread was busy in %2 of the measurement), "
               "so the server may be faster"_s.arg(names, formatPercent(100 * worst));
    case ClientLimit::OwnWork:
        return u"%2 of the service time of %1 was the load generator's own work, so the server is faster"_s
            .arg(names, formatPercent(100 * worst));
    case ClientLimit::LateRequests:
        return u"the load generator sent requests to %1 up to %2 late (p99), which their response times "
               "include"_s.arg(names, late);
    case ClientLimit::LateUsers:
        return u"the users of %1 sent up to %2 late (p99), so the load was lower than planned"_s.arg(names,
                                                                                                     late);
    case ClientLimit::None:
        break;
    }
    return u"the load generator was at its limit with %1"_s.arg(names);
}

QStringList clientLimitClauses(const QList<VariantSummary> &variants)
{
    std::map<ClientLimit, double> worst;
    for (const VariantSummary &v : variants) {
        if (v.isMeasured() && v.isClientLimited)
            worst[v.clientLimit] = std::max(worst[v.clientLimit], v.clientLimitFigure);
    }
    QStringList clauses;
    for (const auto &entry : worst) {
        const ClientLimit limit = entry.first;
        const QString names = namesOf(variants, [limit](const VariantSummary &v) {
            return v.isMeasured() && v.isClientLimited && v.clientLimit == limit;
        });
        clauses.append(clientLimitClause(limit, names, entry.second));
    }
    return clauses;
}

bool isInvalid(const VariantSummary &variant) { return variant.isMeasured() && variant.stoodStillS > 0; }

/// What makes the figures of measured servers unfit for a comparison, each in a few words.
QStringList obstaclesOf(const QList<VariantSummary> &variants)
{
    QStringList clauses;
    if (const QList<VariantSummary> invalid = those(variants, isInvalid); !invalid.isEmpty()) {
        const auto worst = std::max_element(invalid.begin(), invalid.end(), [](const auto &a, const auto &b) {
            return a.stoodStillS < b.stoodStillS;
        });
        clauses.append(u"Loadstone itself stood still for %1 s while it measured %2"_s.arg(
            QString::number(worst->stoodStillS, 'f', 1), namesOf(variants, isInvalid)));
    }
    clauses += clientLimitClauses(variants);
    // Where nothing responded at all, the finding says what became of the requests.
    const QList<VariantSummary> lossy = responding(variants).isEmpty() ? QList<VariantSummary>() : variants;
    for (const VariantSummary &v : lossy) {
        if (v.isMeasured() && v.failedPercent() > mostLostPercent)
            clauses.append(
                u"%1 of the requests to %2 failed"_s.arg(formatPercent(v.failedPercent()), v.name));
        if (v.isMeasured() && v.cutOffPercent() > mostLostPercent)
            clauses.append(
                u"%1 of the requests to %2 were cut off"_s.arg(formatPercent(v.cutOffPercent()), v.name));
    }
    const QString changed =
        namesOf(variants, [](const VariantSummary &v) { return v.isMeasured() && v.isChangedByHand; });
    if (!changed.isEmpty())
        clauses.append(u"the load of %1 was changed by hand while it ran"_s.arg(changed));
    return clauses;
}

/// What there is to know of servers beside that.
QStringList caveatsOf(const QList<VariantSummary> &variants)
{
    QStringList caveats;
    const auto add = [&](const QString &sentence, const auto &isConcerned) {
        const QString names = namesOf(variants, isConcerned);
        if (!names.isEmpty())
            caveats.append(sentence.arg(names));
    };
    const bool isAllBySchedule = isSetBySchedule(variants);
    add(u"the schedule held %1 back"_s,
        [&](const VariantSummary &v) { return v.hasResponses() && v.isPacingBound && !isAllBySchedule; });
    add(u"%1 missed the target rate"_s,
        [](const VariantSummary &v) { return v.hasResponses() && v.isTargetMissed; });
    add(u"only a part was measured of %1"_s,
        [](const VariantSummary &v) { return v.hasResponses() && v.isPartial; });
    const bool isAnyResponding = !responding(variants).isEmpty();
    add(u"%1 returned no valid response"_s, [isAnyResponding](const VariantSummary &v) {
        return isAnyResponding && v.isMeasured() && !v.hasResponses();
    });
    const bool isAnyMeasured =
        std::any_of(variants.begin(), variants.end(), [](const auto &v) { return v.isMeasured(); });
    add(u"there is no measurement of %1"_s,
        [isAnyMeasured](const VariantSummary &v) { return isAnyMeasured && !v.isMeasured(); });
    return caveats;
}

/// Of servers that were measured and gave no valid response at all.
QString findingWithoutResponse(const QList<VariantSummary> &measured)
{
    if (measured.size() > 1)
        return u"No server returned a valid response."_s;
    const VariantSummary &only = measured.first();
    const EndpointMetrics &total = only.pooled;
    QStringList ends;
    if (total.failed() > 0)
        ends.append(u"%1 failed"_s.arg(formatCounted(total.failed(), u"requests"_s)));
    if (total.cutOff() > 0)
        ends.append(u"%1 were cut off"_s.arg(formatCounted(total.cutOff(), u"requests"_s)));
    return ends.isEmpty()
        ? u"%1 returned no valid response: no request was sent while measuring."_s.arg(only.name)
        : u"%1 returned no valid response: %2."_s.arg(only.name, ends.join(u", "_s));
}

QString caveatsSentence(const QStringList &caveats)
{
    return caveats.isEmpty() ? QString() : u"Caveats: %1."_s.arg(caveats.join(u"; "_s));
}

} // namespace

bool isSetBySchedule(const QList<VariantSummary> &variants)
{
    const QList<VariantSummary> measured = responding(variants);
    return !measured.isEmpty()
        && std::all_of(measured.begin(), measured.end(), [](const auto &v) { return v.isPacingBound; });
}

QStringList whyNoVerdict(const QList<VariantSummary> &variants)
{
    const bool isAnyInvalid = std::any_of(variants.begin(), variants.end(), isInvalid);
    return responding(variants).size() > 1 || isAnyInvalid ? obstaclesOf(variants) : QStringList();
}

QString findingOf(const QList<VariantSummary> &variants)
{
    QList<VariantSummary> measured = responding(variants);
    if (measured.isEmpty()) {
        measured = those(variants, [](const VariantSummary &v) { return v.isMeasured(); });
        return measured.isEmpty() ? u"No server could be measured."_s : findingWithoutResponse(measured);
    }
    if (const QStringList obstacles = whyNoVerdict(variants); !obstacles.isEmpty())
        return u"No verdict: %1."_s.arg(obstacles.join(u"; "_s));
    std::stable_sort(measured.begin(), measured.end(),
                     [](const VariantSummary &a, const VariantSummary &b) { return a.rps > b.rps; });
    const VariantSummary &fastest = measured.first();
    const VariantSummary &slowest = measured.last();
    const QString basis =
        basisOf(std::min(fastest.trials, slowest.trials), std::max(fastest.trials, slowest.trials));
    const QList<VariantSummary> timed =
        those(measured, [](const VariantSummary &v) { return v.percentileUs(50) >= 0; });
    if (isSetBySchedule(variants) && !timed.isEmpty())
        return answerByTime(timed, basis);
    if (measured.size() == 1)
        return u"%1 served %2 requests/s (%3)."_s.arg(fastest.name, formatRate(fastest.rps), basis);
    return answerByRate(fastest, slowest, basis);
}

QString reservationsOf(const QList<VariantSummary> &variants)
{
    // What forbids a verdict stands in the finding already.
    const QStringList known = whyNoVerdict(variants).isEmpty() ? obstaclesOf(variants) : QStringList();
    return caveatsSentence(known + caveatsOf(variants));
}

QString answerOf(const QList<VariantSummary> &variants)
{
    return (findingOf(variants) + u' ' + reservationsOf(variants)).trimmed();
}

QString findingOf(const RunResult &result, const QList<VariantSummary> &variants)
{
    if (QString capacity = capacityFinding(result); !capacity.isEmpty())
        return capacity;
    const bool isAnyMeasured =
        std::any_of(variants.begin(), variants.end(), [](const auto &v) { return v.isMeasured(); });
    if (!isAnyMeasured && result.state == RunState::Stopped)
        return u"Stopped before anything was measured."_s;
    return findingOf(variants);
}

QString reservationsOf(const RunResult &result, const QList<VariantSummary> &variants)
{
    const bool isWithoutVerdict = capacityFinding(result).isEmpty() && !whyNoVerdict(variants).isEmpty();
    const QStringList known = isWithoutVerdict ? QStringList() : obstaclesOf(variants);
    return (caveatsSentence(known + caveatsOf(variants)) + u' ' + engineRemedy(result)).trimmed();
}

QString answerOf(const RunResult &result, const QList<VariantSummary> &variants)
{
    return (findingOf(result, variants) + u' ' + reservationsOf(result, variants)).trimmed();
}

} // namespace loadstone
