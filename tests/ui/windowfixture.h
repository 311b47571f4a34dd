// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profilestore.h"
#include "core/stack/catalogue.h"
#include "tests/ui/fakeruncontroller.h"
#include "ui/englishplurals.h"
#include "ui/mainwindow.h"
#include "ui/windowdependencies.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QUrl>

#include <atomic>
#include <memory>

namespace loadstone::test
{

/// Everything a window needs, in folders of its own, with questions that answer themselves.
class WindowFixture
{
public:
    WindowFixture();

    WindowDependencies dependencies();

    QTemporaryDir folder;
    Catalogue catalogue;
    ProfileStore profiles;
    FakeRunController controller;
    QSettings settings;
    QStringList asked;                      ///< the questions so far
    QList<Prompts::SaveAnswer> saveAnswers; ///< given in turn, before saveAnswer
    Prompts::SaveAnswer saveAnswer = Prompts::SaveAnswer::Cancel;
    bool isConfirmed = true;
    QString chosenFile; ///< answer of file dialogs; empty: cancelled
    QString userFolder;
    QMap<QString, QString> unavailable; ///< stack → why it cannot run here
    /// Reports come from another thread.
    std::atomic<int> reports = 0;
    std::atomic<bool> wasReportInMainThread = false;
    QList<QUrl> opened;

private:
    EnglishPlurals m_plurals;
};

/// Base of the tests that need a window: a new one, shown, for each test function.
class WindowTest : public QObject
{
    Q_OBJECT
protected:
    template<typename T>
    T *find(const QString &name)
    {
        T *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("no object called %s", qPrintable(name));
        return found;
    }
    FakeRunController::Fake &fake() { return m_fixture->controller.fake; }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;

private slots:
    void init();
    void cleanup();
};

} // namespace loadstone::test
