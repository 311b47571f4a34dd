// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the window in one state with made-up data, to look at it:
//   showwindow empty|profiles|running|failed|finished|results light|dark WIDTHxHEIGHT [FILE.png]
// With a file it saves a picture and ends, without it stays open.
#include "tests/support/syntheticrun.h"
#include "tests/ui/windowfixture.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QTabWidget>
#include <QTimer>

using namespace loadstone;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const QString state = arguments.value(1, u"running"_s);
    const QString theme = arguments.value(2, u"light"_s);
    const QStringList size = arguments.value(3, u"1280x800"_s).split(u'x');
    test::WindowFixture fixture;
    applyTheme(themeChoiceFromId(theme));
    MainWindow window(fixture.services());
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    const RunResult run = test::syntheticRun();
    test::RunScript script(fixture.controller, run);
    if (state == u"empty"_s) {
        window.showPage(MainWindow::Page::Run);
    } else if (state != u"profiles"_s) {
        script.begin();
        if (state == u"running"_s)
            script.playUntil(run.trials.at(1).startedAtS + 16);
        else if (state == u"failed"_s)
            script.playUntil(run.trials.at(2).startedAtS + 4);
        else
            script.finish();
    }
    if (state == u"failed"_s)
        window.findChild<QAction *>(u"actionLog"_s)->trigger();
    if (state == u"results"_s)
        window.findChild<QTabWidget *>(u"runTabs"_s)->setCurrentIndex(1);
    if (arguments.size() > 4)
        QTimer::singleShot(900, &window, [&] {
            const bool isSaved = window.grab().save(arguments.at(4));
            app.exit(isSaved ? 0 : 1);
        });
    return app.exec();
}
