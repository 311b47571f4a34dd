// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "ui/theme/icons.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <QWhatsThis>

namespace loadstone
{

using namespace Qt::StringLiterals;

QAction *MainWindow::action(const QString &icon, const QString &text, const QString &objectName,
                            const QList<QKeySequence> &keys)
{
    auto *made = new QAction(bundledIcon(icon), text, this);
    made->setObjectName(objectName);
    made->setShortcuts(keys);
    return made;
}

void MainWindow::makeActions()
{
    Actions &a = m_actions;
    const auto key = [](const QString &text) { return QKeySequence(text); };
    a.newProfile = action(u"new"_s, tr("&New Profile"), u"actionNew"_s, {QKeySequence::New});
    a.open = action(u"open"_s, tr("&Open Profile…"), u"actionOpen"_s, {QKeySequence::Open});
    a.save = action(u"save"_s, tr("&Save"), u"actionSave"_s, {QKeySequence::Save});
    a.saveAs = action(u"save-as"_s, tr("Save &As…"), u"actionSaveAs"_s, {key(u"Ctrl+Shift+S"_s)});
    a.duplicate = action(u"duplicate"_s, tr("&Duplicate"), u"actionDuplicate"_s, {key(u"Ctrl+D"_s)});
    a.remove = action(u"delete"_s, tr("De&lete Profile"), u"actionDelete"_s);
    a.quit = action(u"quit"_s, tr("&Quit"), u"actionQuit"_s, {key(u"Ctrl+Q"_s)});
    a.undo = action(u"undo"_s, tr("&Undo"), u"actionUndo"_s, {QKeySequence::Undo});
    a.redo = action(u"redo"_s, tr("&Redo"), u"actionRedo"_s, {key(u"Ctrl+Shift+Z"_s), key(u"Ctrl+Y"_s)});
    a.find = action(u"find"_s, tr("&Find in Log…"), u"actionFind"_s, {QKeySequence::Find});
    a.run = action(u"run"_s, tr("&Run"), u"actionRun"_s, {key(u"Ctrl+Return"_s), key(u"Ctrl+Enter"_s)});
    a.stop = action(u"stop"_s, tr("&Stop"), u"actionStop"_s, {key(u"Ctrl+."_s)});
    a.runAgain = action(u"run-again"_s, tr("Run &Again with Native Engine"), u"actionRunAgain"_s,
                        {key(u"Ctrl+Shift+Return"_s), key(u"Ctrl+Shift+Enter"_s)});
    a.runAgain->setWhatsThis(
        tr("When the load generator is saturated, a result says little about the server. The native engine "
           "sends the same requests with far less CPU time. Runs the profile of the shown result again with "
           "it; the saved profile is not changed."));
    a.report = action(u"report"_s, tr("&Open Report…"), u"actionReport"_s, {key(u"Ctrl+E"_s)});
    a.about = action(u"about"_s, tr("&About Loadstone"), u"actionAbout"_s);
    a.whatsThis = QWhatsThis::createAction(this);
    a.whatsThis->setIcon(bundledIcon(u"information"_s));
    a.whatsThis->setObjectName(u"actionWhatsThis"_s);
    makeViewActions();
}

void MainWindow::makeViewActions()
{
    Actions &a = m_actions;
    const auto key = [](const QString &text) { return QKeySequence(text); };
    a.log = action(u"log"_s, tr("Server &Log"), u"actionLog"_s, {key(u"Ctrl+L"_s)});
    a.events = action(u"events"_s, tr("&Events"), u"actionEvents"_s, {key(u"Ctrl+Shift+L"_s)});
    a.log->setCheckable(true);
    a.events->setCheckable(true);
    a.zoomReset = action(u"zoom-reset"_s, tr("Show &Whole Run"), u"actionZoomReset"_s, {key(u"Ctrl+0"_s)});
    a.zoomIn = action(u"zoom-in"_s, tr("Zoom Time &In"), u"actionZoomIn"_s, {QKeySequence::ZoomIn});
    a.zoomOut = action(u"zoom-out"_s, tr("Zoom Time &Out"), u"actionZoomOut"_s, {QKeySequence::ZoomOut});
    a.figures = action(u"table"_s, tr("Chart as &Table"), u"actionFigures"_s, {key(u"Ctrl+T"_s)});
    a.resetLayout = action(u"layout"_s, tr("Reset La&yout"), u"actionResetLayout"_s);
    a.nextPane = action(u"next-pane"_s, tr("&Next Pane"), u"actionNextPane"_s, {key(u"F6"_s)});
    a.previousPane =
        action(u"next-pane"_s, tr("&Previous Pane"), u"actionPreviousPane"_s, {key(u"Shift+F6"_s)});
    a.pages = {action(u"profiles"_s, tr("&Profiles"), u"actionPageProfiles"_s, {key(u"Ctrl+1"_s)}),
               action(u"chart"_s, tr("&Run Page"), u"actionPageRun"_s, {key(u"Ctrl+2"_s)})};
    a.themes = {action(u"theme"_s, tr("&System"), u"actionThemeSystem"_s),
                action(u"theme"_s, tr("&Light"), u"actionThemeLight"_s),
                action(u"theme"_s, tr("&Dark"), u"actionThemeDark"_s)};
    auto *group = new QActionGroup(this);
    for (QAction *theme : std::as_const(a.themes)) {
        theme->setCheckable(true);
        group->addAction(theme);
    }
}

void MainWindow::makeMenus()
{
    const Actions &a = m_actions;
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addActions({a.newProfile, a.open});
    file->addSeparator();
    file->addActions({a.save, a.saveAs, a.duplicate, a.remove});
    file->addSeparator();
    file->addAction(a.quit);
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    edit->addActions({a.undo, a.redo});
    edit->addSeparator();
    edit->addAction(a.find);
    QMenu *view = menuBar()->addMenu(tr("&View"));
    view->addActions(a.pages);
    view->addSeparator();
    view->addActions({a.log, a.events});
    view->addSeparator();
    view->addActions({a.zoomIn, a.zoomOut, a.zoomReset, a.figures});
    view->addSeparator();
    QMenu *theme = view->addMenu(bundledIcon(u"theme"_s), tr("&Theme"));
    theme->menuAction()->setObjectName(u"menuTheme"_s);
    theme->addActions(a.themes);
    view->addActions({a.nextPane, a.previousPane, a.resetLayout});
    QMenu *run = menuBar()->addMenu(tr("&Run"));
    run->addActions({a.run, a.stop, a.runAgain});
    run->addSeparator();
    run->addAction(a.report);
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addActions({a.whatsThis, a.about});
}

void MainWindow::makeToolBar()
{
    auto *bar = addToolBar(tr("Main toolbar"));
    bar->setObjectName(u"mainToolBar"_s);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize(QSize(18, 18));
    bar->addActions({m_actions.run, m_actions.stop});
    bar->addSeparator();
    bar->addActions({m_actions.save, m_actions.undo, m_actions.redo});
    bar->addSeparator();
    bar->addAction(m_actions.report);
    // The texts of these two grow with the step they name; on a toolbar the icon says enough.
    for (QAction *quiet : {m_actions.undo, m_actions.redo, m_actions.save})
        if (auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(quiet)))
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

} // namespace loadstone
