// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/load/engines.h"
#include "ui/stackfacts.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <functional>
#include <memory>

class QSettings;
class QWidget;

namespace loadstone
{

class Catalogue;
class ProfileStore;
class RunController;
struct RunResult;

/// How the window asks a person something. Every function returns at once and answers later, so
/// that no event loop is nested while a run ends or a window closes; tests answer by themselves.
struct UiQuestions {
    enum class SaveAnswer { Save, DontSave, Cancel };

    /// @param text the question. @param answer called once
    std::function<void(QWidget *parent, const QString &text, std::function<void(SaveAnswer)> answer)>
        askToSave;
    /// A yes-or-no question whose yes is a verb, for example "Delete".
    std::function<void(QWidget *parent, const QString &text, const QString &yes,
                       std::function<void(bool)> answer)>
        confirm;
    /// @param suggestion file name or path. Not called back when cancelled.
    std::function<void(QWidget *parent, const QString &title, const QString &suggestion,
                       const QString &filter, std::function<void(const QString &)> chosen)>
        chooseFileToSave;
    std::function<void(QWidget *parent, const QString &title, const QString &folder, const QString &filter,
                       std::function<void(const QString &)> chosen)>
        chooseFileToOpen;

    /// The real dialogs.
    static UiQuestions dialogs();
};

/// Everything that the window gets from outside. All pointers must outlive it.
struct UiServices {
    const Catalogue *catalogue = nullptr;
    RunController *controller = nullptr;
    const ProfileStore *profiles = nullptr;
    QSettings *settings = nullptr;
    StackFacts stackFacts;
    QStringList loadEngines = engineIds();
    QString userProfilesFolder; ///< where new profiles are saved; made when needed
    UiQuestions questions = UiQuestions::dialogs();
    /// Shows a file or address to the person outside of the window.
    std::function<bool(const QUrl &)> openUrl;
    /// Writes the report of a run and returns its file. Called in a thread of its own: the report
    /// of a long run takes longer than a window may stand still.
    std::function<Result<QString>(const RunResult &)> writeReport;
};

} // namespace loadstone
