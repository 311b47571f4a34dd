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
Sentence missingReason(const Requirement &requirement, const EnvironmentStore &environments)
{
    Sentence reason;
    switch (requirement.kind) {
    case Requirement::Kind::Program:
        if (findProgram(requirement.name).isEmpty())
            reason =
                Sentence(QT_TRANSLATE_NOOP("Sentence", "The program %1 is not installed."), requirement.name);
        break;
    case Requirement::Kind::Python:
        if (findProgram(u"python"_s + requirement.name).isEmpty())
            reason = Sentence(QT_TRANSLATE_NOOP("Sentence", "Python %1 is not installed."), requirement.name);
        break;
    case Requirement::Kind::Environment: {
        const EnvironmentState state = environments.state(requirement.name);
        if (!state.isBuilt && !state.canBeBuilt)
            reason = state.reason;
        break;
    }
    }
    return reason.isEmpty() || requirement.reason.isEmpty() ? reason : Sentence(requirement.reason);
}

Sentence remedy(const Requirement &requirement)
{
    const bool isGeneric = requirement.kind == Requirement::Kind::Program && requirement.remedy.isEmpty();
    return isGeneric ? Sentence(QT_TRANSLATE_NOOP("Sentence", "Install it, or add its folder to PATH."))
                     : Sentence(requirement.remedy);
}

bool isRequired(const Stack &stack, const QString &program)
{
    return std::any_of(
        stack.requirements.cbegin(), stack.requirements.cend(), [&program](const Requirement &requirement) {
            return requirement.kind == Requirement::Kind::Program && requirement.name == program;
        });
}

QList<Sentence> unavailableReasons(const Stack &stack, const EnvironmentStore &environments)
{
    QList<Sentence> reasons;
    QList<Requirement> requirements = stack.requirements;
    for (const QString &program : requiredPrograms(stack)) {
        if (!isRequired(stack, program))
            requirements.append({Requirement::Kind::Program, program, {}, {}});
    }
    for (const Requirement &requirement : std::as_const(requirements)) {
        const Sentence reason = missingReason(requirement, environments);
        if (!reason.isEmpty())
            reasons << reason << remedy(requirement);
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

Sentence unavailableReason(const Stack &stack, const EnvironmentStore &environments)
{
    QList<Sentence> reasons = stack.unavailable.isEmpty() ? unavailableReasons(stack, environments)
                                                          : QList<Sentence>{stack.unavailable};
    if (!reasons.isEmpty() && !stack.substitute.isEmpty())
        reasons << Sentence(QT_TRANSLATE_NOOP("Sentence", "Use \"%1\" instead."), stack.substitute);
    return reasons.isEmpty() ? Sentence() : Sentence::joined(reasons);
}

} // namespace loadstone
