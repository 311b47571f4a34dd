// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profilestore.h"
#include "core/stack/catalogue.h"
#include "tests/ui/fakeruncontroller.h"
#include "ui/uiservices.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QUrl>

#include <atomic>

namespace loadstone::test
{

/// Everything a window needs, in folders of its own, with questions that answer themselves.
class WindowFixture
{
public:
    WindowFixture();

    UiServices services();

    QTemporaryDir folder;
    Catalogue catalogue;
    ProfileStore profiles;
    FakeRunController controller;
    QSettings settings;
    QStringList asked;                          ///< the questions so far
    QList<UiQuestions::SaveAnswer> saveAnswers; ///< given in turn, before saveAnswer
    UiQuestions::SaveAnswer saveAnswer = UiQuestions::SaveAnswer::Cancel;
    bool isConfirmed = true;
    QString chosenFile; ///< answer of file dialogs; empty: cancelled
    QString userFolder;
    QMap<QString, QString> unavailable; ///< stack → why it cannot run here
    /// Reports come from another thread.
    std::atomic<int> reports = 0;
    std::atomic<bool> wasReportInMainThread = false;
    QList<QUrl> opened;
};

} // namespace loadstone::test
