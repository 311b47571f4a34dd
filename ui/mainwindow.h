// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/uiservices.h"

#include <QMainWindow>
#include <QThreadPool>

class QDockWidget;
class QListWidget;
class QStackedWidget;

namespace loadstone
{

class EventsModel;
class LiveRun;
class LogStore;
class LogView;
class ProfilesPage;
class ResultsModel;
class RunPage;
struct Profile;

/// The main window: pages at the left, the chosen page in the middle, server log and events below.
/// It gets everything from UiServices and listens to the run controller like any other front end.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    enum class Page { Profiles, Run };

    explicit MainWindow(const UiServices &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showPage(Page page);
    Page page() const;
    ProfilesPage &profilesPage() { return *m_profiles; }
    RunPage &runPage() { return *m_runPage; }
    LiveRun &liveRun() { return *m_live; }
    /// Waits until a report that is being written is on the disk and told.
    void finishReport();

public slots:
    /// Runs the chosen profile, or says on the run page why it cannot be.
    void run();
    /// Runs this profile, whichever is chosen.
    void runProfile(const loadstone::Profile &profile);
    void stop();
    void setThemeChoice(loadstone::ThemeChoice choice);
    /// Writes the report of the last run without showing it; reportWritten follows.
    void writeReport();

signals:
    void reportWritten(const loadstone::Result<QString> &file);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Actions {
        QAction *newProfile, *open, *save, *saveAs, *duplicate, *remove, *quit;
        QAction *undo, *redo, *find;
        QAction *run, *stop, *runAgain, *report;
        QAction *log, *events, *zoomIn, *zoomOut, *zoomReset, *figures, *resetLayout, *nextPane,
            *previousPane;
        QAction *about, *whatsThis;
        QList<QAction *> pages, themes;
    };

    QAction *action(const QString &icon, const QString &text, const QString &objectName,
                    const QList<QKeySequence> &keys = {});
    void makeActions();
    void makeViewActions();
    void makeMenus();
    void makeToolBar();
    void makePages();
    void makeDocks();
    void connectRun();
    void connectActions();
    void onProfileChanged();
    void onEnded();
    void showSummary(const RunResult &result);
    void updateActions();
    void updateTitle();
    void openReport();
    void onReportWritten(const QString &runId, const Result<QString> &file);
    void showReport(const QString &file);
    void find();
    void movePane(int by);
    void resetLayout();
    void restoreLayout();
    void saveLayout();
    void fitToScreen();
    void about();
    void startRun();
    void runAgainOnNative();
    QString whyNotAgainOnNative() const;
    void askToStopAndClose();
    void askToSaveAndClose();

    UiServices m_services;
    LiveRun *m_live;
    ResultsModel *m_resultsModel;
    EventsModel *m_eventsModel;
    LogStore *m_log;
    QListWidget *m_rail;
    QStackedWidget *m_stack;
    ProfilesPage *m_profiles = nullptr;
    RunPage *m_runPage = nullptr;
    LogView *m_logView = nullptr;
    QDockWidget *m_logDock = nullptr;
    QDockWidget *m_eventsDock = nullptr;
    Actions m_actions{};
    QByteArray m_firstLayout;
    bool m_isRestored = false;
    bool m_mayClose = false;
    bool m_closesAtEnd = false;
    bool m_isAskingToClose = false;
    struct Report {
        QString runId; ///< of the run that m_file shows
        QString file;
        bool isBeingWritten = false;
        bool isToBeShown = false;
    };
    Report m_report;
    QThreadPool m_background; // last: it waits for its threads, which use what is above
};

} // namespace loadstone
