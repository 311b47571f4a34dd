// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windowactions.h"

#include "ui/models/profiledocument.h"
#include "ui/pages/pages.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>
#include <QWhatsThis>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QKeySequence key(const QString &text) { return QKeySequence(text); }

void explain(QAction *action, const QString &off, const QString &on)
{
    action->setEnabled(off.isEmpty());
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    const QString text = off.isEmpty() ? on : off;
    action->setToolTip(keys.isEmpty() || !off.isEmpty() ? text : u"%1 (%2)"_s.arg(text, keys));
}

} // namespace

WindowActions::WindowActions(QMainWindow &window) : QObject(&window), m_window(window)
{
    makeFileActions();
    makeRunActions();
    makeViewActions();
}

QAction *WindowActions::action(const QString &icon, const QString &text, const QString &objectName,
                               const QList<QKeySequence> &keys)
{
    auto *made = new QAction(bundledIcon(icon), text, this);
    made->setObjectName(objectName);
    made->setShortcuts(keys);
    return made;
}

void WindowActions::makeFileActions()
{
    newProfile = action(u"new"_s, tr("&New Profile"), u"actionNew"_s, {QKeySequence::New});
    open = action(u"open"_s, tr("&Open Profile…"), u"actionOpen"_s, {QKeySequence::Open});
    save = action(u"save"_s, tr("&Save"), u"actionSave"_s, {QKeySequence::Save});
    saveAs = action(u"save-as"_s, tr("Save &As…"), u"actionSaveAs"_s, {key(u"Ctrl+Shift+S"_s)});
    duplicate = action(u"duplicate"_s, tr("&Duplicate"), u"actionDuplicate"_s, {key(u"Ctrl+D"_s)});
    remove = action(u"delete"_s, tr("De&lete Profile"), u"actionDelete"_s);
    quit = action(u"quit"_s, tr("&Quit"), u"actionQuit"_s, {key(u"Ctrl+Q"_s)});
    undo = action(u"undo"_s, tr("&Undo"), u"actionUndo"_s, {QKeySequence::Undo});
    redo = action(u"redo"_s, tr("&Redo"), u"actionRedo"_s, {key(u"Ctrl+Shift+Z"_s), key(u"Ctrl+Y"_s)});
    find = action(u"find"_s, tr("&Find in Log…"), u"actionFind"_s, {QKeySequence::Find});
}

void WindowActions::makeRunActions()
{
    run = action(u"run"_s, tr("&Run"), u"actionRun"_s, {key(u"Ctrl+Return"_s), key(u"Ctrl+Enter"_s)});
    stop = action(u"stop"_s, tr("&Stop"), u"actionStop"_s, {key(u"Ctrl+."_s)});
    runAgain = action(u"run-again"_s, tr("Run &Again with Native Engine"), u"actionRunAgain"_s,
                      {key(u"Ctrl+Shift+Return"_s), key(u"Ctrl+Shift+Enter"_s)});
    runAgain->setWhatsThis(
        tr("When the load generator is saturated, a result says little about the server. The native engine "
           "sends the same requests with far less CPU time. Runs the profile of the shown result again with "
           "it; the saved profile is not changed."));
    report = action(u"report"_s, tr("&Open Report…"), u"actionReport"_s, {key(u"Ctrl+E"_s)});
    about = action(u"about"_s, tr("&About Loadstone"), u"actionAbout"_s);
    whatsThis = QWhatsThis::createAction(this);
    whatsThis->setIcon(bundledIcon(u"information"_s));
    whatsThis->setObjectName(u"actionWhatsThis"_s);
}

void WindowActions::makeViewActions()
{
    log = action(u"log"_s, tr("Server &Log"), u"actionLog"_s, {key(u"Ctrl+L"_s)});
    events = action(u"events"_s, tr("&Events"), u"actionEvents"_s, {key(u"Ctrl+Shift+L"_s)});
    log->setCheckable(true);
    events->setCheckable(true);
    zoomReset = action(u"zoom-reset"_s, tr("Show &Whole Run"), u"actionZoomReset"_s, {key(u"Ctrl+0"_s)});
    zoomIn = action(u"zoom-in"_s, tr("Zoom Time &In"), u"actionZoomIn"_s, {QKeySequence::ZoomIn});
    zoomOut = action(u"zoom-out"_s, tr("Zoom Time &Out"), u"actionZoomOut"_s, {QKeySequence::ZoomOut});
    chartTable = action(u"table"_s, tr("Chart as &Table"), u"actionChartTable"_s, {key(u"Ctrl+T"_s)});
    resetLayout = action(u"layout"_s, tr("Reset La&yout"), u"actionResetLayout"_s);
    nextPane = action(u"next-pane"_s, tr("&Next Pane"), u"actionNextPane"_s, {key(u"F6"_s)});
    previousPane =
        action(u"next-pane"_s, tr("&Previous Pane"), u"actionPreviousPane"_s, {key(u"Shift+F6"_s)});
    for (const PageEntry &entry : pageEntries()) {
        pages.append(action(entry.icon, QCoreApplication::translate("Pages", entry.menuText),
                            u"actionPage"_s + entry.id, {key(u"Ctrl+%1"_s.arg(pages.size() + 1))}));
    }
    themes = {action(u"theme"_s, tr("&System"), u"actionThemeSystem"_s),
              action(u"theme"_s, tr("&Light"), u"actionThemeLight"_s),
              action(u"theme"_s, tr("&Dark"), u"actionThemeDark"_s)};
    auto *group = new QActionGroup(this);
    for (QAction *theme : std::as_const(themes)) {
        theme->setCheckable(true);
        group->addAction(theme);
    }
}

void WindowActions::addMenus()
{
    QMenu *file = m_window.menuBar()->addMenu(tr("&File"));
    file->addActions({newProfile, open});
    file->addSeparator();
    file->addActions({save, saveAs, duplicate, remove});
    file->addSeparator();
    file->addAction(quit);
    QMenu *edit = m_window.menuBar()->addMenu(tr("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addAction(find);
    QMenu *view = m_window.menuBar()->addMenu(tr("&View"));
    view->addActions(pages);
    view->addSeparator();
    view->addActions({log, events});
    view->addSeparator();
    view->addActions({zoomIn, zoomOut, zoomReset, chartTable});
    view->addSeparator();
    QMenu *theme = view->addMenu(bundledIcon(u"theme"_s), tr("&Theme"));
    theme->menuAction()->setObjectName(u"menuTheme"_s);
    theme->addActions(themes);
    view->addActions({nextPane, previousPane, resetLayout});
    QMenu *runMenu = m_window.menuBar()->addMenu(tr("&Run"));
    runMenu->addActions({run, stop, runAgain});
    runMenu->addSeparator();
    runMenu->addAction(report);
    QMenu *help = m_window.menuBar()->addMenu(tr("&Help"));
    help->addActions({whatsThis, about});
}

void WindowActions::addToolBar()
{
    auto *bar = m_window.addToolBar(tr("Main toolbar"));
    bar->setObjectName(u"mainToolBar"_s);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize(QSize(18, 18));
    bar->addActions({run, stop});
    bar->addSeparator();
    bar->addActions({save, undo, redo});
    bar->addSeparator();
    bar->addAction(report);
    // The texts of undo and redo include the step; icons suffice on a toolbar.
    for (QAction *quiet : {undo, redo, save})
        if (auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(quiet)))
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

void WindowActions::update(const ActionContext &context)
{
    updateRun(context);
    updateProfile(context);
    updateUndo(context.profile);
    explain(report,
            !context.hasReport                 ? tr("No finished run to report")
                : context.isReportBeingWritten ? tr("The report is being written")
                                               : QString(),
            tr("Write the report of this run and show it"));
    for (QAction *zoom : {zoomIn, zoomOut, zoomReset, chartTable})
        zoom->setEnabled(context.hasCharts);
}

void WindowActions::updateRun(const ActionContext &context)
{
    QString noRun = context.profile ? QString() : tr("No profile selected");
    if (context.isRunning)
        noRun = tr("Unavailable while a run is in progress");
    else if (context.profile && context.profile->hasErrors())
        noRun = tr("Unavailable: the profile has errors");
    explain(run, noRun, tr("Launch and load the servers of this profile one after another"));
    explain(stop, context.isRunning ? QString() : tr("No run in progress"),
            context.isStopping ? tr("Stop immediately, without waiting for requests in flight")
                               : tr("Stop the run; results so far are kept"));
    explain(runAgain, context.rerunObstacle,
            tr("Run the profile of this result again with the native engine, which needs far less CPU time "
               "per request. The saved profile is not changed."));
    stop->setText(context.isStopping ? tr("&Stop Now") : tr("&Stop"));
}

void WindowActions::updateProfile(const ActionContext &context)
{
    const ProfileDocument *profile = context.profile;
    const QString noProfile = profile ? QString() : tr("No profile selected");
    const QString readOnly = !profile ? noProfile
        : profile->isBuiltIn()        ? tr("Built-in profile. Duplicate it to edit it.")
                                      : QString();
    explain(save,
            !readOnly.isEmpty()         ? readOnly
                : profile->isModified() ? QString()
                                        : tr("Nothing to save"),
            tr("Save the profile"));
    explain(saveAs, noProfile, tr("Save the profile to another file"));
    explain(duplicate, noProfile, tr("Duplicate the profile"));
    explain(remove, readOnly, tr("Delete the profile; this can be undone"));
}

void WindowActions::updateUndo(ProfileDocument *profile)
{
    const QUndoStack *stack = profile ? &profile->undoStack() : nullptr;
    const bool canUndo = stack && stack->canUndo();
    const bool canRedo = stack && stack->canRedo();
    undo->setText(canUndo ? tr("&Undo %1").arg(stack->undoText()) : tr("&Undo"));
    redo->setText(canRedo ? tr("&Redo %1").arg(stack->redoText()) : tr("&Redo"));
    explain(undo, canUndo ? QString() : tr("Nothing to undo"),
            canUndo ? tr("Undo %1").arg(stack->undoText()) : QString());
    explain(redo, canRedo ? QString() : tr("Nothing to redo"),
            canRedo ? tr("Redo %1").arg(stack->redoText()) : QString());
}

} // namespace loadstone
