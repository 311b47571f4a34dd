// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/loadmetrics.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

bool isSameKind(const FailureRecord &a, const FailureRecord &b)
{
    return a.outcomeClass == b.outcomeClass && a.status == b.status && a.diedIn == b.diedIn
        && a.endpoint == b.endpoint;
}

void mergeInto(FailureRecord &record, const FailureRecord &other)
{
    if (record.example.isEmpty() || (other.firstAtS < record.firstAtS && !other.example.isEmpty()))
        record.example = other.example;
    record.firstAtS = std::min(record.firstAtS, other.firstAtS);
    record.lastAtS = std::max(record.lastAtS, other.lastAtS);
    record.count += other.count;
}

void mergeFailures(QList<FailureRecord> &records, const QList<FailureRecord> &others)
{
    for (const FailureRecord &other : others) {
        const auto known = std::find_if(records.begin(), records.end(), [&](const FailureRecord &record) {
            return isSameKind(record, other);
        });
        if (known == records.end())
            records.append(other);
        else
            mergeInto(*known, other);
    }
}

} // namespace

qint64 EndpointMetrics::responses() const
{
    qint64 all = ok();
    for (const OutcomeClass outcome :
         {OutcomeClass::HttpStatus, OutcomeClass::WrongBody, OutcomeClass::GrpcStatus})
        all += counts[std::size_t(outcome)];
    return all;
}

std::optional<double> EndpointMetrics::failedPercent() const
{
    if (judged() == 0)
        return {};
    return 100.0 * double(failed()) / double(judged());
}

void EndpointMetrics::merge(const EndpointMetrics &other)
{
    if (name.isEmpty())
        name = other.name;
    started += other.started;
    for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] += other.counts[i];
    bytesReceived += other.bytesReceived;
    okInWindow += other.okInWindow;
    connectionsOpened += other.connectionsOpened;
    stale += other.stale;
    serviceTime.merge(other.serviceTime);
    responseTime.merge(other.responseTime);
    for (std::size_t i = 0; i < phases.size(); ++i)
        phases[i].merge(other.phases[i]);
}

EndpointMetrics LoadMetrics::total() const
{
    EndpointMetrics all;
    all.name = u"All"_s;
    for (const EndpointMetrics &endpoint : endpoints)
        all.merge(endpoint);
    return all;
}

QList<EndpointMetrics> LoadMetrics::groups() const
{
    QList<EndpointMetrics> groups;
    for (const EndpointMetrics &endpoint : endpoints) {
        if (endpoint.group.isEmpty())
            continue;
        auto group = std::find_if(groups.begin(), groups.end(), [&endpoint](const EndpointMetrics &each) {
            return each.name == endpoint.group;
        });
        if (group == groups.end()) {
            groups.emplaceBack();
            group = groups.end() - 1;
            group->name = endpoint.group;
        }
        group->merge(endpoint);
    }
    return groups;
}

void LoadMetrics::merge(const LoadMetrics &other)
{
    if (other.login && !login) {
        login = other.login;
    } else if (other.login) {
        login->requests.merge(other.login->requests);
        if (login->firstFailure.isEmpty())
            login->firstFailure = other.login->firstFailure;
    }
    for (qsizetype i = 0; i < other.endpoints.size(); ++i) {
        if (i < endpoints.size())
            endpoints[i].merge(other.endpoints[i]);
        else
            endpoints.append(other.endpoints[i]);
    }

    mergeFailures(failures, other.failures);
    otherFailures += other.otherFailures;
    if (failures.size() > maximumFailureKinds) {
        std::stable_sort(failures.begin(), failures.end(),
                         [](const FailureRecord &a, const FailureRecord &b) { return a.count > b.count; });
        for (qsizetype i = maximumFailureKinds; i < failures.size(); ++i)
            otherFailures += failures[i].count;
        failures.resize(maximumFailureKinds);
    }
}

} // namespace loadstone
