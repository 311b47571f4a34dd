// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/csvtable.h"
#include "core/profile/profile.h"
#include "core/profile/profileproblem.h"

namespace loadstone
{

struct ProfileReading;

/// What the files hold that a profile names, read once for a run. Copies share the content.
struct ScenarioFiles {
    QHash<QString, QByteArray> bodies; ///< by RequestTemplate::bodyFile
    QHash<QString, CsvColumns> tables; ///< by Variable::file

    /// The values of a variable of the kind csv, at least one; empty for others.
    QByteArrayList valuesFor(const Variable &variable) const
    {
        return tables.value(variable.file).value(variable.column);
    }
};

/// The longest file that is read.
inline constexpr qint64 longestScenarioFile = 64LL << 20;

/// Reads the files that a profile names. Since a profile may come from anybody, only regular files
/// inside its own folder are read, links followed.
/// @return errors, each at the key that names the file; `files` is complete when there are none
QList<ProfileProblem> readScenarioFiles(const Profile &profile, ScenarioFiles &files);
/// What can be told without reading the files, in a moment: whether they are there and allowed.
QList<ProfileProblem> findScenarioFiles(const Profile &profile);

/// Says in a reading in which folder its profile is, and adds what is wrong with files there.
/// @param readsAll files are read to the end; otherwise they are only looked for
void addScenarioFiles(ProfileReading &reading, const QString &folder, bool readsAll);

} // namespace loadstone
