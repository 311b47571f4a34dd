// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace loadstone
{

/// Dialogs of the window. Every function returns immediately and calls back later, so that no event loop is
/// nested while a run ends or a window closes; tests supply their own.
struct Prompts {
    enum class SaveAnswer { Save, DontSave, Cancel };

    /// @param text the question. @param answer called once
    std::function<void(QWidget *parent, const QString &text, std::function<void(SaveAnswer)> answer)>
        askToSave;
    /// A yes-or-no question whose yes is a verb, for example "Delete".
    std::function<void(QWidget *parent, const QString &text, const QString &yes,
                       std::function<void(bool)> answer)>
        confirm;
    /// @param suggestion file name or path. No callback when cancelled.
    std::function<void(QWidget *parent, const QString &title, const QString &suggestion,
                       const QString &filter, std::function<void(const QString &)> chosen)>
        chooseFileToSave;
    std::function<void(QWidget *parent, const QString &title, const QString &folder, const QString &filter,
                       std::function<void(const QString &)> chosen)>
        chooseFileToOpen;

    /// The real dialogs.
    static Prompts dialogs();
};

} // namespace loadstone
