// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validatestacks.h"

#include "core/base/nearest.h"
#include "core/profile/profile.h"
#include "core/profile/validation/validateprofile.h"
#include "core/profile/validation/validation.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

ServerFault unknownStack(const QString &stack, const QStringList &validStacks)
{
    const QString nearest = nearestName(stack, validStacks);
    return {u"stack"_s,
            ProfileProblems::tr("There is no stack \"%1\". %2")
                .arg(stack.left(100),
                     nearest.isEmpty() ? ProfileProblems::tr("`loadstone stacks` lists the known ones.")
                                       : ProfileProblems::tr("Did you mean \"%1\"?").arg(nearest))};
}

} // namespace

QList<ProfileProblem> validateStacks(const Profile &profile, const QStringList &validStacks,
                                     const ServerCheck &check)
{
    if (isTooLong(profile))
        return {};
    QList<ProfileProblem> problems;
    for (qsizetype i = 0; i < profile.servers.size(); ++i) {
        const ServerEntry &server = profile.servers.at(i);
        if (server.stackId.isEmpty())
            continue; // reported separately
        const QList<ServerFault> faults = validStacks.contains(server.stackId)
            ? check(server)
            : QList{unknownStack(server.stackId, validStacks)};
        for (const ServerFault &fault : faults) {
            if (problems.size() == mostJsonProblems)
                return problems;
            problems.append({ProfileProblem::Severity::Error,
                             u"/servers/%1/%2"_s.arg(i).arg(fault.key),
                             {},
                             fault.message});
        }
    }
    return problems;
}

} // namespace loadstone
