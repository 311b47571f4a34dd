// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace loadstone
{

/// Where Loadstone reads and writes. Nothing is written outside XDG data, cache, config and the output folder
/// that the user chose.
struct Paths {
    QString resources; ///< stacks, environments, schemas: installed ones or the checkout's
    QString profiles;  ///< built-in profiles
    QString data;      ///< $XDG_DATA_HOME/loadstone: user's profiles and stacks, runs
    QString cache;     ///< $XDG_CACHE_HOME/loadstone: environments, streamed file
    QString config;    ///< $XDG_CONFIG_HOME/loadstone: settings of the window

    QString ownProfiles() const;
    QStringList stackFolders() const; ///< built-in first
    QString ownStacks() const;
    QString environmentDefinitions() const;
    QString environmentCache() const;
    QString runs() const;
    QString resultsFile() const; ///< of the ResultsStore
    QString files() const;       ///< the streamed file
    QString settingsFile() const;
};

/// The paths of this installation: ../share/loadstone relative to the executable if installed, otherwise the
/// checkout it was built from. LOADSTONE_RESOURCES overrides the resources.
Paths findPaths(const QString &executableFolder);

/// Sets HOME for this process and its children from the password database if it is unset: all of the paths
/// above may depend on it. An error if there is no home folder and an XDG folder is unset too.
Status provideHome();

} // namespace loadstone
