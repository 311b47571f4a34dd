// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validateservers.h"

#include "core/base/json.h"
#include "core/profile/validation/validation.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

void validateAgainstEarlier(Validation &validation, qsizetype index)
{
    const QString pointer = childPointer(u"/servers"_s, index);
    const ServerEntry &server = validation.profile().servers.at(index);
    for (qsizetype i = 0; i < index; ++i) {
        const ServerEntry &earlier = validation.profile().servers.at(i);
        if (!server.label.isEmpty() && server.label == earlier.label)
            return validation.error(
                pointer + u"/label"_s,
                ProfileProblems::tr("Servers %1 and %2 both have the label %3. Give one another label.")
                    .arg(QString::number(i + 1), QString::number(index + 1), quoted(server.label)));
        const bool isSame = server.stackId == earlier.stackId && server.preset == earlier.preset
            && server.parameters == earlier.parameters && server.label == earlier.label;
        if (isSame)
            return validation.error(
                pointer,
                ProfileProblems::tr("Server %1 (%2) is the same as server %3. Change its preset or "
                                    "parameters, or remove it and raise \"repeats\".")
                    .arg(QString::number(index + 1), quoted(server.stackId), QString::number(i + 1)));
    }
}

} // namespace

void validateServers(Validation &validation)
{
    const QList<ServerEntry> &servers = validation.profile().servers;
    const bool isAnyEnabled =
        std::any_of(servers.begin(), servers.end(), [](const ServerEntry &s) { return s.isEnabled; });
    if (!servers.isEmpty() && !isAnyEnabled)
        validation.error(
            u"/servers"_s,
            ProfileProblems::tr("All servers are disabled. Set \"enabled\" of at least one to true."));
    for (qsizetype i = 0; i < servers.size(); ++i)
        validateAgainstEarlier(validation, i);
}

} // namespace loadstone
