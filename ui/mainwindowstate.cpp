// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "core/report/enginehint.h"
#include "core/results/runresult.h"
#include "ui/models/liverun.h"
#include "ui/models/profiledocument.h"
#include "ui/pages/profilespage.h"
#include "ui/pages/runpage.h"

#include <QAction>
#include <QDockWidget>
#include <QListWidget>
#include <QScreen>
#include <QSettings>
#include <QShowEvent>
#include <QStackedWidget>
#include <QStyle>
#include <QUndoStack>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{
void explain(QAction *action, const QString &off, const QString &on)
{
    action->setEnabled(off.isEmpty());
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    const QString text = off.isEmpty() ? on : off;
    action->setToolTip(keys.isEmpty() || !off.isEmpty() ? text : u"%1 (%2)"_s.arg(text, keys));
}

// What tells one run from another comes first: a task bar shows only the beginning.
QString titleOf(const RunResult &result)
{
    QStringList names;
    for (const ResolvedVariant &variant : result.variants)
        names << variant.name;
    const QString servers = names.size() == 2 ? MainWindow::tr("%1 vs %2").arg(names.at(0), names.at(1))
        : names.size() == 1                   ? names.first()
                                              : MainWindow::tr("%n servers", nullptr, int(names.size()));
    const QString start = QLocale().toString(result.startedAt.toLocalTime().time(), u"HH:mm"_s);
    return names.isEmpty() ? result.profile.name : u"%1, %2, %3"_s.arg(servers, result.profile.name, start);
}
} // namespace

void MainWindow::updateActions()
{
    ProfileDocument *document = m_profiles ? m_profiles->current() : nullptr;
    const bool isRunning = m_live->isRunning();
    const bool isStopping = m_live->state() == RunState::Stopping;
    const QString noProfile = document ? QString() : tr("No profile selected");
    const QString readOnly = !document ? noProfile
        : document->isBuiltIn()        ? tr("Built-in profile. Duplicate it to edit it.")
                                       : QString();
    QString noRun = noProfile;
    if (isRunning)
        noRun = tr("Unavailable while a run is in progress");
    else if (document && document->hasErrors())
        noRun = tr("Unavailable: the profile has errors");
    explain(m_actions.run, noRun, tr("Launch and load the servers of this profile one after another"));
    explain(m_actions.stop, isRunning ? QString() : tr("No run in progress"),
            isStopping ? tr("Stop immediately, without waiting for requests in flight")
                       : tr("Stop the run; results so far are kept"));
    explain(m_actions.runAgain, whyNotAgainOnNative(),
            tr("Run the profile of this result again with the native engine, which needs far less CPU time "
               "per request. The saved profile is not changed."));
    m_actions.stop->setText(isStopping ? tr("&Stop Now") : tr("&Stop"));
    explain(m_actions.save,
            !readOnly.isEmpty()          ? readOnly
                : document->isModified() ? QString()
                                         : tr("Nothing to save"),
            tr("Save the profile"));
    explain(m_actions.saveAs, noProfile, tr("Save the profile to another file"));
    explain(m_actions.duplicate, noProfile, tr("Duplicate the profile"));
    explain(m_actions.remove, readOnly, tr("Delete the profile; this can be undone"));
    const QUndoStack *undo = document ? &document->undoStack() : nullptr;
    const bool canUndo = undo && undo->canUndo();
    const bool canRedo = undo && undo->canRedo();
    m_actions.undo->setText(canUndo ? tr("&Undo %1").arg(undo->undoText()) : tr("&Undo"));
    m_actions.redo->setText(canRedo ? tr("&Redo %1").arg(undo->redoText()) : tr("&Redo"));
    explain(m_actions.undo, canUndo ? QString() : tr("Nothing to undo"),
            canUndo ? tr("Undo %1").arg(undo->undoText()) : QString());
    explain(m_actions.redo, canRedo ? QString() : tr("Nothing to redo"),
            canRedo ? tr("Redo %1").arg(undo->redoText()) : QString());
    const auto result = m_live->result();
    const bool hasReport = !isRunning && result && !result->trials.isEmpty() && m_services.writeReport;
    explain(m_actions.report,
            !hasReport                    ? tr("No finished run to report")
                : m_report.isBeingWritten ? tr("The report is being written")
                                          : QString(),
            tr("Write the report of this run and show it"));
    const bool hasCharts = m_live->hasRun() && page() == Page::Run;
    for (QAction *zoom : {m_actions.zoomIn, m_actions.zoomOut, m_actions.zoomReset, m_actions.figures})
        zoom->setEnabled(hasCharts);
}

QString MainWindow::whyNotAgainOnNative() const
{
    const auto result = m_live->result();
    if (m_live->isRunning())
        return tr("Unavailable while a run is in progress");
    if (!result || result->trials.isEmpty())
        return tr("No result yet. Run a profile first.");
    return whyNotOnNative(result->profile, m_services.loadEngines);
}

void MainWindow::updateTitle()
{
    const ProfileDocument *document = m_profiles->current();
    const auto result = m_live->result();
    QString name = document ? document->title() : QString();
    if (page() == Page::Run && result)
        name = titleOf(*result);
    setWindowTitle(name.isEmpty() ? u"Loadstone"_s : u"%1[*] — Loadstone"_s.arg(name));
    setWindowModified(document && page() == Page::Profiles && document->isModified());
}

void MainWindow::movePane(int by)
{
    QList<QWidget *> panes{m_rail, m_stack->currentWidget()};
    for (const QDockWidget *dock : {m_logDock, m_eventsDock})
        if (dock->isVisible() && !dock->visibleRegion().isEmpty())
            panes << dock->widget();
    qsizetype at = 0;
    for (qsizetype i = 0; i < panes.size(); ++i)
        if (panes.at(i)->isAncestorOf(focusWidget()) || panes.at(i) == focusWidget())
            at = i;
    QWidget *pane = panes.at((at + by + panes.size()) % panes.size());
    if (pane->focusPolicy() & Qt::TabFocus)
        return pane->setFocus(Qt::ShortcutFocusReason);
    for (QWidget *child : pane->findChildren<QWidget *>())
        if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus))
            return child->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    // Restoring before the window is shown loses the sizes of docks.
    if (!m_isRestored) {
        m_isRestored = true;
        restoreLayout();
    }
}

void MainWindow::fitToScreen()
{
    constexpr QSize usual(1280, 800);
    constexpr QSize smallest(1024, 640);
    const QRect screen = this->screen()->availableGeometry();
    // Before it is shown nobody knows the frame around the window; a title bar is its largest part.
    const QSize room = screen.size() - QSize(0, style()->pixelMetric(QStyle::PM_TitleBarHeight));
    setMinimumSize(smallest.boundedTo(room));
    resize(usual.boundedTo(room));
}

void MainWindow::restoreLayout()
{
    if (!m_services.settings)
        return;
    const QSettings &settings = *m_services.settings;
    restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
    restoreState(settings.value(u"window/state"_s).toByteArray());
    m_profiles->restoreState(settings);
    m_runPage->restoreState(settings);
}

void MainWindow::saveLayout()
{
    if (!m_services.settings)
        return;
    QSettings &settings = *m_services.settings;
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/state"_s, saveState());
    m_profiles->saveState(settings);
    m_runPage->saveState(settings);
}

void MainWindow::resetLayout()
{
    restoreState(m_firstLayout);
    m_logDock->hide();
    m_eventsDock->hide();
}

} // namespace loadstone
