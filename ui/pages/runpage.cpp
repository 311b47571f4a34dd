// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runpage.h"

#include "core/present/charts/repeatcharts.h"
#include "core/present/charts/sweepcharts.h"
#include "core/present/profiletext.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/chartstack.h"
#include "ui/charts/charttableview.h"
#include "ui/charts/readoutpanel.h"
#include "ui/models/liverun.h"
#include "ui/models/resultsmodel.h"
#include "ui/pages/resultsview.h"
#include "ui/pages/runtiles.h"
#include "ui/pages/targetcontrol.h"
#include "ui/settings.h"
#include "ui/theme/icons.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

RunPage::RunPage(LiveRun &run, ResultsModel *results, QWidget *parent)
    : Page(parent), m_run(run), m_stack(new QStackedWidget(this)), m_empty(new EmptyState),
      m_preparing(new EmptyState), m_content(new QWidget), m_context(new QLabel), m_problem(new MessageBar),
      m_summary(new MessageBar), m_waiting(new QLabel), m_resultOf(new QLabel), m_tiles(new RunTiles(run)),
      m_target(new TargetControl(run)), m_charts(new ChartStack),
      m_table(new ChartTableView(u"chartTable"_s, [this] { return m_charts->completeModels(); })),
      m_chartsOrTable(new QStackedWidget), m_readout(new ReadoutPanel(*m_charts)), m_tabs(new QTabWidget),
      m_results(new ResultsView(results)), m_grid(new ChartGrid),
      m_gridTable(new ChartTableView(u"gridTable"_s, [this] { return m_grid->models(); })),
      m_gridOrTable(new QStackedWidget)
{
    setObjectName(u"runPage"_s);
    m_empty->setObjectName(u"runEmpty"_s);
    m_preparing->setObjectName(u"runPreparing"_s);
    m_context->setObjectName(u"runContext"_s);
    m_context->setTextFormat(Qt::PlainText);
    m_context->setMinimumWidth(1);
    m_context->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_problem->setObjectName(u"runProblem"_s);
    m_summary->setObjectName(u"runSummary"_s);
    m_waiting->setObjectName(u"runWaiting"_s);
    m_waiting->setTextFormat(Qt::PlainText);
    m_resultOf->setObjectName(u"runResultOf"_s);
    m_resultOf->setTextFormat(Qt::PlainText);
    m_tabs->setObjectName(u"runTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Charts and results"));

    auto *report = m_summary->addButton(tr("Open Report"), u"summaryReport"_s);
    m_reportButton = report;
    connect(report, &QPushButton::clicked, this, &RunPage::reportRequested);
    m_nativeButton = m_summary->addButton(tr("Run Again with Native Engine"), u"summaryEngine"_s);
    m_nativeButton->setToolTip(tr("The load generator was saturated in this run. The native engine needs far "
                                  "less CPU time per request (Ctrl+Shift+Return)."));
    connect(m_nativeButton, &QPushButton::clicked, this, &RunPage::nativeEngineRequested);
    setNativeOffered(false);
    auto *table = m_summary->addButton(tr("Show Results"), u"summaryResults"_s);
    connect(table, &QPushButton::clicked, this, [this] { m_tabs->setCurrentIndex(1); });
    auto *log = m_problem->addButton(tr("Show Log"), u"problemLog"_s);
    connect(log, &QPushButton::clicked, this, &RunPage::logRequested);

    m_tabs->addTab(makeCharts(), bundledIcon(u"chart"_s), tr("Charts"));
    m_tabs->addTab(m_results, bundledIcon(u"report"_s), tr("Results"));
    addGrid();

    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *context = new QHBoxLayout;
    context->setContentsMargins(14, 8, 14, 0);
    context->addWidget(m_context, 1);
    context->addWidget(m_waiting); // in the same row: another row would move the charts
    context->addWidget(m_resultOf);
    layout->addLayout(context);
    layout->addWidget(m_tiles);
    layout->addWidget(m_target);
    layout->addWidget(m_tabs, 1);

    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_preparing);
    m_stack->addWidget(m_content);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_problem);
    page->addWidget(m_summary);
    page->addWidget(m_stack, 1);

    connect(m_empty, &EmptyState::triggered, this, &RunPage::runRequested);
    connect(m_preparing, &EmptyState::triggered, this, &RunPage::stopRequested);
    connect(m_table, &ChartTableView::closed, this, &RunPage::showCharts);
    connect(m_charts, &ChartStack::modelsChanged, m_table, &ChartTableView::onModelsChanged);
    connect(m_charts, &ChartStack::cursorChanged, this, &RunPage::showReadout);
    connect(m_target, &TargetControl::targetChosen, this, &RunPage::targetChosen);
    connect(&run, &LiveRun::refreshed, this, &RunPage::refresh);
    connect(&run, &LiveRun::stateChanged, this, &RunPage::showContext);
    connect(&run, &LiveRun::started, this, &RunPage::onStarted);
    connect(&run, &LiveRun::trialFinished, this, &RunPage::onTrialFinished);
    connect(&run, &LiveRun::ended, this, &RunPage::onEnded);
    setCandidate({}, {}, {});
    updatePreparing();
}

QWidget *RunPage::makeChartControls()
{
    auto *controls = new QWidget;
    auto *layout = new QHBoxLayout(controls);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    auto *window = new QComboBox(controls);
    window->setObjectName(u"chartWindow"_s);
    window->setAccessibleName(tr("Time shown"));
    window->addItem(tr("Whole run"), 0);
    window->addItem(tr("Last 30 s"), 30);
    window->addItem(tr("Last 2 min"), 120);
    auto *log = new QCheckBox(tr("Logarithmic times"), controls);
    log->setObjectName(u"chartLog"_s);
    auto *reset = new QToolButton(controls);
    reset->setObjectName(u"chartZoomReset"_s);
    reset->setIcon(bundledIcon(u"zoom-reset"_s));
    reset->setAccessibleName(tr("Show the whole run"));
    reset->setToolTip(tr("Show the whole run (Ctrl+0). Drag across a chart to zoom in."));
    reset->setFocusPolicy(Qt::StrongFocus);
    auto *values = new QToolButton(controls);
    values->setObjectName(u"chartValues"_s);
    values->setText(tr("Values"));
    values->setAccessibleName(tr("Show the values at the cursor"));
    values->setToolTip(tr("Show or hide the values at the cursor"));
    values->setCheckable(true);
    values->setChecked(true);
    values->setFocusPolicy(Qt::StrongFocus);
    layout->addWidget(log);
    layout->addWidget(window);
    layout->addWidget(reset);
    layout->addWidget(values);
    connect(window, &QComboBox::currentIndexChanged, this,
            [this, window] { m_charts->setFollowedSeconds(window->currentData().toDouble()); });
    connect(log, &QCheckBox::toggled, m_charts, &ChartStack::setLatencyLog);
    connect(reset, &QToolButton::clicked, m_charts, &ChartStack::resetZoom);
    connect(values, &QToolButton::toggled, m_readout, &QWidget::setVisible);
    return controls;
}

QWidget *RunPage::makeCharts()
{
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setObjectName(u"chartSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"chartScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus); // the charts get the focus
    scroll->setMinimumWidth(m_charts->minimumSizeHint().width());
    scroll->setWidget(m_charts);
    m_chartsOrTable->addWidget(scroll);
    m_chartsOrTable->addWidget(m_table);
    m_splitter->addWidget(m_chartsOrTable);
    m_splitter->addWidget(m_readout);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setSizes({1000, m_readout->sizeHint().width()});
    m_tabs->setCornerWidget(makeChartControls(), Qt::TopRightCorner);
    connect(m_tabs, &QTabWidget::currentChanged, this,
            [this](int index) { m_tabs->cornerWidget(Qt::TopRightCorner)->setEnabled(index == 0); });
    return m_splitter;
}

void RunPage::addGrid()
{
    m_gridOrTable->setObjectName(u"gridOrTable"_s);
    m_gridOrTable->addWidget(m_grid);
    m_gridOrTable->addWidget(m_gridTable);
    const int tab = m_tabs->addTab(m_gridOrTable, bundledIcon(u"chart"_s), tr("Repeats"));
    m_tabs->setTabVisible(tab, false);
    connect(m_grid, &ChartGrid::modelsChanged, m_gridTable, &ChartTableView::onModelsChanged);
    connect(m_gridTable, &ChartTableView::closed, this, &RunPage::showGrid);
    connect(m_tabs, &QTabWidget::currentChanged, this, &RunPage::updateGrid);
}

void RunPage::setCandidate(const QString &name, const QString &summary, const QString &problem)
{
    if (name.isEmpty())
        m_empty->setContent(
            u"chart"_s, tr("No profile selected"),
            tr("Select or create a profile. It defines which servers to start and how to load them."), {});
    else
        m_empty->setContent(u"chart"_s, tr("Ready to run “%1”").arg(name),
                            problem.isEmpty() ? summary : problem, tr("Run"));
    m_empty->button()->setEnabled(problem.isEmpty());
    m_empty->button()->setToolTip(problem);
}

void RunPage::showProblem(const QString &message, const QString &detail)
{
    m_problem->showMessage(MessageBar::Kind::Error, message, detail);
}

void RunPage::showSummary(const QString &sentence, RunVerdict verdict)
{
    m_summary->showMessage(
        verdict == RunVerdict::Good ? MessageBar::Kind::Success : MessageBar::Kind::Warning, sentence);
}

void RunPage::showNote(const QString &sentence)
{
    m_summary->showMessage(MessageBar::Kind::Information, sentence);
}

void RunPage::toggleTable()
{
    if (m_stack->currentWidget() != m_content)
        return;
    if (m_tabs->currentWidget() == m_gridOrTable)
        return toggleGridTable();
    m_tabs->setCurrentIndex(0);
    if (m_chartsOrTable->currentWidget() == m_table)
        return showCharts();
    const QWidget *focused = window()->focusWidget();
    QString chartId;
    for (const TimeChart *chart : m_charts->charts()) {
        if (chart == focused || chart->isAncestorOf(focused))
            chartId = chart->model().id;
    }
    m_chartsOrTable->setCurrentWidget(m_table);
    m_table->open(chartId);
}

void RunPage::showCharts()
{
    if (m_chartsOrTable->currentWidget() != m_table)
        return;
    m_chartsOrTable->setCurrentIndex(0);
    for (TimeChart *chart : m_charts->charts()) {
        if (chart->model().id == m_table->chartId())
            chart->setFocus(Qt::ShortcutFocusReason);
    }
}

void RunPage::toggleGridTable()
{
    if (m_gridOrTable->currentWidget() == m_gridTable)
        return showGrid();
    QString chartId;
    for (const DrawnChart *chart : m_grid->charts()) {
        if (chart->hasFocus())
            chartId = chart->model().id;
    }
    m_gridOrTable->setCurrentWidget(m_gridTable);
    m_gridTable->open(chartId);
}

void RunPage::showGrid()
{
    m_gridOrTable->setCurrentWidget(m_grid);
    for (DrawnChart *chart : m_grid->charts()) {
        if (chart->model().id == m_gridTable->chartId())
            chart->setFocus(Qt::ShortcutFocusReason);
    }
}

void RunPage::updateGrid()
{
    const auto result = m_run.result();
    const int tab = m_tabs->indexOf(m_gridOrTable);
    const bool isSweep = result
        && std::any_of(result->servers.begin(), result->servers.end(),
                       [](const ResolvedServer &server) { return !server.cell.isEmpty(); });
    const bool isRepeated =
        result && roundCount(*result) > 1 && result->servers.size() <= mostRepeatedServers;
    m_tabs->setTabVisible(tab, isSweep || isRepeated);
    const QString text = !isSweep ? tr("Repeats") : isRepeated ? tr("Sweep and Repeats") : tr("Sweep");
    if (m_tabs->tabText(tab) != text)
        m_tabs->setTabText(tab, text);
    // Figures change only when a trial ends.
    if (!result || m_tabs->currentWidget() != m_gridOrTable || m_gridTrials == m_run.endedTrials())
        return;
    m_gridTrials = m_run.endedTrials();
    const QList<ServerStats> servers = analyseServers(*result);
    m_grid->setCharts(sweepCharts(*result, servers) + repeatCharts(servers));
}

void RunPage::setReportAvailable(bool isAvailable) { m_reportButton->setVisible(isAvailable); }

void RunPage::setNativeOffered(bool isOffered) { m_nativeButton->setVisible(isOffered); }

void RunPage::onStarted()
{
    m_failedServers.clear();
    m_failureDetails.clear();
    m_failures.clear();
    m_problem->hide();
    m_summary->hide();
    m_charts->reset();
    m_gridTrials.reset();
    m_grid->setCharts({});
    m_gridOrTable->setCurrentWidget(m_grid);
    m_results->setSortable(false);
    m_tabs->setCurrentIndex(0);
    showCharts();
    m_stack->setCurrentWidget(m_preparing);
    refresh();
}

void RunPage::onEnded()
{
    m_results->setSortable(true);
    if (m_problem->isVisibleTo(this))
        showFailures(); // there is no next server any more
    // Nothing came of it: empty charts would look as if there were something to see.
    if (m_run.endedTrials() == 0)
        m_stack->setCurrentWidget(m_empty);
    else if (m_run.series().seconds.isEmpty() && m_run.series().resources.isEmpty())
        m_tabs->setCurrentIndex(1); // the table at least shows which server was not measured
    refresh();
    m_charts->describe();
}

void RunPage::onTrialFinished(const TrialRecord &result)
{
    if (result.end != TrialEnd::NotMeasured && result.end != TrialEnd::ServerExited)
        return;
    const QString name = m_run.trialName(result.planned.index);
    const QString problem = result.problem.translated();
    const bool isNamed = problem.contains(name);
    m_failedServers << name;
    m_failures << (isNamed ? problem : u"%1: %2"_s.arg(name, problem));
    m_failureDetails << u"%1\n%2"_s.arg(m_failures.last(), result.problemDetail).trimmed();
    showFailures();
}

void RunPage::showFailures()
{
    if (m_failures.isEmpty())
        return;
    QStringList sentences;
    if (m_failures.size() > 1)
        sentences << tr("%n servers could not be measured completely: %1.", nullptr, int(m_failures.size()))
                         .arg(m_failedServers.join(u", "_s));
    sentences << m_failures.first();
    const auto result = m_run.result();
    const bool isLast = !result || m_run.endedTrials() >= result->plan.size();
    if (m_run.isRunning() && m_failures.size() == 1 && !isLast)
        sentences << tr("The run continues with the next server.");
    m_problem->showMessage(MessageBar::Kind::Warning, sentences.join(u' '), m_failureDetails.join(u"\n\n"_s));
}

void RunPage::refresh()
{
    if (m_stack->currentWidget() == m_preparing && m_run.state() != RunState::Preparing && m_run.hasRun())
        m_stack->setCurrentWidget(m_content);
    if (m_stack->currentWidget() == m_preparing)
        return updatePreparing();
    if (m_stack->currentWidget() != m_content)
        return;
    showContext();
    updateTabs();
    updateGrid();
    updateAside();
    m_tiles->refresh();
    m_target->refresh();
    // Hidden charts are not updated; showing them draws the missed data.
    if (m_charts->isVisible() || m_table->isVisible() || m_charts->charts().isEmpty()) {
        const auto result = m_run.result();
        m_charts->setSeries(m_run.series(), result ? result->machine.cores : 1);
    }
    showReadout();
}

void RunPage::updateTabs()
{
    const auto result = m_run.result();
    const qsizetype planned = result ? result->plan.size() : 0;
    const QString text =
        planned == 0 ? tr("Results") : tr("Results (%1 of %2)").arg(m_run.endedTrials()).arg(planned);
    if (m_tabs->tabText(1) != text)
        m_tabs->setTabText(1, text);
}

void RunPage::updatePreparing()
{
    const RunProgress &progress = m_run.progress();
    m_preparing->setContent(u"server"_s, tr("Preparing the servers"),
                            progress.text.isEmpty()
                                ? tr("Checking what the servers need…")
                                : tr("%1\nDone once and kept for later runs.").arg(progress.text),
                            tr("Stop"));
    m_preparing->setProgress(progress.text.isEmpty() ? std::nullopt : progress.fraction);
}

void RunPage::updateAside()
{
    const bool isStarting = m_run.isRunning() && m_run.server().state == LiveRun::Server::State::Starting;
    m_waiting->setVisible(isStarting);
    if (isStarting)
        m_waiting->setText(tr("Starting %1, waiting for its first valid response").arg(m_run.server().name));
    const bool isResult = m_run.stats().isResult;
    m_resultOf->setVisible(isResult);
    if (isResult)
        m_resultOf->setText(tr("Below: result of %1").arg(m_run.trialName(m_run.currentTrial())));
}

void RunPage::showReadout()
{
    m_readout->setHeadline(m_run.hasRun() ? m_run.situationAt(m_charts->readoutTime()) : QString());
}

void RunPage::showContext()
{
    QStringList parts;
    if (const auto result = m_run.result()) {
        const Profile &profile = result->profile;
        parts << profile.name << describeLoad(profile);
    }
    parts << m_run.situation();
    const QString left = m_run.timeLeft();
    if (!left.isEmpty())
        parts << left;
    parts.removeAll(QString());
    const QString text = parts.join(u" · "_s);
    if (m_context->text() != text)
        m_context->setText(text);
}

void RunPage::saveState(QSettings &settings) const
{
    setting::runSplitter.write(settings, m_splitter->saveState());
    setting::hiddenSeries.write(settings, m_charts->hiddenSeries());
}

void RunPage::restoreState(const QSettings &settings)
{
    m_splitter->restoreState(setting::runSplitter.read(settings));
    m_charts->setHiddenSeries(setting::hiddenSeries.read(settings));
}

} // namespace loadstone
