// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "core/present/conclusion.h"
#include "core/present/enginehint.h"
#include "core/present/runoutcome.h"
#include "core/present/thresholdverdicts.h"
#include "core/run/runcontroller.h"
#include "ui/charts/chartstack.h"
#include "ui/docks/eventsview.h"
#include "ui/docks/logview.h"
#include "ui/models/eventsmodel.h"
#include "ui/models/liverun.h"
#include "ui/models/logstore.h"
#include "ui/models/profiledocument.h"
#include "ui/models/profilelistmodel.h"
#include "ui/models/resultsmodel.h"
#include "ui/pages/pages.h"
#include "ui/pages/profileform/loadsection.h"
#include "ui/pages/profilespage.h"
#include "ui/pages/runpage.h"
#include "ui/panes.h"
#include "ui/reportwriter.h"
#include "ui/settings.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/runstatus.h"
#include "ui/windowactions.h"

#include <QAction>
#include <QCloseEvent>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMessageBox>
#include <QScreen>
#include <QShowEvent>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyle>
#include <QUndoStack>

#include <algorithm>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

// What distinguishes runs comes first: a task bar shows only the beginning.
QString runTitle(const RunRecord &result)
{
    QStringList names;
    for (const ResolvedServer &server : result.servers)
        names << server.name;
    const QString servers = names.size() == 2 ? MainWindow::tr("%1 vs %2").arg(names.at(0), names.at(1))
        : names.size() == 1                   ? names.first()
                                              : MainWindow::tr("%n servers", nullptr, int(names.size()));
    const QString start = QLocale().toString(result.startedAt.toLocalTime().time(), u"HH:mm"_s);
    return names.isEmpty() ? result.profile.name : u"%1, %2, %3"_s.arg(servers, result.profile.name, start);
}

template<typename T>
T *onlyOne(const QList<Page *> &pages)
{
    for (Page *page : pages) {
        if (T *found = qobject_cast<T *>(page))
            return found;
    }
    qFatal("no page %s", T::staticMetaObject.className());
}

} // namespace

MainWindow::MainWindow(const WindowDependencies &dependencies, QWidget *parent)
    : QMainWindow(parent), m_dependencies(dependencies), m_actions(new WindowActions(*this)),
      m_reports(new ReportWriter(dependencies.writeReport, dependencies.openUrl, this)),
      m_live(new LiveRun(*dependencies.controller, this)), m_resultsModel(new ResultsModel(this)),
      m_eventsModel(new EventsModel(this)), m_log(new LogStore(this)), m_rail(new QListWidget(this)),
      m_stack(new QStackedWidget(this))
{
    setObjectName(u"mainWindow"_s);
    fitToScreen();
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks);
    makePages();
    makeDocks();
    m_actions->addMenus();
    m_actions->addToolBar();
    new RunStatus(*m_live, statusBar());
    statusBar()->setSizeGripEnabled(false);
    connectRun();
    connectReport();
    connectActions();
    m_firstLayout = saveState();
    const ThemeChoice theme = dependencies.settings
        ? themeChoiceFromId(setting::theme.read(*dependencies.settings))
        : ThemeChoice();
    m_actions->themes.at(int(theme))->setChecked(true);
    if (dependencies.settings)
        m_live->setRefreshRate(setting::redrawsPerSecond.read(*dependencies.settings));
    onProfileChanged();
    showPage(*m_pages.constFirst());
}

MainWindow::~MainWindow()
{
    m_profiles->disconnect(this); // destroying a field that is being edited commits its text
}

void MainWindow::makePages()
{
    const PageContext context{m_dependencies, *m_live, *m_resultsModel};
    for (const PageEntry &entry : pageEntries()) {
        m_pages.append(entry.make(context));
        m_stack->addWidget(m_pages.constLast());
    }
    m_profiles = onlyOne<ProfilesPage>(m_pages);
    m_runPage = onlyOne<RunPage>(m_pages);
    makeRail();
    setCentralWidget(makeCenter());
    connect(m_rail, &QListWidget::currentRowChanged, this, [this](int row) {
        m_stack->setCurrentIndex(row);
        updateActions();
        updateTitle();
    });
}

void MainWindow::makeRail()
{
    m_rail->setObjectName(u"pageRail"_s);
    m_rail->setAccessibleName(tr("Pages"));
    m_rail->setFrameShape(QFrame::NoFrame);
    m_rail->setIconSize(QSize(22, 22));
    m_rail->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    int widest = 0;
    for (const PageEntry &entry : pageEntries()) {
        const QString title = QCoreApplication::translate("Pages", entry.title);
        auto *item = new QListWidgetItem(bundledIcon(entry.icon), title, m_rail);
        item->setSizeHint(QSize(0, fontMetrics().height() + 20));
        item->setToolTip(tr("%1 (Ctrl+%2)").arg(title).arg(m_rail->count()));
        widest = std::max(widest, fontMetrics().horizontalAdvance(title));
    }
    m_rail->setFixedWidth(widest + 62);
}

QWidget *MainWindow::makeCenter()
{
    auto *center = new QWidget;
    auto *layout = new QHBoxLayout(center);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    auto *line = new QFrame;
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    layout->addWidget(line);
    layout->addWidget(m_stack, 1);
    return center;
}

void MainWindow::makeDocks()
{
    m_logView = new LogView(*m_log, [this](std::function<void(const QString &)> chosen) {
        m_dependencies.prompts.chooseFileToSave(this, tr("Save Server Log"), u"server.log"_s,
                                                tr("Text (*.log *.txt)"), std::move(chosen));
    });
    auto *events = new EventsView(m_eventsModel);
    const auto addDock = [this](const QString &title, const QString &objectName, QWidget *content) {
        auto *dock = new QDockWidget(title, this);
        dock->setObjectName(objectName);
        dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
        dock->setAllowedAreas(Qt::BottomDockWidgetArea | Qt::RightDockWidgetArea);
        dock->setWidget(content);
        addDockWidget(Qt::BottomDockWidgetArea, dock);
        dock->hide();
        return dock;
    };
    m_logDock = addDock(tr("Server Log"), u"dockLog"_s, m_logView);
    m_eventsDock = addDock(tr("Events"), u"dockEvents"_s, events);
    tabifyDockWidget(m_logDock, m_eventsDock);
    connect(events, &EventsView::timeChosen, &m_runPage->charts(), &ChartStack::moveCursorTo);
    connect(m_logView, &LogView::saveFailed, this,
            [this](const QString &message) { m_runPage->showProblem(message); });
    const auto bind = [](QAction *toggle, QDockWidget *dock) {
        connect(toggle, &QAction::triggered, dock, [dock](bool isShown) {
            dock->setVisible(isShown);
            if (isShown)
                dock->raise();
        });
        connect(dock->toggleViewAction(), &QAction::toggled, toggle, &QAction::setChecked);
    };
    bind(m_actions->log, m_logDock);
    bind(m_actions->events, m_eventsDock);
}

void MainWindow::connectRun()
{
    connect(m_live, &LiveRun::started, this, [this] {
        m_log->clear();
        m_eventsModel->clear();
        m_resultsModel->clear();
        m_runPage->setReportAvailable(false);
        m_runPage->setNativeOffered(false);
        showPage(*m_runPage);
    });
    connect(m_live, &LiveRun::planned, this, [this] {
        if (const auto result = m_live->result())
            m_resultsModel->setPlan(*result);
        updateTitle();
        updateActions(); // charts are available now
    });
    connect(m_live, &LiveRun::replanned, this, [this] {
        if (const auto result = m_live->result())
            m_resultsModel->changePlan(*result);
    });
    connect(m_live, &LiveRun::trialStarted, m_resultsModel, &ResultsModel::setRunning);
    connect(m_live, &LiveRun::trialFinished, m_resultsModel, &ResultsModel::setFinished);
    connect(m_live, &LiveRun::markChanged, m_eventsModel, &EventsModel::put);
    connect(m_live, &LiveRun::ended, this, &MainWindow::onEnded);
    connect(m_live, &LiveRun::stateChanged, this, &MainWindow::updateActions);
    connect(m_live, &LiveRun::serverOutput, this,
            [this](const QString &trial, const QStringList &lines, bool isStderr) {
                m_log->add(m_live->newestS(), trial, lines, isStderr);
            });
    connect(m_runPage, &RunPage::runRequested, this, &MainWindow::run);
    connect(m_runPage, &RunPage::stopRequested, this, &MainWindow::stop);
    connect(m_runPage, &RunPage::targetChosen, m_dependencies.controller, &RunController::setTarget);
    connect(m_runPage, &RunPage::nativeEngineRequested, this, &MainWindow::runAgainOnNative);
    connect(m_runPage, &RunPage::reportRequested, this, &MainWindow::openReport);
    connect(m_runPage, &RunPage::logRequested, m_actions->log, [this] {
        m_logDock->show();
        m_logDock->raise();
    });
}

void MainWindow::connectReport()
{
    connect(m_reports, &ReportWriter::isWritingChanged, this, &MainWindow::updateActions);
    connect(m_reports, &ReportWriter::written, this, [this](const Result<QString> &file) {
        if (!file)
            m_runPage->showProblem(file.error().text(), file.error().detail);
        emit reportWritten(file);
    });
    connect(m_reports, &ReportWriter::showFailed, this, [this](const QString &file) {
        m_runPage->showProblem(tr("The report was written, but no program could open it: %1").arg(file));
    });
}

void MainWindow::connectActions()
{
    const WindowActions &a = *m_actions;
    const auto inProfiles = [this](QAction *action, auto call) {
        connect(action, &QAction::triggered, this, [this, call] {
            showPage(*m_profiles);
            call(*m_profiles);
        });
    };
    inProfiles(a.newProfile, [](ProfilesPage &page) { page.newProfile(); });
    inProfiles(a.open, [](ProfilesPage &page) { page.askForFile(); });
    inProfiles(a.duplicate, [](ProfilesPage &page) { page.duplicate(); });
    inProfiles(a.remove, [](ProfilesPage &page) { page.deleteCurrent(); });
    connect(a.save, &QAction::triggered, this, [this] { m_profiles->save(); });
    connect(a.saveAs, &QAction::triggered, this, [this] { m_profiles->saveAs(); });
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
    connect(a.undo, &QAction::triggered, this, [this] {
        if (auto *document = m_profiles->current())
            document->undoStack().undo();
    });
    connect(a.redo, &QAction::triggered, this, [this] {
        if (auto *document = m_profiles->current())
            document->undoStack().redo();
    });
    connect(a.find, &QAction::triggered, this, &MainWindow::find);
    connect(a.run, &QAction::triggered, this, &MainWindow::run);
    connect(a.stop, &QAction::triggered, this, &MainWindow::stop);
    connect(a.runAgain, &QAction::triggered, this, &MainWindow::runAgainOnNative);
    connect(a.report, &QAction::triggered, this, &MainWindow::openReport);
    connect(a.zoomIn, &QAction::triggered, this, [this] { m_runPage->charts().zoom(0.7); });
    connect(a.zoomOut, &QAction::triggered, this, [this] { m_runPage->charts().zoom(1.43); });
    connect(a.zoomReset, &QAction::triggered, &m_runPage->charts(), &ChartStack::resetZoom);
    connect(a.chartTable, &QAction::triggered, m_runPage, &RunPage::toggleTable);
    connect(a.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
    connect(a.nextPane, &QAction::triggered, this, [this] { movePane(1); });
    connect(a.previousPane, &QAction::triggered, this, [this] { movePane(-1); });
    connect(a.about, &QAction::triggered, this, &MainWindow::about);
    for (int i = 0; i < a.pages.size(); ++i)
        connect(a.pages.at(i), &QAction::triggered, this, [this, i] { showPage(*m_pages.at(i)); });
    for (int i = 0; i < a.themes.size(); ++i)
        connect(a.themes.at(i), &QAction::triggered, this, [this, i] { setThemeChoice(ThemeChoice(i)); });
    connect(m_profiles, &ProfilesPage::currentChanged, this, &MainWindow::onProfileChanged);
    connect(m_profiles, &ProfilesPage::documentChanged, this, &MainWindow::onProfileChanged);
}

void MainWindow::showPage(const Page &page) { m_rail->setCurrentRow(int(m_pages.indexOf(&page))); }

const Page &MainWindow::page() const { return *m_pages.at(m_stack->currentIndex()); }

void MainWindow::run()
{
    if (m_live->isRunning())
        return;
    showPage(*m_runPage);
    startRun();
}

void MainWindow::startRun()
{
    ProfileDocument *document = m_profiles->current();
    if (!document)
        return;
    document->checkNow();
    if (document->hasErrors()) {
        showPage(*m_profiles);
        return;
    }
    runProfile(document->profile());
}

void MainWindow::runProfile(const Profile &profile)
{
    showPage(*m_runPage);
    const Status status = m_dependencies.controller->start(profile);
    if (!status)
        m_runPage->showProblem(status.error().text(), status.error().detail);
}

void MainWindow::runAgainOnNative()
{
    const auto result = m_live->result();
    if (!result || !rerunObstacle().isEmpty())
        return;
    // The profile as it was run, independent of later edits; neither is changed.
    Profile profile = result->profile;
    profile.connection.engine = nativeEngine();
    runProfile(profile);
}

void MainWindow::stop()
{
    const bool isStopping = m_live->state() == RunState::Stopping;
    m_dependencies.controller->stop(isStopping);
}

void MainWindow::onProfileChanged()
{
    const ProfileDocument *document = m_profiles->current();
    if (document)
        m_runPage->setCandidate(
            document->title(),
            QStringList{describePlan(document->profile()), describePacing(document->profile())}
                .join(u'\n')
                .trimmed(),
            document->hasErrors() ? tr("The profile has errors, listed below its form. Correct them first.")
                                  : QString());
    else
        m_runPage->setCandidate({}, {}, {});
    updateActions();
    updateTitle();
}

void MainWindow::onEnded()
{
    const auto result = m_live->result();
    if (result && result->state == RunState::Failed)
        m_runPage->showProblem(result->problem.translated());
    if (result && !result->trials.isEmpty())
        showSummary(*result);
    else if (m_live->state() == RunState::Stopped)
        m_runPage->showNote(tr("Stopped before anything was measured."));
    m_runPage->setReportAvailable(result && !result->trials.isEmpty() && m_reports->canWrite());
    m_runPage->setNativeOffered(result && !engineToTry(*result, m_dependencies.loadEngines).isEmpty());
    updateActions();
    if (m_closesAtEnd)
        close();
}

void MainWindow::find()
{
    m_logDock->show();
    m_logDock->raise();
    m_logView->focusSearch();
}

void MainWindow::showSummary(const RunRecord &result)
{
    const QList<ServerStats> servers = analyseServers(result);
    const RunVerdict verdict = evaluateRun(result);
    QStringList sentences{headline(result, servers)};
    for (const ThresholdVerdict &threshold : thresholdVerdicts(result, servers)) {
        if (!threshold.isMet && servers[threshold.server].isMeasured())
            sentences << threshold.text + u'.';
    }
    m_runPage->showSummary(sentences.join(u' '), verdict);
}

void MainWindow::updateActions()
{
    if (!m_runPage) // the window is under construction
        return;
    const auto result = m_live->result();
    const bool isRunning = m_live->isRunning();
    ActionContext context;
    context.profile = m_profiles->current();
    context.isRunning = isRunning;
    context.isStopping = m_live->state() == RunState::Stopping;
    context.hasReport = !isRunning && result && !result->trials.isEmpty() && m_reports->canWrite();
    context.isReportBeingWritten = m_reports->isWriting();
    context.hasCharts = m_live->hasRun() && &page() == m_runPage;
    context.rerunObstacle = rerunObstacle();
    m_actions->update(context);
}

QString MainWindow::rerunObstacle() const
{
    const auto result = m_live->result();
    if (m_live->isRunning())
        return tr("Unavailable while a run is in progress");
    if (!result || result->trials.isEmpty())
        return tr("No result yet. Run a profile first.");
    return nativeObstacle(result->profile, m_dependencies.loadEngines);
}

void MainWindow::updateTitle()
{
    const ProfileDocument *document = m_profiles->current();
    const auto result = m_live->result();
    QString name = document ? document->title() : QString();
    if (&page() == m_runPage && result)
        name = runTitle(*result);
    setWindowTitle(name.isEmpty() ? u"Loadstone"_s : u"%1[*] — Loadstone"_s.arg(name));
    setWindowModified(document && &page() == m_profiles && document->isModified());
}

void MainWindow::openReport()
{
    if (const auto result = m_live->result())
        m_reports->show(result);
}

void MainWindow::writeReport()
{
    if (const auto result = m_live->result())
        m_reports->write(result);
}

void MainWindow::finishReport() { m_reports->finish(); }

void MainWindow::movePane(int by)
{
    QList<QWidget *> panes{m_rail, m_stack->currentWidget()};
    for (const QDockWidget *dock : {m_logDock, m_eventsDock})
        if (dock->isVisible() && !dock->visibleRegion().isEmpty())
            panes << dock->widget();
    movePaneFocus(panes, focusWidget(), by);
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
    // Before it is shown the window frame's size is unknown; the title bar is its largest part.
    const QSize room = screen.size() - QSize(0, style()->pixelMetric(QStyle::PM_TitleBarHeight));
    setMinimumSize(smallest.boundedTo(room));
    resize(usual.boundedTo(room));
}

void MainWindow::restoreLayout()
{
    if (!m_dependencies.settings)
        return;
    const QSettings &settings = *m_dependencies.settings;
    restoreGeometry(setting::windowGeometry.read(settings));
    restoreState(setting::windowState.read(settings));
    for (Page *page : std::as_const(m_pages))
        page->restoreState(settings);
}

void MainWindow::saveLayout()
{
    if (!m_dependencies.settings)
        return;
    QSettings &settings = *m_dependencies.settings;
    setting::windowGeometry.write(settings, saveGeometry());
    setting::windowState.write(settings, saveState());
    for (const Page *page : std::as_const(m_pages))
        page->saveState(settings);
}

void MainWindow::resetLayout()
{
    restoreState(m_firstLayout);
    m_logDock->hide();
    m_eventsDock->hide();
}

void MainWindow::setThemeChoice(ThemeChoice choice)
{
    applyTheme(choice);
    m_actions->themes.at(int(choice))->setChecked(true);
    if (m_dependencies.settings)
        setting::theme.write(*m_dependencies.settings, themeChoiceId(choice));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_mayClose) {
        saveLayout();
        return event->accept();
    }
    event->ignore();
    // A signal may arrive while a prompt is open: one prompt is enough.
    if (std::exchange(m_isAskingToClose, true))
        return;
    if (m_live->isRunning())
        askToStopAndClose();
    else
        askToSaveAndClose();
}

void MainWindow::askToStopAndClose()
{
    m_dependencies.prompts.confirm(this, tr("A run is in progress. Stop it and quit?"), tr("Stop and Quit"),
                                   [this](bool isYes) {
                                       m_isAskingToClose = false;
                                       m_closesAtEnd = isYes;
                                       if (isYes && m_live->isRunning())
                                           m_dependencies.controller->stop(true);
                                       else if (isYes)
                                           close();
                                   });
}

void MainWindow::askToSaveAndClose()
{
    m_profiles->askToSaveAll([this](bool isYes) {
        m_isAskingToClose = false;
        m_closesAtEnd = false;
        m_mayClose = isYes;
        // Deferred: the close event is still being processed.
        if (isYes)
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    });
}

void MainWindow::about()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Loadstone"),
                                tr("Loadstone %1\n\nBenchmarks Python web servers: throughput, response "
                                   "times and resource usage.\n\nGPL-3.0-or-later")
                                    .arg(QStringLiteral(LOADSTONE_VERSION)),
                                QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace loadstone
