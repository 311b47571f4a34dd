// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

#include <array>

namespace loadstone
{

/// Problems that a schema cannot tell: what has to be different, in order, or fit together. Parts
/// at or around the pointers in `faulty` are left out, since their values are only defaults.
QList<ProfileProblem> checkMeaning(const Profile &draft, const JsonDocument &document,
                                   const QStringList &faulty);

/// Whether a list is longer than the schema allows, by far more than anybody writes.
bool isTooLong(const Profile &draft);

/// What the single checks behind checkMeaning() see, and where they put their problems.
class MeaningCheck
{
public:
    MeaningCheck(const Profile &profile, const JsonDocument &document, const QStringList &faulty);

    const Profile &profile() const { return m_profile; }
    const JsonDocument &document() const { return m_document; }
    /// Whether the value there, with everything in it, is what the file says.
    bool isSound(const QString &pointer) const;
    /// Whether the file has a value there.
    bool isGiven(const QString &pointer) const { return !m_document.valueText(pointer).isEmpty(); }

    void error(const QString &pointer, const QString &message);
    void warn(const QString &pointer, const QString &message);
    void note(const QString &pointer, const QString &message);
    const QList<ProfileProblem> &problems() const { return m_problems; }

private:
    void add(ProfileProblem::Severity severity, const QString &pointer, const QString &message);

    const Profile &m_profile;
    const JsonDocument &m_document;
    const QStringList &m_faulty;
    QList<ProfileProblem> m_problems;
    std::array<qsizetype, 3> m_counts{}; // of each severity
};

/// A text in quotes, shortened for a sentence.
QString quoted(const QString &text);

void checkServersAndRequests(MeaningCheck &check);
/// Variables, where they are shown, order and login.
void checkScenario(MeaningCheck &check);
/// What a request expects of its answer and captures of it.
void checkAnswer(MeaningCheck &check, const QString &pointer, const RequestTemplate &request);
void checkHeaderName(MeaningCheck &check, const QString &pointer, const QString &name);
void checkLoadAndMeasurement(MeaningCheck &check);
/// One request of a profile whose engine speaks gRPC; `pointer` is its place.
void checkRpcRequest(MeaningCheck &check, const QString &pointer, const RequestTemplate &request);
void checkRpcConnection(MeaningCheck &check);
/// What only the native engine can do with connections.
void checkNativeConnection(MeaningCheck &check);

} // namespace loadstone
