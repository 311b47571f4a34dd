// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

/// Where Loadstone reads and writes. Nothing is written outside XDG data, cache, config and the
/// output folder that the person chose.
struct Paths {
    QString resources; ///< stacks, environments, schemas as installed, or the checkout's
    QString profiles;  ///< built-in profiles
    QString data;      ///< $XDG_DATA_HOME/loadstone: own profiles and stacks, runs
    QString cache;     ///< $XDG_CACHE_HOME/loadstone: environments, streamed file
    QString config;    ///< $XDG_CONFIG_HOME/loadstone: settings of the window

    QString ownProfiles() const;
    QStringList stackFolders() const; ///< built-in first
    QString ownStacks() const;
    QString environmentDefinitions() const;
    QString environmentCache() const;
    QString runs() const;
    QString files() const; ///< the streamed file
    QString settingsFile() const;
};

/// The paths of this installation: beside the executable when installed (../share/loadstone),
/// otherwise the checkout it was built from. LOADSTONE_RESOURCES overrides the resources.
Paths findPaths(const QString &executableFolder);

/// Gives HOME to this process and to what it starts, from the password database, where there is
/// none: all of the paths above may be below it. An error when there is no home folder to be found
/// and not every XDG folder is set.
Status provideHome();

} // namespace loadstone
