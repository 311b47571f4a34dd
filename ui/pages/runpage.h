// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/runoutcome.h"
#include "core/results/runrecord.h"
#include "ui/pages/page.h"

#include <optional>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace loadstone
{

class ChartGrid;
class ChartStack;
class ChartTableView;
class EmptyState;
class LiveRun;
class MessageBar;
class ReadoutPanel;
class ResultsModel;
class ResultsView;
class RunTiles;
class TargetControl;

/// A run, live or finished: tiles, five charts on one time axis with the values at the cursor, the results
/// table, and the charts of a sweep and of repeats. Before the first run it shows the selected profile.
class RunPage : public Page
{
    Q_OBJECT
public:
    RunPage(LiveRun &run, ResultsModel *results, QWidget *parent = nullptr);

    ChartStack &charts() { return *m_charts; }
    ChartGrid &chartGrid() { return *m_grid; }
    /// Switches between the charts and the table of the focused one.
    void toggleTable();
    /// The profile that the empty page offers to run.
    /// @param problem why it cannot be run; empty if it can
    void setCandidate(const QString &name, const QString &summary, const QString &problem);
    /// Shows why a run could not start, or in the bar at its end why it failed.
    void showProblem(const QString &message, const QString &detail = {});
    void showSummary(const QString &sentence, RunVerdict verdict);
    /// Shows a plain message, for example that a run was stopped before anything was measured.
    void showNote(const QString &sentence);
    void setReportAvailable(bool isAvailable);
    /// Offers to repeat the run with the native engine.
    void setNativeOffered(bool isOffered);
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;

signals:
    void runRequested();
    void stopRequested();
    void reportRequested();
    void nativeEngineRequested();
    void logRequested();
    void targetChosen(double target); ///< of the running load

private:
    void showCharts();
    QWidget *makeCharts();
    QWidget *makeChartControls();
    void addGrid();
    void toggleGridTable();
    void showGrid();
    void updateGrid();
    void refresh();
    void showReadout();
    void showContext();
    void onStarted();
    void onTrialFinished(const TrialRecord &result);
    void showFailures();
    void updateTabs();
    void updateAside();
    void updatePreparing();
    void onEnded();

    LiveRun &m_run;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    EmptyState *m_preparing;
    QWidget *m_content;
    QLabel *m_context;
    MessageBar *m_problem;
    MessageBar *m_summary;
    QWidget *m_reportButton = nullptr;
    QPushButton *m_nativeButton = nullptr;
    QLabel *m_waiting;
    QLabel *m_resultOf;
    RunTiles *m_tiles;
    TargetControl *m_target;
    ChartStack *m_charts;
    ChartTableView *m_table;
    QStackedWidget *m_chartsOrTable;
    ReadoutPanel *m_readout;
    QSplitter *m_splitter = nullptr;
    QTabWidget *m_tabs;
    ResultsView *m_results;
    ChartGrid *m_grid;
    ChartTableView *m_gridTable;
    QStackedWidget *m_gridOrTable;
    std::optional<qsizetype> m_gridTrials; ///< how many trials had ended when its charts were made
    QStringList m_failedServers;
    QStringList m_failures; ///< one sentence each
    QStringList m_failureDetails;
};

} // namespace loadstone
