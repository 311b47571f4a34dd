// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/thresholdcheck.h"

#include "core/base/nearest.h"
#include "core/profile/validation/validateprofile.h"
#include "core/run/plan.h"
#include "core/stack/catalogue.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ThresholdCheck
{
    Q_DECLARE_TR_FUNCTIONS(ThresholdCheck)
};

/// What thresholds can call the servers of a profile.
struct ProfileServerNames {
    QStringList enabled;  ///< see serverNames()
    QStringList disabled; ///< labels or titles, and stacks; names in the run depend on what is enabled
    QStringList listed;   ///< of the enabled ones, one each
};

/// Nothing if the servers have errors.
std::optional<ProfileServerNames> profileServerNames(const Profile &profile, const Catalogue &catalogue)
{
    const Result<QList<ResolvedServer>> servers = resolveServers(profile, catalogue);
    if (!servers)
        return std::nullopt;
    ProfileServerNames names;
    for (const ResolvedServer &server : *servers) {
        names.enabled << serverNames(server);
        names.listed << (server.baseName.isEmpty() ? server.name : server.baseName);
    }
    names.listed.removeDuplicates();
    for (const ServerEntry &entry : profile.servers) {
        const Stack *stack = entry.isEnabled ? nullptr : catalogue.find(entry.stackId);
        if (!stack)
            continue;
        ResolvedServer server;
        server.entry = entry;
        server.stack = *stack;
        names.disabled << serverNames(server);
    }
    return names;
}

QString unknownServer(const QString &name, const ProfileServerNames &names)
{
    const QString nearest = nearestName(name, names.enabled + names.disabled);
    return ThresholdCheck::tr("No server of this profile has the name \"%1\". %2")
        .arg(name.left(100),
             nearest.isEmpty() ? ThresholdCheck::tr("Use one of: %1.").arg(listedNames(names.listed))
                               : ThresholdCheck::tr("Did you mean \"%1\"?").arg(nearest));
}

bool isAnyOfAServer(const QList<Threshold> &thresholds)
{
    return std::any_of(thresholds.cbegin(), thresholds.cend(),
                       [](const Threshold &threshold) { return !threshold.scope.server.isEmpty(); });
}

} // namespace

QList<ProfileProblem> validateThresholdServers(const Profile &profile, const Catalogue &catalogue)
{
    QList<ProfileProblem> problems;
    if (!isAnyOfAServer(profile.thresholds) || isTooLong(profile))
        return problems;
    const std::optional<ProfileServerNames> names = profileServerNames(profile, catalogue);
    for (qsizetype i = 0; names && i < profile.thresholds.size(); ++i) {
        const QString &name = profile.thresholds.at(i).scope.server;
        if (name.isEmpty() || names->enabled.contains(name))
            continue;
        const bool isDisabled = names->disabled.contains(name);
        problems.append({isDisabled ? ProfileProblem::Severity::Warning : ProfileProblem::Severity::Error,
                         childPointer(u"/thresholds"_s, i),
                         {},
                         isDisabled
                             ? ThresholdCheck::tr("The threshold is not evaluated, as the server \"%1\" is "
                                                  "disabled. Enable the server, or remove the threshold.")
                                   .arg(name)
                             : unknownServer(name, *names)});
    }
    return problems;
}

void removeThresholdsOfOtherServers(Profile &profile, const Catalogue &catalogue)
{
    if (!isAnyOfAServer(profile.thresholds))
        return;
    const std::optional<ProfileServerNames> names = profileServerNames(profile, catalogue);
    if (!names)
        return; // errors that are reported anyway
    profile.thresholds.removeIf([&names](const Threshold &threshold) {
        const QString &name = threshold.scope.server;
        return !name.isEmpty() && !names->enabled.contains(name);
    });
}

} // namespace loadstone
