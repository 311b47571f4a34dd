// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validatemeasurement.h"

#include "core/base/json.h"
#include "core/profile/codec/fieldlist.h"
#include "core/profile/validation/validation.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

void validateTimes(Validation &validation)
{
    if (validation.profile().measurement.warmUp == Milliseconds(0))
        validation.note(u"/measurement/warm_up_s"_s,
                        ProfileProblems::tr(
                            "Warm-up is 0 s: the first requests are measured, and results are marked cold. "
                            "Set \"warm_up_s\" to a few seconds to measure warm servers."));
    if (validation.profile().service.processDelay >= validation.profile().connection.timeout
        && validation.isDecoded(u"/service"_s))
        validation.warn(u"/connection/timeout_s"_s,
                        ProfileProblems::tr("The timeout does not exceed \"process_delay_s\" of /service, so "
                                            "these requests will fail. Raise it."));
}

/// Which of repeats, precision and time decides the number of rounds.
void validateRounds(Validation &validation)
{
    const Profile &profile = validation.profile();
    const Measurement &measurement = profile.measurement;
    const QString repeats = u"/measurement/repeats"_s;
    const QString metric = u"/measurement/precision_metric"_s;
    if (!measurement.hasFixedRounds() && validation.isWritten(repeats))
        validation.warn(repeats,
                        ProfileProblems::tr("\"repeats\" has no effect: the precision or the time decides. "
                                            "Remove it, or remove \"precision_percent\" and \"at_most_s\"."));
    if (measurement.hasFixedRounds() && validation.isWritten(metric))
        validation.warn(metric,
                        ProfileProblems::tr("\"precision_metric\" requires \"precision_percent\" or "
                                            "\"at_most_s\". Add one, or remove it."));
    const QString precision = u"/measurement/precision_percent"_s;
    if (measurement.precisionPercent && profile.capacity)
        validation.error(precision,
                         ProfileProblems::tr("A capacity search has a precision of its own. Remove "
                                             "\"precision_percent\", or \"capacity\"."));
    const bool isRateOfSchedule = measurement.precisionMetric == Metric::Rps && profile.load.hasDueTimes();
    if (measurement.precisionPercent && isRateOfSchedule)
        validation.warn(
            precision,
            ProfileProblems::tr("The schedule sets the rate, so its precision says little about the "
                                "servers. Set \"precision_metric\" to p50 or cpu_ms_per_request."));
}

void validateUpstream(Validation &validation)
{
    const Upstream &upstream = validation.profile().upstream;
    if (!validation.isDecoded(u"/upstream"_s))
        return;
    const QString truncates = u"/upstream/whole_seconds"_s;
    if (upstream.truncatesSeconds && upstream.api != Upstream::Api::Gosleep)
        validation.warn(
            truncates,
            ProfileProblems::tr(
                "Only \"gosleep\" truncates delays to whole seconds. Remove \"whole_seconds\", or "
                "set \"api\" to \"gosleep\"."));
    if (upstream.port > 0 && upstream.port == validation.profile().port)
        validation.error(
            u"/upstream/port"_s,
            ProfileProblems::tr("The servers and the slow upstream cannot share port %1. Change one "
                                "of them, or remove it to use a free port.")
                .arg(upstream.port));
    if (upstream.api != Upstream::Api::None && upstream.delay >= validation.profile().connection.timeout)
        validation.warn(
            u"/connection/timeout_s"_s,
            ProfileProblems::tr("The timeout does not exceed \"delay_s\" of /upstream, so requests "
                                "that call the slow upstream will fail. Raise it."));
}

/// The pointers of all durations, present or not.
QStringList timePointers(const Profile &profile)
{
    QStringList pointers;
    for (const ProfileField &field : profileFields()) {
        const QString place = QString::fromLatin1(field.place);
        if (!field.isTime)
            continue;
        if (!place.contains(u'*'))
            pointers.append(place);
        for (qsizetype i = 0; place.contains(u'*') && i < profile.load.stages.size(); ++i)
            pointers.append(QString(place).replace(u'*', QString::number(i)));
    }
    return pointers;
}

// Durations are stored in whole milliseconds; a finer one in the text would silently be rounded.
void validateResolution(Validation &validation)
{
    if (!validation.text())
        return;
    for (const QString &pointer : timePointers(validation.profile())) {
        const double milliseconds = validation.text()->valueText(pointer).toDouble() * 1000;
        const double rounded = std::round(milliseconds);
        if (milliseconds > 0 && rounded == 0)
            validation.error(pointer,
                             ProfileProblems::tr(
                                 "\"%1\" is under half a millisecond, which rounds to 0. Use 0 or at least "
                                 "0.001.")
                                 .arg(lastOfPointer(pointer)));
        else if (std::abs(milliseconds - rounded) > 1e-6)
            validation.warn(
                pointer,
                ProfileProblems::tr("\"%1\" is rounded to %2 s, since times have a resolution of 1 "
                                    "ms. Write the rounded value.")
                    .arg(lastOfPointer(pointer))
                    .arg(rounded / 1000, 0, 'g', 12));
    }
}

void validateAffinity(Validation &validation)
{
    const Affinity &affinity = validation.profile().affinity;
    if (!validation.isDecoded(u"/affinity"_s))
        return;
    const bool isShared = std::any_of(affinity.server.begin(), affinity.server.end(),
                                      [&affinity](int core) { return affinity.generator.contains(core); });
    if (isShared)
        validation.warn(
            u"/affinity"_s,
            ProfileProblems::tr(
                "Server and load generator share a core and slow each other down. Assign separate cores."));
}

void validatePort(Validation &validation)
{
    constexpr int firstFreePort = 1024;
    if (validation.profile().port > 0 && validation.profile().port < firstFreePort)
        validation.warn(
            u"/port"_s,
            ProfileProblems::tr("Port %1 requires root. Use a port from 1024 on, or 0 for a free one.")
                .arg(validation.profile().port));
}

} // namespace

void validateMeasurement(Validation &validation)
{
    validateTimes(validation);
    validateRounds(validation);
    validateUpstream(validation);
    validateResolution(validation);
    validateAffinity(validation);
    validatePort(validation);
}

} // namespace loadstone
