// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/meaningcheck.h"

#include <algorithm>

namespace loadstone
{

bool isTooLong(const Profile &draft)
{
    constexpr qsizetype mostParts = 1000;
    return std::max({draft.stacks.size(), draft.requests.size(), draft.variables.size(),
                     draft.load.stages.size(), draft.thresholds.size()})
        > mostParts;
}

QList<ProfileProblem> checkMeaning(const Profile &draft, const JsonDocument &document,
                                   const QStringList &faulty)
{
    if (isTooLong(draft))
        return {}; // told by the schema, and each part is compared with each other
    MeaningCheck check(draft, document, faulty);
    checkServersAndRequests(check);
    checkLoadAndMeasurement(check);
    return check.problems();
}

MeaningCheck::MeaningCheck(const Profile &profile, const JsonDocument &document, const QStringList &faulty)
    : m_profile(profile), m_document(document), m_faulty(faulty)
{
}

bool MeaningCheck::isSound(const QString &pointer) const
{
    return std::none_of(m_faulty.begin(), m_faulty.end(), [&pointer](const QString &faulty) {
        return faulty == pointer || faulty.startsWith(pointer + u'/') || pointer.startsWith(faulty + u'/');
    });
}

void MeaningCheck::error(const QString &pointer, const QString &message)
{
    add(ProfileProblem::Severity::Error, pointer, message);
}

void MeaningCheck::warn(const QString &pointer, const QString &message)
{
    add(ProfileProblem::Severity::Warning, pointer, message);
}

void MeaningCheck::note(const QString &pointer, const QString &message)
{
    add(ProfileProblem::Severity::Note, pointer, message);
}

void MeaningCheck::add(ProfileProblem::Severity severity, const QString &pointer, const QString &message)
{
    // Whoever has made so many mistakes corrects some and looks again. Many warnings hide no error.
    qsizetype &count = m_counts[static_cast<size_t>(severity)];
    if (count >= mostJsonProblems || !isSound(pointer))
        return;
    ++count;
    const JsonPosition at = m_document.valuePosition(pointer);
    m_problems.append({severity, pointer, at.line, at.column, message});
}

QString quoted(const QString &text) { return u'"' + text.left(100) + u'"'; }

} // namespace loadstone
