// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/meaningcheck.h"

#include "core/base/format.h"
#include "core/profile/enumids.h"
#include "core/profile/limits.h"
#include "core/profile/threshold.h"

#include <QJsonArray>

#include <cmath>
#include <numeric>

namespace loadstone
{

namespace
{

void checkEndOfLoad(MeaningCheck &check)
{
    const Load &load = check.profile().load;
    if (!load.measured() && !load.requests && !check.profile().capacity)
        check.error(QStringLiteral("/load"),
                    QStringLiteral("The load would never end. Add \"duration_s\", \"requests\" or both."));
    if (!load.stages.isEmpty() && load.duration)
        check.error(QStringLiteral("/load/duration_s"),
                    QStringLiteral("The stages say how long is measured. Remove \"duration_s\", or the "
                                   "\"stages\"."));
}

/// What is needed in the load's model, and what says nothing there.
void checkModel(MeaningCheck &check)
{
    const QString pointer = QStringLiteral("/load");
    if (!check.isSound(pointer + QStringLiteral("/model")))
        return;
    const bool isOpen = check.profile().load.isOpen();
    const QString needed = isOpen ? QStringLiteral("rate_per_s") : QStringLiteral("users");
    const QString kind = isOpen ? QStringLiteral("An open load") : QStringLiteral("A closed load");
    if (!check.isGiven(childPointer(pointer, needed)))
        check.error(pointer, QStringLiteral("%1 needs \"%2\". Add it.").arg(kind, needed));
    const QStringList ofClosed{QStringLiteral("users"), QStringLiteral("spawn_rate_per_s"),
                               QStringLiteral("think_time"), QStringLiteral("pacing_s")};
    const QStringList ofOpen{QStringLiteral("rate_per_s"), QStringLiteral("arrivals"),
                             QStringLiteral("connections"), QStringLiteral("queue")};
    for (const QString &key : isOpen ? ofClosed : ofOpen) {
        if (check.isGiven(childPointer(pointer, key)))
            check.warn(childPointer(pointer, key),
                       QStringLiteral("\"%1\" has no meaning in %2 load. Remove it, or change \"model\".")
                           .arg(key, isOpen ? QStringLiteral("an open") : QStringLiteral("a closed")));
    }
}

void checkStages(MeaningCheck &check)
{
    const Load &load = check.profile().load;
    const QString key = load.isOpen() ? QStringLiteral("rate_per_s") : QStringLiteral("users");
    for (qsizetype i = 0; i < load.stages.size(); ++i) {
        const QString pointer = childPointer(QStringLiteral("/load/stages"), i);
        if (check.isSound(pointer) && !check.isGiven(childPointer(pointer, key)))
            check.error(
                pointer,
                QStringLiteral("Each stage of %1 load needs \"%2\". Add it.")
                    .arg(load.isOpen() ? QStringLiteral("an open") : QStringLiteral("a closed"), key));
    }
    if (load.highestTarget() <= 0 && check.isSound(QStringLiteral("/load")))
        check.error(QStringLiteral("/load"),
                    QStringLiteral("The rate is 0 all the time, so nothing would be sent. Raise "
                                   "\"rate_per_s\"."));
}

void checkPacing(MeaningCheck &check)
{
    const Load &load = check.profile().load;
    if (load.pacing > Milliseconds(0) && load.thinkTime.kind != ThinkTime::Kind::None)
        check.error(QStringLiteral("/load/pacing_s"),
                    QStringLiteral("Either the pacing or the think time says when a user goes on. Remove "
                                   "\"pacing_s\" or \"think_time\"."));
}

void checkUsers(MeaningCheck &check)
{
    const Load &load = check.profile().load;
    if (load.isOpen() || !check.isSound(QStringLiteral("/load/users")))
        return;
    const int users = load.mostUsers();
    // Linux hands out about 28,000 local ports for connections to one address.
    constexpr int portsOfOneClient = 28'000;
    if (users > portsOfOneClient)
        check.warn(QStringLiteral("/load/users"),
                   QStringLiteral(
                       "%1 users need as many local ports; Linux gives about 28,000 by default. Use fewer "
                       "users, or widen net.ipv4.ip_local_port_range.")
                       .arg(users));
    if (check.profile().connection.threads > users)
        check.warn(
            QStringLiteral("/connection/threads"),
            QStringLiteral(
                "There are more load threads than users, so some have nothing to do (%1). Use at most %2.")
                .arg(check.profile().connection.threads - users)
                .arg(users));
    if (load.requests && *load.requests < users)
        check.warn(
            QStringLiteral("/load/requests"),
            QStringLiteral("Some users send nothing, as %1 requests end the load and there are %2 users. Use "
                           "fewer users or more requests.")
                .arg(*load.requests)
                .arg(users));
    // As every other time of a profile. The first user starts immediately.
    constexpr Seconds longestSpawning = std::chrono::hours(24);
    if (load.spawnRate > 0 && (load.users - 1) / load.spawnRate > longestSpawning.count())
        check.error(QStringLiteral("/load/spawn_rate_per_s"),
                    QStringLiteral("Starting %1 users takes over 24 hours, and nothing is measured before. "
                                   "Raise \"spawn_rate_per_s\" to at least %2, or use fewer users.")
                        .arg(load.users)
                        .arg((load.users - 1) / longestSpawning.count(), 0, 'g', 3));
}

void checkThinkTime(MeaningCheck &check)
{
    const QString pointer = QStringLiteral("/load/think_time");
    const ThinkTime &think = check.profile().load.thinkTime;
    const bool isUniform = think.kind == ThinkTime::Kind::Uniform;
    const bool hasMean =
        think.kind == ThinkTime::Kind::Constant || think.kind == ThinkTime::Kind::Exponential;
    const QString kind = enumId(think.kind);
    if (isUniform && think.min > think.max)
        check.error(
            pointer,
            QStringLiteral("The shortest think time (\"min_s\") is above the longest (\"max_s\"). Swap "
                           "them."));
    else if (isUniform && think.max == Milliseconds(0))
        check.error(pointer,
                    QStringLiteral("A uniform think time needs a \"max_s\" above 0. Add it, or use \"kind\": "
                                   "\"none\"."));
    if (hasMean && think.mean == Milliseconds(0))
        check.error(pointer,
                    QStringLiteral("A think time of kind \"%1\" needs a \"mean_s\" above 0. Add it, or use "
                                   "\"kind\": \"none\".")
                        .arg(kind));
    QStringList meaningless;
    if (!isUniform)
        meaningless << QStringLiteral("min_s") << QStringLiteral("max_s");
    if (!hasMean)
        meaningless << QStringLiteral("mean_s");
    for (const QString &key : meaningless) {
        if (check.isGiven(childPointer(pointer, key)) && check.isSound(pointer + QStringLiteral("/kind")))
            check.warn(childPointer(pointer, key),
                       QStringLiteral("\"%1\" has no meaning for a think time of kind \"%2\". Remove it.")
                           .arg(key, kind));
    }
}

void checkRareRequests(MeaningCheck &check)
{
    if (!check.profile().load.requests || !check.isSound(QStringLiteral("/requests")))
        return;
    const double sum =
        std::accumulate(check.profile().requests.begin(), check.profile().requests.end(), 0.0,
                        [](double total, const RequestTemplate &r) { return total + r.weight; });
    for (qsizetype i = 0; i < check.profile().requests.size(); ++i) {
        const RequestTemplate &request = check.profile().requests.at(i);
        const double expected = static_cast<double>(*check.profile().load.requests) * request.weight / sum;
        if (expected < 1)
            check.warn(QStringLiteral("/requests/%1/weight").arg(i),
                       QStringLiteral(
                           "%1 is likely never sent: its weight is %2 of %3, and only %4 requests are made. "
                           "Raise its weight or \"requests\" of /load.")
                           .arg(quoted(request.name), QString::number(request.weight), QString::number(sum),
                                QString::number(*check.profile().load.requests)));
    }
}

void checkTimes(MeaningCheck &check)
{
    if (check.profile().measurement.warmUp == Milliseconds(0))
        check.note(
            QStringLiteral("/measurement/warm_up_s"),
            QStringLiteral("Warm-up is 0 s. First requests will be counted; results are marked cold. Set "
                           "\"warm_up_s\" to a few seconds to measure warm servers."));
    if (check.profile().service.processDelay >= check.profile().connection.timeout
        && check.isSound(QStringLiteral("/service")))
        check.warn(
            QStringLiteral("/connection/timeout_s"),
            QStringLiteral(
                "The timeout is not longer than \"process_delay_s\" of /service, so these requests all "
                "fail. Raise it."));
}

void checkUpstream(MeaningCheck &check)
{
    const Upstream &upstream = check.profile().upstream;
    if (!check.isSound(QStringLiteral("/upstream")))
        return;
    const QString truncates = QStringLiteral("/upstream/whole_seconds");
    if (upstream.truncatesSeconds && upstream.api != Upstream::Api::Gosleep)
        check.warn(
            truncates,
            QStringLiteral("Only \"gosleep\" cuts waits to whole seconds. Remove \"whole_seconds\", or "
                           "set \"api\" to \"gosleep\"."));
    if (upstream.port > 0 && upstream.port == check.profile().port)
        check.error(
            QStringLiteral("/upstream/port"),
            QStringLiteral("The servers and the slow API cannot both listen on port %1. Change one, or "
                           "remove it to have a free one.")
                .arg(upstream.port));
    if (upstream.api != Upstream::Api::None && upstream.delay >= check.profile().connection.timeout)
        check.warn(QStringLiteral("/connection/timeout_s"),
                   QStringLiteral("The timeout is not longer than \"delay_s\" of /upstream, so requests that "
                                  "call the slow API all fail. Raise it."));
}

// Times are kept in whole milliseconds; a finer one would silently become another.
void checkResolution(MeaningCheck &check)
{
    QStringList times{QStringLiteral("/load/think_time/min_s"),   QStringLiteral("/load/think_time/max_s"),
                      QStringLiteral("/load/think_time/mean_s"),  QStringLiteral("/load/duration_s"),
                      QStringLiteral("/load/pacing_s"),           QStringLiteral("/connection/timeout_s"),
                      QStringLiteral("/service/process_delay_s"), QStringLiteral("/upstream/delay_s"),
                      QStringLiteral("/measurement/warm_up_s"),   QStringLiteral("/measurement/drain_s"),
                      QStringLiteral("/measurement/pause_s"),     QStringLiteral("/capacity/hold_s"),
                      QStringLiteral("/capacity/settle_s")};
    for (qsizetype i = 0; i < check.profile().load.stages.size(); ++i)
        times.append(QStringLiteral("/load/stages/%1/duration_s").arg(i));
    for (const QString &pointer : std::as_const(times)) {
        const double milliseconds = check.document().valueText(pointer).toDouble() * 1000;
        const double rounded = std::round(milliseconds);
        if (milliseconds > 0 && rounded == 0)
            check.error(
                pointer,
                QStringLiteral("\"%1\" is under half a millisecond, which rounds to 0. Use 0 or at least "
                               "0.001.")
                    .arg(lastOfPointer(pointer)));
        else if (std::abs(milliseconds - rounded) > 1e-6)
            check.warn(
                pointer,
                QStringLiteral("\"%1\" is rounded to %2 s, as times are kept in whole milliseconds. Write "
                               "it so.")
                    .arg(lastOfPointer(pointer))
                    .arg(rounded / 1000, 0, 'g', 12));
    }
}

void checkLimits(MeaningCheck &check, const QJsonArray &texts, const QString &pointer)
{
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const Result<Threshold> threshold = parseThreshold(texts.at(i).toString());
        if (!threshold)
            check.error(childPointer(pointer, i), threshold.error().message);
    }
}

void checkThresholds(MeaningCheck &check)
{
    checkLimits(check, check.document().root()[QStringLiteral("thresholds")].toArray(),
                QStringLiteral("/thresholds"));
}

void checkCapacity(MeaningCheck &check)
{
    const std::optional<Capacity> &capacity = check.profile().capacity;
    if (!capacity)
        return;
    const QString pointer = QStringLiteral("/capacity");
    checkLimits(check,
                check.document().root()[QStringLiteral("capacity")][QStringLiteral("objectives")].toArray(),
                pointer + QStringLiteral("/objectives"));
    if (capacity->lowest > capacity->highest)
        check.error(
            pointer + QStringLiteral("/lowest"),
            QStringLiteral("\"lowest\" is above \"highest\", so there is no level to try. Swap them."));
    if (!check.profile().load.isOpen() && capacity->highest > double(limits::users.most))
        check.error(pointer + QStringLiteral("/highest"),
                    QStringLiteral("There can be %1 users at most. Lower \"highest\".")
                        .arg(formatCount(limits::users.most)));
    if (check.isGiven(pointer + QStringLiteral("/cpu_percent"))
        && capacity->until != Capacity::Until::ServerCpu)
        check.warn(pointer + QStringLiteral("/cpu_percent"),
                   QStringLiteral("\"cpu_percent\" is used with \"until\": \"server-cpu\" only. Add that, or "
                                  "remove it."));
    const Load &load = check.profile().load;
    if (!load.stages.isEmpty())
        check.warn(QStringLiteral("/load/stages"),
                   QStringLiteral("A search for capacity has levels of its own and uses no stages. Remove "
                                  "\"stages\" or \"capacity\"."));
}

void checkAffinity(MeaningCheck &check)
{
    const Affinity &affinity = check.profile().affinity;
    if (!check.isSound(QStringLiteral("/affinity")))
        return;
    const bool isShared = std::any_of(affinity.server.begin(), affinity.server.end(),
                                      [&affinity](int core) { return affinity.generator.contains(core); });
    if (isShared)
        check.warn(
            QStringLiteral("/affinity"),
            QStringLiteral("Server and load generator share a core, so each slows the other there. Give "
                           "each its own."));
}

void checkPort(MeaningCheck &check)
{
    constexpr int firstFreePort = 1024;
    if (check.profile().port > 0 && check.profile().port < firstFreePort)
        check.warn(
            QStringLiteral("/port"),
            QStringLiteral("Only root may listen on port %1. Use a port from 1024 on, or 0 for a free one.")
                .arg(check.profile().port));
}

} // namespace

void checkLoadAndMeasurement(MeaningCheck &check)
{
    checkEndOfLoad(check);
    checkModel(check);
    checkStages(check);
    checkPacing(check);
    checkUsers(check);
    checkThinkTime(check);
    checkRareRequests(check);
    checkTimes(check);
    checkUpstream(check);
    checkResolution(check);
    checkThresholds(check);
    checkCapacity(check);
    checkAffinity(check);
    checkPort(check);
}

} // namespace loadstone
