// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/availability.h"

#include "core/stack/commandtemplate.h"
#include "core/stack/environmentstore.h"
#include "core/stack/program.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Why the requirement is not met, without remedy; empty if it is.
QString missingReason(const Requirement &requirement, const EnvironmentStore &environments)
{
    QString reason;
    switch (requirement.kind) {
    case Requirement::Kind::Program:
        if (findProgram(requirement.name).isEmpty())
            reason = u"The program %1 is not on this machine."_s.arg(requirement.name);
        break;
    case Requirement::Kind::Python:
        if (findProgram(u"python"_s + requirement.name).isEmpty())
            reason = u"Python %1 is not on this machine."_s.arg(requirement.name);
        break;
    case Requirement::Kind::Environment: {
        const EnvironmentState state = environments.state(requirement.name);
        if (!state.isBuilt && !state.canBeBuilt)
            reason = state.reason;
        break;
    }
    }
    return reason.isEmpty() || requirement.reason.isEmpty() ? reason : requirement.reason;
}

bool isRequired(const Stack &stack, const QString &program)
{
    return std::any_of(
        stack.requirements.cbegin(), stack.requirements.cend(), [&program](const Requirement &requirement) {
            return requirement.kind == Requirement::Kind::Program && requirement.name == program;
        });
}

QStringList unavailableReasons(const Stack &stack, const EnvironmentStore &environments)
{
    QStringList reasons;
    QList<Requirement> requirements = stack.requirements;
    for (const QString &program : requiredPrograms(stack)) {
        if (!isRequired(stack, program))
            requirements.append(
                {Requirement::Kind::Program, program, {}, u"Install it, or add its folder to PATH."_s});
    }
    for (const Requirement &requirement : std::as_const(requirements)) {
        const QString reason = missingReason(requirement, environments);
        if (!reason.isEmpty())
            reasons << reason << requirement.remedy;
    }
    if (!reasons.isEmpty())
        return reasons;
    // Last, because the stack's own reasons are more specific.
    const EnvironmentState environment = environments.state(stack.environment);
    if (!environment.isBuilt && !environment.canBeBuilt)
        reasons << environment.reason;
    return reasons;
}

} // namespace

QString unavailableReason(const Stack &stack, const EnvironmentStore &environments)
{
    QStringList reasons = stack.unavailable.isEmpty() ? unavailableReasons(stack, environments)
                                                      : QStringList(stack.unavailable);
    if (!reasons.isEmpty() && !stack.substitute.isEmpty())
        reasons << u"Instead of it there is \"%1\"."_s.arg(stack.substitute);
    return reasons.join(u' ');
}

} // namespace loadstone
