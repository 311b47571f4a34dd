// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

#include <QCoreApplication>

#include <array>

namespace loadstone
{

/// Translates the messages of this folder.
class ProfileProblems
{
    Q_DECLARE_TR_FUNCTIONS(ProfileProblems)
};

/// Input and problem list of one validation, shared by the functions of this folder.
class Validation
{
public:
    /// For a value.
    explicit Validation(const Profile &profile) : m_profile(profile) { }
    /// For a profile read from a text, as far as it could be decoded. All parameters must outlive the
    /// validation.
    /// @param faulty pointers of values that could not be decoded; checks at or around them are skipped,
    /// since the draft has only defaults there
    Validation(const Profile &draft, const JsonDocument &text, const QStringList &faulty)
        : m_profile(draft), m_text(&text), m_faulty(faulty)
    {
    }

    const Profile &profile() const { return m_profile; }
    /// The text of the profile; nothing for a value.
    const JsonDocument *text() const { return m_text; }
    /// Whether the value and its descendants were decoded, rather than replaced by defaults.
    bool isDecoded(const QString &pointer) const;
    /// Whether the text, if any, has a value there.
    bool isWritten(const QString &pointer) const { return m_text && !m_text->valueText(pointer).isEmpty(); }
    /// Whether there is a text without a value there.
    bool isMissing(const QString &pointer) const { return m_text && !isWritten(pointer); }

    void error(const QString &pointer, const QString &message);
    void warn(const QString &pointer, const QString &message);
    void note(const QString &pointer, const QString &message);
    /// Excludes values at or around the errors so far from further checks.
    void distrustErrors();
    /// At most `mostJsonProblems` per severity.
    const QList<ProfileProblem> &problems() const { return m_problems; }

private:
    void add(ProfileProblem::Severity severity, const QString &pointer, const QString &message);

    const Profile &m_profile;
    const JsonDocument *m_text = nullptr;
    QStringList m_faulty;
    QList<ProfileProblem> m_problems;
    std::array<qsizetype, 3> m_counts{}; // per severity
};

/// A text in quotes, shortened for a sentence.
QString quoted(const QString &text);

} // namespace loadstone
