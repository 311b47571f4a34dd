// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

#include <array>

namespace loadstone
{

/// One validation of a profile: what the functions of this folder look at, and where they put what
/// they find.
class Validation
{
public:
    /// Of a value.
    explicit Validation(const Profile &profile) : m_profile(profile) { }
    /// Of what was read from a text, as far as it could be understood. All parameters have to outlive
    /// the validation.
    /// @param faulty pointers of what could not be read; parts at or around them are left out, since
    /// the draft only has defaults there
    Validation(const Profile &draft, const JsonDocument &text, const QStringList &faulty)
        : m_profile(draft), m_text(&text), m_faulty(faulty)
    {
    }

    const Profile &profile() const { return m_profile; }
    /// The text that the profile was read from; nothing for a value.
    const JsonDocument *text() const { return m_text; }
    /// Whether the value there, with everything in it, is meant, and not a default for want of it.
    bool isSound(const QString &pointer) const;
    /// Whether there is a text that has a value there.
    bool isWritten(const QString &pointer) const { return m_text && !m_text->valueText(pointer).isEmpty(); }
    /// Whether there is a text, which has no value there.
    bool isMissing(const QString &pointer) const { return m_text && !isWritten(pointer); }

    void error(const QString &pointer, const QString &message);
    void warn(const QString &pointer, const QString &message);
    void note(const QString &pointer, const QString &message);
    /// From now on parts at or around the errors so far are left out.
    void distrustErrors();
    /// Of each severity at most `mostJsonProblems`.
    const QList<ProfileProblem> &problems() const { return m_problems; }

private:
    void add(ProfileProblem::Severity severity, const QString &pointer, const QString &message);

    const Profile &m_profile;
    const JsonDocument *m_text = nullptr;
    QStringList m_faulty;
    QList<ProfileProblem> m_problems;
    std::array<qsizetype, 3> m_counts{}; // of each severity
};

/// A text in quotes, shortened for a sentence.
QString quoted(const QString &text);

} // namespace loadstone
