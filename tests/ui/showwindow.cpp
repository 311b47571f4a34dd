// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the window in one state with made-up data, to look at it:
//   showwindow STATE light|dark WIDTHxHEIGHT [FILE.png [POINTS]]
// STATE: empty, profiles, users, rate (the form of either load model), running, failed, finished,
// results, pins (finished, with both of them), repeats; of an open load, open, open-results; and of sweeps, curves, grid.
// With a file it saves a picture and ends; without, or with "-", it stays open. POINTS: size of the font.
#include "tests/support/openrun.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/ui/windowfixture.h"
#include "ui/charts/chartstack.h"
#include "ui/mainwindow.h"
#include "ui/models/profiledocument.h"
#include "ui/pages/profilespage.h"
#include "ui/pages/runpage.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QScrollArea>
#include <QTabWidget>
#include <QTimer>

using namespace loadstone;
using namespace Qt::StringLiterals;

namespace
{

void showForm(MainWindow &window, bool isOpen)
{
    window.findChild<QAction *>(u"actionDuplicate"_s)->trigger();
    window.profilesPage().current()->edit({}, {}, [isOpen](Profile &profile) {
        Load &load = profile.load;
        load.duration.reset();
        load.model = isOpen ? LoadModel::Open : LoadModel::Closed;
        load.spawnRate = 10;
        load.thinkTime = {ThinkTime::Kind::Uniform, Milliseconds(200), Milliseconds(800), {}};
        load.stages = {{100, Milliseconds(10'000), true},
                       {2'000, Milliseconds(5'000), false},
                       {100, Milliseconds(10'000), false},
                       {600, Milliseconds(20'000), true}};
        profile.measurement.warmUp = Milliseconds(5'000);
    });
    auto *scroll = window.findChild<QScrollArea *>(u"profileForm"_s);
    QCoreApplication::processEvents();
    QWidget *section = window.findChild<QWidget *>(u"loadClosed"_s)->parentWidget();
    scroll->ensureVisible(0, section->geometry().bottom(), 0, 4);
    scroll->ensureVisible(0, section->geometry().top(), 0, 4);
}

RunRecord runOf(const QString &state)
{
    if (state == u"curves"_s)
        return test::sweptCurveRun();
    if (state == u"grid"_s)
        return test::sweptGridRun();
    return state.startsWith(u"open"_s) ? test::syntheticOpenRun() : test::syntheticRun();
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const QString state = arguments.value(1, u"running"_s);
    const QString theme = arguments.value(2, u"light"_s);
    if (const int points = arguments.value(5).toInt(); points > 0) {
        QFont font = app.font();
        font.setPointSize(points);
        app.setFont(font);
    }
    const QStringList size = arguments.value(3, u"1280x800"_s).split(u'x');
    test::WindowFixture fixture;
    applyTheme(themeChoiceFromId(theme));
    MainWindow window(fixture.dependencies());
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    const RunRecord run = runOf(state);
    test::RunScript script(fixture.controller, run);
    if (state == u"empty"_s) {
        window.showPage(window.runPage());
    } else if (state == u"users"_s || state == u"rate"_s) {
        showForm(window, state == u"rate"_s);
    } else if (state != u"profiles"_s) {
        script.begin();
        if (state == u"running"_s || state == u"open"_s)
            script.playUntil(run.trials.at(1).timeline.startedAtS + 16);
        else if (state == u"failed"_s)
            script.playUntil(run.trials.at(2).timeline.startedAtS + 4);
        else
            script.finish();
    }
    if (state == u"failed"_s)
        window.findChild<QAction *>(u"actionLog"_s)->trigger();
    if (state == u"pins"_s) {
        emit window.runPage().charts().charts().first()->clicked(12, {});
        emit window.runPage().charts().charts().first()->clicked(40, Qt::ShiftModifier);
    }
    if (state.endsWith(u"results"_s))
        window.findChild<QTabWidget *>(u"runTabs"_s)->setCurrentIndex(1);
    if (state == u"repeats"_s || state == u"curves"_s || state == u"grid"_s)
        window.findChild<QTabWidget *>(u"runTabs"_s)->setCurrentIndex(2);
    if (arguments.size() > 4 && arguments.at(4) != u"-"_s)
        QTimer::singleShot(900, &window, [&] {
            const bool isSaved = window.grab().save(arguments.at(4));
            app.exit(isSaved ? 0 : 1);
        });
    return app.exec();
}
