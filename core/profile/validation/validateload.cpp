// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validateload.h"

#include "core/base/json.h"
#include "core/profile/enumids.h"
#include "core/profile/validation/validation.h"

#include <numeric>

namespace loadstone
{

namespace
{

void validateEndOfLoad(Validation &validation)
{
    const Load &load = validation.profile().load;
    if (!load.measured() && !load.requests && !validation.profile().capacity)
        validation.error(QStringLiteral("/load"),
                         QStringLiteral("The load has no end. Add \"duration_s\", \"requests\" or both."));
    if (!load.stages.isEmpty() && load.duration)
        validation.error(
            QStringLiteral("/load/duration_s"),
            QStringLiteral("The stages define the duration. Remove \"duration_s\" or \"stages\"."));
}

/// What is needed in the load's model, and what says nothing there.
void validateModel(Validation &validation)
{
    const QString pointer = QStringLiteral("/load");
    if (!validation.isSound(pointer + QStringLiteral("/model")))
        return;
    const bool isOpen = validation.profile().load.isOpen();
    const QString needed = isOpen ? QStringLiteral("rate_per_s") : QStringLiteral("users");
    const QString kind = isOpen ? QStringLiteral("An open load") : QStringLiteral("A closed load");
    if (validation.isMissing(childPointer(pointer, needed)))
        validation.error(pointer, QStringLiteral("%1 needs \"%2\". Add it.").arg(kind, needed));
    const QStringList ofClosed{QStringLiteral("users"), QStringLiteral("spawn_rate_per_s"),
                               QStringLiteral("think_time"), QStringLiteral("pacing_s")};
    const QStringList ofOpen{QStringLiteral("rate_per_s"), QStringLiteral("arrivals"),
                             QStringLiteral("connections"), QStringLiteral("queue")};
    for (const QString &key : isOpen ? ofClosed : ofOpen) {
        if (validation.isWritten(childPointer(pointer, key)))
            validation.warn(
                childPointer(pointer, key),
                QStringLiteral("\"%1\" does not apply to %2 load. Remove it, or change \"model\".")
                    .arg(key, isOpen ? QStringLiteral("an open") : QStringLiteral("a closed")));
    }
}

void validateStages(Validation &validation)
{
    const Load &load = validation.profile().load;
    const QString key = load.isOpen() ? QStringLiteral("rate_per_s") : QStringLiteral("users");
    for (qsizetype i = 0; i < load.stages.size(); ++i) {
        const QString pointer = childPointer(QStringLiteral("/load/stages"), i);
        if (validation.isSound(pointer) && validation.isMissing(childPointer(pointer, key)))
            validation.error(
                pointer,
                QStringLiteral("Each stage of %1 load needs \"%2\". Add it.")
                    .arg(load.isOpen() ? QStringLiteral("an open") : QStringLiteral("a closed"), key));
    }
    if (load.highestTarget() <= 0 && validation.isSound(QStringLiteral("/load")))
        validation.error(QStringLiteral("/load"),
                         QStringLiteral("The rate is always 0, so no requests would be sent. Raise "
                                        "\"rate_per_s\"."));
}

void validatePacing(Validation &validation)
{
    const Load &load = validation.profile().load;
    if (load.pacing > Milliseconds(0) && load.thinkTime.kind != ThinkTime::Kind::None)
        validation.error(QStringLiteral("/load/pacing_s"),
                         QStringLiteral("Pacing and think time are mutually exclusive. Remove "
                                        "\"pacing_s\" or \"think_time\"."));
}

void validateUsers(Validation &validation)
{
    const Load &load = validation.profile().load;
    if (load.isOpen() || !validation.isSound(QStringLiteral("/load/users")))
        return;
    const int users = load.mostUsers();
    // Linux hands out about 28,000 local ports for connections to one address.
    constexpr int portsOfOneClient = 28'000;
    if (users > portsOfOneClient)
        validation.warn(
            QStringLiteral("/load/users"),
            QStringLiteral(
                "%1 users need as many local ports; Linux provides about 28,000 by default. Use fewer "
                "users, or widen net.ipv4.ip_local_port_range.")
                .arg(users));
    if (validation.profile().connection.threads > users)
        validation.warn(
            QStringLiteral("/connection/threads"),
            QStringLiteral("There are more load threads than users, so %1 would be idle. Use at most %2.")
                .arg(validation.profile().connection.threads - users)
                .arg(users));
    if (load.requests && *load.requests < users)
        validation.warn(QStringLiteral("/load/requests"),
                        QStringLiteral("Some users send nothing: the load ends after %1 requests and has %2 "
                                       "users. Use fewer users or more requests.")
                            .arg(*load.requests)
                            .arg(users));
    // As every other time of a profile. The first user starts immediately.
    constexpr Seconds longestSpawning = std::chrono::hours(24);
    if (load.spawnRate > 0 && (load.users - 1) / load.spawnRate > longestSpawning.count())
        validation.error(
            QStringLiteral("/load/spawn_rate_per_s"),
            QStringLiteral("Starting %1 users takes more than 24 hours, all before measuring begins. "
                           "Raise \"spawn_rate_per_s\" to at least %2, or use fewer users.")
                .arg(load.users)
                .arg((load.users - 1) / longestSpawning.count(), 0, 'g', 3));
}

void validateThinkTime(Validation &validation)
{
    const QString pointer = QStringLiteral("/load/think_time");
    const ThinkTime &think = validation.profile().load.thinkTime;
    const bool isUniform = think.kind == ThinkTime::Kind::Uniform;
    const bool hasMean =
        think.kind == ThinkTime::Kind::Constant || think.kind == ThinkTime::Kind::Exponential;
    const QString kind = enumId(think.kind);
    if (isUniform && think.min > think.max)
        validation.error(
            pointer,
            QStringLiteral("The shortest think time (\"min_s\") is above the longest (\"max_s\"). Swap "
                           "them."));
    else if (isUniform && think.max == Milliseconds(0))
        validation.error(
            pointer,
            QStringLiteral("A uniform think time needs a \"max_s\" above 0. Add it, or use \"kind\": "
                           "\"none\"."));
    if (hasMean && think.mean == Milliseconds(0))
        validation.error(
            pointer,
            QStringLiteral("A think time of kind \"%1\" needs a \"mean_s\" above 0. Add it, or use "
                           "\"kind\": \"none\".")
                .arg(kind));
    QStringList meaningless;
    if (!isUniform)
        meaningless << QStringLiteral("min_s") << QStringLiteral("max_s");
    if (!hasMean)
        meaningless << QStringLiteral("mean_s");
    for (const QString &key : meaningless) {
        if (validation.isWritten(childPointer(pointer, key))
            && validation.isSound(pointer + QStringLiteral("/kind")))
            validation.warn(childPointer(pointer, key),
                            QStringLiteral("\"%1\" does not apply to a think time of kind \"%2\". Remove it.")
                                .arg(key, kind));
    }
}

void validateRareRequests(Validation &validation)
{
    if (!validation.profile().load.requests || !validation.isSound(QStringLiteral("/requests")))
        return;
    const double sum =
        std::accumulate(validation.profile().requests.begin(), validation.profile().requests.end(), 0.0,
                        [](double total, const RequestTemplate &r) { return total + r.weight; });
    for (qsizetype i = 0; i < validation.profile().requests.size(); ++i) {
        const RequestTemplate &request = validation.profile().requests.at(i);
        const double expected =
            static_cast<double>(*validation.profile().load.requests) * request.weight / sum;
        if (expected < 1)
            validation.warn(QStringLiteral("/requests/%1/weight").arg(i),
                            QStringLiteral("%1 will probably never be sent: its weight is %2 of %3, and the "
                                           "load has only %4 requests. "
                                           "Raise its weight or \"requests\" of /load.")
                                .arg(quoted(request.name), QString::number(request.weight),
                                     QString::number(sum),
                                     QString::number(*validation.profile().load.requests)));
    }
}

} // namespace

void validateLoad(Validation &validation)
{
    validateEndOfLoad(validation);
    validateModel(validation);
    validateStages(validation);
    validatePacing(validation);
    validateUsers(validation);
    validateThinkTime(validation);
    validateRareRequests(validation);
}

} // namespace loadstone
