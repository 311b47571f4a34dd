// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/format.h"
#include "core/report/capacityreport.h"
#include "core/report/reportmodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

constexpr double failedPercentToSay = 1;

bool hasAnswers(const VariantSummary &variant) { return variant.isMeasured() && variant.pooled.ok() > 0; }

QList<VariantSummary> answering(const QList<VariantSummary> &variants)
{
    QList<VariantSummary> result;
    std::copy_if(variants.begin(), variants.end(), std::back_inserter(result), hasAnswers);
    return result;
}

/// "Sanic", "Sanic and Flask", "Sanic, Flask and aiohttp".
QString enumerated(QStringList names)
{
    if (names.size() < 2)
        return names.value(0);
    const QString last = names.takeLast();
    return u"%1 and %2"_s.arg(names.join(u", "_s), last);
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

} // namespace

bool isSetBySchedule(const QList<VariantSummary> &variants)
{
    const QList<VariantSummary> measured = answering(variants);
    return !measured.isEmpty()
        && std::all_of(measured.begin(), measured.end(), [](const auto &v) { return v.isPacingBound; });
}

QString findingOf(const QList<VariantSummary> &variants)
{
    QList<VariantSummary> measured = answering(variants);
    if (measured.isEmpty())
        return u"No server could be measured; the warnings say why."_s;
    std::stable_sort(measured.begin(), measured.end(),
                     [](const VariantSummary &a, const VariantSummary &b) { return a.rps > b.rps; });
    const VariantSummary &fastest = measured.first();
    const VariantSummary &slowest = measured.last();
    const QString basis =
        basisOf(std::min(fastest.trials, slowest.trials), std::max(fastest.trials, slowest.trials));
    if (isSetBySchedule(variants))
        return answerByTime(measured, basis);
    if (measured.size() == 1)
        return u"%1 served %2 requests/s (%3)."_s.arg(fastest.name, formatRate(fastest.rps), basis);
    return answerByRate(fastest, slowest, basis);
}

QString reservationsOf(const QList<VariantSummary> &variants)
{
    QStringList reservations;
    const bool isAllBySchedule = isSetBySchedule(variants);
    const auto add = [&](const QString &sentence, const auto &isConcerned) {
        QStringList names;
        for (const VariantSummary &variant : variants) {
            if (isConcerned(variant))
                names.append(variant.name);
        }
        if (!names.isEmpty())
            reservations.append(sentence.arg(
                names.size() > 1 && names.size() == variants.size() ? u"all servers"_s : enumerated(names)));
    };
    add(u"the load generator was at its limit with %1, so that more may be possible than is shown"_s,
        [](const VariantSummary &v) { return hasAnswers(v) && v.isClientLimited; });
    add(u"the schedule held %1 back"_s,
        [&](const VariantSummary &v) { return hasAnswers(v) && v.isPacingBound && !isAllBySchedule; });
    add(u"the load of %1 was changed by hand while it ran"_s,
        [](const VariantSummary &v) { return hasAnswers(v) && v.isChangedByHand; });
    add(u"%1 missed the target rate"_s,
        [](const VariantSummary &v) { return hasAnswers(v) && v.isTargetMissed; });
    for (const VariantSummary &v : variants) {
        if (hasAnswers(v) && v.failedPercent() > failedPercentToSay)
            reservations.append(
                u"%1 of the requests to %2 failed"_s.arg(formatPercent(v.failedPercent()), v.name));
    }
    add(u"only a part was measured of %1"_s,
        [](const VariantSummary &v) { return hasAnswers(v) && v.isPartial; });
    add(u"no right answer came from %1"_s,
        [](const VariantSummary &v) { return v.isMeasured() && v.pooled.ok() == 0; });
    add(u"there is no measurement of %1"_s, [](const VariantSummary &v) { return !v.isMeasured(); });
    return reservations.isEmpty() ? QString() : u"With reservations: %1."_s.arg(reservations.join(u"; "_s));
}

QString answerOf(const QList<VariantSummary> &variants)
{
    const QString reservations = reservationsOf(variants);
    return reservations.isEmpty() ? findingOf(variants) : findingOf(variants) + u' ' + reservations;
}

QString findingOf(const RunResult &result, const QList<VariantSummary> &variants)
{
    const QString capacity = capacityFinding(result);
    return capacity.isEmpty() ? findingOf(variants) : capacity;
}

QString answerOf(const RunResult &result, const QList<VariantSummary> &variants)
{
    return (findingOf(result, variants) + u' ' + reservationsOf(variants)).trimmed();
}

} // namespace loadstone
