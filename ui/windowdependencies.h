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

/// Everything that the window gets from outside. All pointers must outlive it.
struct WindowDependencies {
    const Catalogue *catalogue = nullptr;
    RunController *controller = nullptr;
    const ProfileStore *profiles = nullptr;
    QSettings *settings = nullptr;
    StackFacts stackFacts;
    QStringList loadEngines = engineIds();
    QString userProfilesFolder; ///< where new profiles are saved; made when needed
    Prompts prompts = Prompts::dialogs();
    /// Shows a file or address to the person outside of the window.
    std::function<bool(const QUrl &)> openUrl;
    /// Writes the report of a run and returns its file. Called in a thread of its own: the report
    /// of a long run takes longer than a window may stand still.
    std::function<Result<QString>(const RunRecord &)> writeReport;
};

} // namespace loadstone
