// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/load/engines.h"
#include "ui/prompts.h"
#include "ui/stackfacts.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <functional>

class QSettings;

namespace loadstone
{

class Catalogue;
class ProfileStore;
class RunController;
struct RunRecord;

/// Everything the window depends on. All pointers must outlive it.
struct WindowDependencies {
    const Catalogue *catalogue = nullptr;
    RunController *controller = nullptr;
    const ProfileStore *profiles = nullptr;
    QSettings *settings = nullptr;
    StackFacts stackFacts;
    QStringList loadEngines = engineIds();
    QString userProfilesFolder; ///< where new profiles are saved; created if needed
    Prompts prompts = Prompts::dialogs();
    /// Opens a file or address outside of the window.
    std::function<bool(const QUrl &)> openUrl;
    /// Writes the report of a run and returns its file. Called in another thread: the report of a long run
    /// would block the window for too long.
    std::function<Result<QString>(const RunRecord &)> writeReport;
};

} // namespace loadstone
