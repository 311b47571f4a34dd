// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validatecapacity.h"

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/profile/limits.h"
#include "core/profile/threshold.h"
#include "core/profile/validation/validation.h"
#include "core/text/format.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// What thresholds can name as an endpoint: requests, then groups.
QStringList endpointNames(const Profile &profile)
{
    QStringList names;
    for (const RequestTemplate &request : profile.requests)
        names << request.name;
    for (const RequestTemplate &request : profile.requests) {
        if (!request.group.isEmpty())
            names << request.group;
    }
    names.removeDuplicates();
    return names;
}

void validateEndpoint(Validation &validation, const QString &endpoint, const QString &pointer)
{
    const QStringList names = endpointNames(validation.profile());
    // A request that could not be decoded may be the one.
    if (endpoint.isEmpty() || names.isEmpty() || names.contains(endpoint)
        || !validation.isDecoded(u"/requests"_s))
        return;
    const QString nearest = nearestName(endpoint, names);
    validation.error(pointer,
                     ProfileProblems::tr("No request or group has the name %1. %2")
                         .arg(quoted(endpoint),
                              nearest.isEmpty()
                                  ? ProfileProblems::tr("Use one of: %1.").arg(listedNames(names))
                                  : ProfileProblems::tr("Did you mean \"%1\"?").arg(nearest)));
}

void validateList(Validation &validation, const QList<Threshold> &thresholds, const QString &pointer)
{
    for (qsizetype i = 0; i < thresholds.size(); ++i) {
        const Result<Threshold> threshold = parseThreshold(thresholds.at(i).text);
        if (!threshold)
            validation.error(childPointer(pointer, i), threshold.error().text());
        else
            validateEndpoint(validation, threshold->scope.endpoint, childPointer(pointer, i));
    }
}

} // namespace

void validateThresholds(Validation &validation)
{
    validateList(validation, validation.profile().thresholds, u"/thresholds"_s);
}

void validateCapacity(Validation &validation)
{
    const std::optional<Capacity> &capacity = validation.profile().capacity;
    if (!capacity)
        return;
    const QString pointer = u"/capacity"_s;
    validateList(validation, capacity->objectives, pointer + u"/objectives"_s);
    for (qsizetype i = 0; i < capacity->objectives.size(); ++i) {
        if (capacity->objectives[i].isOfBaseline)
            validation.error(
                childPointer(pointer + u"/objectives"_s, i),
                ProfileProblems::tr("A single level is not compared with a baseline. Write a value, or "
                                    "a threshold of the profile."));
        if (!capacity->objectives[i].scope.server.isEmpty())
            validation.error(childPointer(pointer + u"/objectives"_s, i),
                             ProfileProblems::tr("All servers are searched with the same objectives. Remove "
                                                 "the server from the braces."));
    }
    if (capacity->lowest > capacity->highest)
        validation.error(pointer + u"/lowest"_s,
                         ProfileProblems::tr("\"lowest\" is above \"highest\". Swap them."));
    if (!validation.profile().load.isOpen() && capacity->highest > double(limits::users.most))
        validation.error(pointer + u"/highest"_s,
                         ProfileProblems::tr("At most %1 users are possible. Lower \"highest\".")
                             .arg(formatCount(limits::users.most)));
    if (validation.isWritten(pointer + u"/cpu_percent"_s) && capacity->until != Capacity::Until::ServerCpu)
        validation.warn(pointer + u"/cpu_percent"_s,
                        ProfileProblems::tr(
                            "\"cpu_percent\" requires \"until\": \"server-cpu\". Add that, or remove it."));
    const Load &load = validation.profile().load;
    if (!load.stages.isEmpty())
        validation.warn(
            u"/load/stages"_s,
            ProfileProblems::tr("A capacity search sets its own levels and ignores stages. Remove "
                                "\"stages\" or \"capacity\"."));
}

} // namespace loadstone
