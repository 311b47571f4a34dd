// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validation.h"

#include <algorithm>

namespace loadstone
{

bool Validation::isDecoded(const QString &pointer) const
{
    return std::none_of(m_faulty.begin(), m_faulty.end(), [&pointer](const QString &faulty) {
        return faulty == pointer || faulty.startsWith(pointer + u'/') || pointer.startsWith(faulty + u'/');
    });
}

void Validation::error(const QString &pointer, const QString &message)
{
    add(ProfileProblem::Severity::Error, pointer, message);
}

void Validation::warn(const QString &pointer, const QString &message)
{
    add(ProfileProblem::Severity::Warning, pointer, message);
}

void Validation::note(const QString &pointer, const QString &message)
{
    add(ProfileProblem::Severity::Note, pointer, message);
}

void Validation::distrustErrors()
{
    for (const ProfileProblem &problem : std::as_const(m_problems)) {
        if (problem.severity == ProfileProblem::Severity::Error)
            m_faulty.append(problem.pointer);
    }
}

void Validation::add(ProfileProblem::Severity severity, const QString &pointer, const QString &message)
{
    // Only the first of very many are useful. Counted per severity, so that warnings hide no error.
    qsizetype &count = m_counts[static_cast<size_t>(severity)];
    if (count >= mostJsonProblems || !isDecoded(pointer))
        return;
    ++count;
    m_problems.append({severity, pointer, {}, message});
}

QString quoted(const QString &text) { return u'"' + text.left(100) + u'"'; }

} // namespace loadstone
