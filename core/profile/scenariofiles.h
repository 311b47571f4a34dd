// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/csvtable.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

namespace loadstone
{

struct ProfileReading;

/// The content of the files named by a profile, read once per run. Copies share the content.
struct ScenarioFiles {
    QHash<QString, QByteArray> bodies; ///< by RequestTemplate::bodyFile
    QHash<QString, CsvColumns> tables; ///< by Variable::file

    /// The values of a CSV variable, at least one; empty for other kinds.
    QByteArrayList valuesFor(const Variable &variable) const
    {
        return tables.value(variable.file).value(variable.column);
    }
};

/// Maximum file size in bytes.
inline constexpr qint64 longestScenarioFile = 64LL << 20;

/// Reads the files named by a profile. Profiles are untrusted, so only regular files inside the profile's own
/// folder are read, after resolving links.
/// @return errors, each at the key that names the file; `files` is complete if there are none
QList<ProfileProblem> readScenarioFiles(const Profile &profile, ScenarioFiles &files);
/// Quick check without reading the files: existence and access.
QList<ProfileProblem> findScenarioFiles(const Profile &profile);

/// Sets the folder of a read profile and adds the problems of files there.
/// @param readsAll reads the files completely; otherwise only checks that they exist
void addScenarioFiles(ProfileReading &reading, const QString &folder, bool readsAll);

} // namespace loadstone
