// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/windowdependencies.h"

#include <QMainWindow>

class QDockWidget;
class QListWidget;
class QStackedWidget;

namespace loadstone
{

class EventsModel;
class LiveRun;
class LogStore;
class LogView;
class Page;
class ProfilesPage;
class ReportWriter;
class ResultsModel;
class RunPage;
class WindowActions;
struct Profile;

/// The main window: page list at the left, current page in the middle, server log and events below. It
/// depends on WindowDependencies only, and listens to the run controller like any other front end.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(const WindowDependencies &dependencies, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showPage(const Page &page);
    const Page &page() const; ///< the current one
    ProfilesPage &profilesPage() { return *m_profiles; }
    RunPage &runPage() { return *m_runPage; }
    LiveRun &liveRun() { return *m_live; }
    /// Blocks until the current report has been written and reported.
    void finishReport();

public slots:
    /// Runs the selected profile, or shows on the run page why it cannot start.
    void run();
    /// Runs this profile, regardless of the selection.
    void runProfile(const loadstone::Profile &profile);
    void stop();
    void setThemeChoice(loadstone::ThemeChoice choice);
    /// Writes the report of the last run without showing it; emits reportWritten.
    void writeReport();

signals:
    void reportWritten(const loadstone::Result<QString> &file);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void makePages();
    void makeRail();
    QWidget *makeCenter();
    void makeDocks();
    void connectRun();
    void connectReport();
    void connectActions();
    void onProfileChanged();
    void onEnded();
    void showSummary(const RunRecord &result);
    void updateActions();
    void updateTitle();
    void openReport();
    void find();
    void movePane(int by);
    void resetLayout();
    void restoreLayout();
    void saveLayout();
    void fitToScreen();
    void about();
    void startRun();
    void runAgainOnNative();
    QString rerunObstacle() const;
    void askToStopAndClose();
    void askToSaveAndClose();

    WindowDependencies m_dependencies;
    WindowActions *m_actions;
    ReportWriter *m_reports;
    LiveRun *m_live;
    ResultsModel *m_resultsModel;
    EventsModel *m_eventsModel;
    LogStore *m_log;
    QListWidget *m_rail;
    QStackedWidget *m_stack;
    QList<Page *> m_pages; ///< in the order of pageEntries()
    ProfilesPage *m_profiles = nullptr;
    RunPage *m_runPage = nullptr;
    LogView *m_logView = nullptr;
    QDockWidget *m_logDock = nullptr;
    QDockWidget *m_eventsDock = nullptr;
    QByteArray m_firstLayout;
    bool m_isRestored = false;
    bool m_mayClose = false;
    bool m_closesAtEnd = false;
    bool m_isAskingToClose = false;
};

} // namespace loadstone
