// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validateprofile.h"

#include "core/profile/codec/fieldlist.h"
#include "core/profile/limits.h"
#include "core/profile/validation/validatecapacity.h"
#include "core/profile/validation/validateconnection.h"
#include "core/profile/validation/validatefields.h"
#include "core/profile/validation/validateload.h"
#include "core/profile/validation/validatemeasurement.h"
#include "core/profile/validation/validatereference.h"
#include "core/profile/validation/validaterequests.h"
#include "core/profile/validation/validatescenario.h"
#include "core/profile/validation/validateservers.h"
#include "core/profile/validation/validatesweep.h"
#include "core/profile/validation/validation.h"

#include <algorithm>

namespace loadstone
{

namespace
{

/// Cross-field rules, which a schema cannot express.
void validateTogether(Validation &validation)
{
    if (isTooLong(validation.profile()))
        return;
    validateServers(validation);
    validateRequests(validation);
    validateConnection(validation);
    validateScenario(validation);
    validateLoad(validation);
    validateThresholds(validation);
    validateCapacity(validation);
    validateMeasurement(validation);
    validateSweep(validation);
    validateReference(validation);
}

} // namespace

bool isTooLong(const Profile &profile)
{
    return std::max({profile.servers.size(), profile.requests.size(), profile.variables.size(),
                     profile.load.stages.size(), profile.thresholds.size()})
        > limits::longestList;
}

void sortAsWritten(QList<ProfileProblem> &problems)
{
    std::stable_sort(problems.begin(), problems.end(), [](const ProfileProblem &a, const ProfileProblem &b) {
        return comesBefore(a.pointer, b.pointer);
    });
}

QList<ProfileProblem> validate(const Profile &profile)
{
    Validation validation(profile);
    validateFields(validation);
    validation.distrustErrors();
    validateTogether(validation);
    QList<ProfileProblem> problems = validation.problems();
    sortAsWritten(problems);
    return problems;
}

QList<ProfileProblem> validate(const Profile &draft, const JsonDocument &text, const QStringList &faulty)
{
    Validation validation(draft, text, faulty);
    validateTogether(validation);
    return validation.problems();
}

} // namespace loadstone
