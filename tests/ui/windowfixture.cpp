// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/windowfixture.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QFile>
#include <QTest>
#include <QThread>

namespace loadstone::test
{

using namespace Qt::StringLiterals;

WindowFixture::WindowFixture()
    : catalogue(Catalogue::load({QStringLiteral(LOADSTONE_SOURCE_DIR "/resources/stacks")})),
      profiles({QStringLiteral(LOADSTONE_SOURCE_DIR "/profiles")}, {folder.filePath(u"profiles"_s)}),
      settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat),
      userFolder(folder.filePath(u"profiles"_s))
{
    QCoreApplication::installTranslator(&m_plurals);
}

WindowDependencies WindowFixture::dependencies()
{
    WindowDependencies dependencies;
    dependencies.catalogue = &catalogue;
    dependencies.controller = &controller;
    dependencies.profiles = &profiles;
    dependencies.settings = &settings;
    dependencies.userProfilesFolder = userFolder;
    dependencies.prompts.askToSave = [this](QWidget *, const QString &text, auto answer) {
        asked << text;
        answer(saveAnswers.isEmpty() ? saveAnswer : saveAnswers.takeFirst());
    };
    dependencies.prompts.confirm = [this](QWidget *, const QString &text, const QString &, auto answer) {
        asked << text;
        answer(isConfirmed);
    };
    const auto chooseFile = [this](QWidget *, const QString &title, const QString &, const QString &,
                                   auto chosen) {
        asked << title;
        if (!chosenFile.isEmpty())
            chosen(chosenFile);
    };
    dependencies.prompts.chooseFileToOpen = chooseFile;
    dependencies.prompts.chooseFileToSave = chooseFile;
    dependencies.stackFacts.unavailableReason = [this](const Stack &stack) {
        return unavailable.value(stack.id);
    };
    dependencies.stackFacts.card = [](const Stack &stack) {
        return u"<h3>Known traps</h3><p>Those of %1</p>"_s.arg(stack.id);
    };
    dependencies.openUrl = [this](const QUrl &url) {
        opened << url;
        return true;
    };
    dependencies.writeReport = [this](const RunRecord &) {
        ++reports;
        wasReportInMainThread = QThread::currentThread() == QCoreApplication::instance()->thread();
        QFile file(folder.filePath(u"report.html"_s));
        if (!file.open(QIODevice::WriteOnly))
            return Result<QString>(Error{ErrorCode::Io, file.errorString(), {}});
        return Result<QString>(file.fileName());
    };
    return dependencies;
}

void WindowTest::init()
{
    applyTheme(ThemeChoice::Light);
    m_fixture = std::make_unique<WindowFixture>();
    m_window = std::make_unique<MainWindow>(m_fixture->dependencies());
    m_window->resize(1280, 800); // whatever the screen of the platform without one is
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void WindowTest::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

} // namespace loadstone::test
