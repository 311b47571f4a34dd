// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validateload.h"

#include "core/base/json.h"
#include "core/profile/enumids.h"
#include "core/profile/validation/validation.h"

#include <numeric>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

void validateEndOfLoad(Validation &validation)
{
    const Load &load = validation.profile().load;
    if (!load.measured() && !load.requests && !validation.profile().capacity)
        validation.error(
            u"/load"_s,
            ProfileProblems::tr("The load has no end. Add \"duration_s\", \"requests\" or both."));
    if (!load.stages.isEmpty() && load.duration)
        validation.error(
            u"/load/duration_s"_s,
            ProfileProblems::tr("The stages define the duration. Remove \"duration_s\" or \"stages\"."));
}

/// Missing settings of the load model, and settings without effect in it.
void validateModel(Validation &validation)
{
    const QString pointer = u"/load"_s;
    if (!validation.isDecoded(pointer + u"/model"_s))
        return;
    const bool isOpen = validation.profile().load.isOpen();
    const QString needed = isOpen ? u"rate_per_s"_s : u"users"_s;
    if (validation.isMissing(childPointer(pointer, needed)))
        validation.error(pointer,
                         (isOpen ? ProfileProblems::tr("An open load needs \"%1\". Add it.")
                                 : ProfileProblems::tr("A closed load needs \"%1\". Add it."))
                             .arg(needed));
    const QString foreign = isOpen
        ? ProfileProblems::tr("\"%1\" does not apply to an open load. Remove it, or change \"model\".")
        : ProfileProblems::tr("\"%1\" does not apply to a closed load. Remove it, or change \"model\".");
    const QStringList ofClosed{u"users"_s, u"spawn_rate_per_s"_s, u"think_time"_s, u"pacing_s"_s};
    const QStringList ofOpen{u"rate_per_s"_s, u"arrivals"_s, u"connections"_s, u"queue"_s};
    for (const QString &key : isOpen ? ofClosed : ofOpen) {
        if (validation.isWritten(childPointer(pointer, key)))
            validation.warn(childPointer(pointer, key), foreign.arg(key));
    }
}

void validateStages(Validation &validation)
{
    const Load &load = validation.profile().load;
    const QString key = load.isOpen() ? u"rate_per_s"_s : u"users"_s;
    for (qsizetype i = 0; i < load.stages.size(); ++i) {
        const QString pointer = childPointer(u"/load/stages"_s, i);
        if (validation.isDecoded(pointer) && validation.isMissing(childPointer(pointer, key)))
            validation.error(pointer,
                             (load.isOpen()
                                  ? ProfileProblems::tr("Each stage of an open load needs \"%1\". Add it.")
                                  : ProfileProblems::tr("Each stage of a closed load needs \"%1\". Add it."))
                                 .arg(key));
    }
    if (load.highestTarget() <= 0 && validation.isDecoded(u"/load"_s))
        validation.error(u"/load"_s,
                         ProfileProblems::tr("The rate is always 0, so no requests would be sent. Raise "
                                             "\"rate_per_s\"."));
}

void validatePacing(Validation &validation)
{
    const Load &load = validation.profile().load;
    if (load.pacing > Milliseconds(0) && load.thinkTime.kind != ThinkTime::Kind::None)
        validation.error(u"/load/pacing_s"_s,
                         ProfileProblems::tr("Pacing and think time are mutually exclusive. Remove "
                                             "\"pacing_s\" or \"think_time\"."));
}

void validateUsers(Validation &validation)
{
    const Load &load = validation.profile().load;
    if (load.isOpen() || !validation.isDecoded(u"/load/users"_s))
        return;
    const int users = load.mostUsers();
    // Linux has about 28,000 ephemeral ports for connections to one address.
    constexpr int portsOfOneClient = 28'000;
    if (users > portsOfOneClient)
        validation.warn(
            u"/load/users"_s,
            ProfileProblems::tr(
                "%1 users need as many local ports; Linux provides about 28,000 by default. Use fewer "
                "users, or widen net.ipv4.ip_local_port_range.")
                .arg(users));
    if (validation.profile().connection.threads > users)
        validation.warn(u"/connection/threads"_s,
                        ProfileProblems::tr(
                            "There are more load threads than users, so %1 would be idle. Use at most %2.")
                            .arg(validation.profile().connection.threads - users)
                            .arg(users));
    if (load.requests && *load.requests < users)
        validation.warn(
            u"/load/requests"_s,
            ProfileProblems::tr("Some users send nothing: the load ends after %1 requests and has %2 "
                                "users. Use fewer users or more requests.")
                .arg(*load.requests)
                .arg(users));
    // The maximum of every duration in a profile. The first user starts immediately.
    constexpr Seconds longestSpawning = std::chrono::hours(24);
    if (load.spawnRate > 0 && (load.users - 1) / load.spawnRate > longestSpawning.count())
        validation.error(
            u"/load/spawn_rate_per_s"_s,
            ProfileProblems::tr("Starting %1 users takes more than 24 hours, all before measuring begins. "
                                "Raise \"spawn_rate_per_s\" to at least %2, or use fewer users.")
                .arg(load.users)
                .arg((load.users - 1) / longestSpawning.count(), 0, 'g', 3));
}

void validateThinkTime(Validation &validation)
{
    const QString pointer = u"/load/think_time"_s;
    const ThinkTime &think = validation.profile().load.thinkTime;
    const bool isUniform = think.kind == ThinkTime::Kind::Uniform;
    const bool hasMean =
        think.kind == ThinkTime::Kind::Constant || think.kind == ThinkTime::Kind::Exponential;
    const QString kind = enumId(think.kind);
    if (isUniform && think.min > think.max)
        validation.error(
            pointer,
            ProfileProblems::tr("The shortest think time (\"min_s\") is above the longest (\"max_s\"). Swap "
                                "them."));
    else if (isUniform && think.max == Milliseconds(0))
        validation.error(
            pointer,
            ProfileProblems::tr("A uniform think time needs a \"max_s\" above 0. Add it, or use \"kind\": "
                                "\"none\"."));
    if (hasMean && think.mean == Milliseconds(0))
        validation.error(
            pointer,
            ProfileProblems::tr("A think time of kind \"%1\" needs a \"mean_s\" above 0. Add it, or use "
                                "\"kind\": \"none\".")
                .arg(kind));
    QStringList meaningless;
    if (!isUniform)
        meaningless << u"min_s"_s << u"max_s"_s;
    if (!hasMean)
        meaningless << u"mean_s"_s;
    for (const QString &key : meaningless) {
        if (validation.isWritten(childPointer(pointer, key)) && validation.isDecoded(pointer + u"/kind"_s))
            validation.warn(
                childPointer(pointer, key),
                ProfileProblems::tr("\"%1\" does not apply to a think time of kind \"%2\". Remove it.")
                    .arg(key, kind));
    }
}

void validateRareRequests(Validation &validation)
{
    if (!validation.profile().load.requests || !validation.isDecoded(u"/requests"_s))
        return;
    const double sum =
        std::accumulate(validation.profile().requests.begin(), validation.profile().requests.end(), 0.0,
                        [](double total, const RequestTemplate &r) { return total + r.weight; });
    for (qsizetype i = 0; i < validation.profile().requests.size(); ++i) {
        const RequestTemplate &request = validation.profile().requests.at(i);
        const double expected =
            static_cast<double>(*validation.profile().load.requests) * request.weight / sum;
        if (expected < 1)
            validation.warn(
                u"/requests/%1/weight"_s.arg(i),
                ProfileProblems::tr("%1 will probably never be sent: its weight is %2 of %3, and the "
                                    "load has only %4 requests. "
                                    "Raise its weight or \"requests\" of /load.")
                    .arg(quoted(request.name), QString::number(request.weight), QString::number(sum),
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
