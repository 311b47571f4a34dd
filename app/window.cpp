// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include "app/appcontext.h"
#include "app/command.h"
#include "app/exporter.h"
#include "app/signalwatcher.h"
#include "app/terminal.h"
#include "app/translation.h"
#include "core/base/subreaper.h"
#include "core/present/runview.h"
#include "core/present/stackcard.h"
#include "core/profile/profilestore.h"
#include "core/profile/schemafile.h"
#include "core/stack/availability.h"
#include "ui/englishplurals.h"
#include "ui/mainwindow.h"
#include "ui/pages/profilespage.h"
#include "ui/settings.h"
#include "ui/theme/theme.h"
#include "ui/windowdependencies.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QHash>

#include <memory>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// The report precedes other requested formats: it is what the window opens.
Result<QStringList> writeReport(const AppContext &context, const RunOutput &output, const RunRecord &result)
{
    const QString report = u"html"_s;
    QStringList formats = output.formats;
    formats.removeAll(report);
    formats.prepend(report);
    RunOutput files = output;
    files.formats = formats;
    return writeFiles(result, files, context.paths);
}

/// Cached: lists call it for each row they paint.
StackFacts stackFacts(const EnvironmentStore &environments)
{
    StackFacts facts;
    auto reasons = std::make_shared<QHash<QString, QString>>();
    facts.unavailableReason = [&environments, reasons](const Stack &stack) {
        if (!reasons->contains(stack.id))
            reasons->insert(stack.id, unavailableReason(stack, environments).translated());
        return reasons->value(stack.id);
    };
    facts.card = [&environments](const Stack &stack) { return cardHtml(stackCard(stack, environments)); };
    return facts;
}

} // namespace

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

int showWindow(AppContext &context, const QString &profile, const std::optional<WindowRun> &run)
{
    const RunOutput output = run ? run->output : RunOutput();
    if (const Status prepared = prepareOutput(output, run ? run->profile : Profile()); !prepared)
        return fail(prepared.error());
    QApplication::setApplicationDisplayName(u"Loadstone"_s);
    QApplication::setDesktopFileName(QStringLiteral(LOADSTONE_APP_ID));
    for (const Error &problem : context.catalogue.problems())
        warn(problem.text());
    if (const Status placed = placeProfileSchema(context.paths.ownProfiles()); !placed)
        warn(placed.error().text());
    const ProfileStore store({context.paths.profiles}, {context.paths.ownProfiles()});
    QSettings settings(context.paths.settingsFile(), QSettings::IniFormat);
    Campaign controller(context.forRuns());

    WindowDependencies ui;
    ui.catalogue = &context.catalogue;
    ui.controller = &controller;
    ui.stackFacts = stackFacts(context.environments);
    ui.profiles = &store;
    ui.settings = &settings;
    ui.userProfilesFolder = context.paths.ownProfiles();
    ui.openUrl = [](const QUrl &url) {
        const Subreaper::Pause outlivesUs;
        return QDesktopServices::openUrl(url);
    };
    QStringList written;
    ui.writeReport = [&](const RunRecord &result) -> Result<QString> {
        const Result<QStringList> paths = writeReport(context, output, result);
        if (!paths)
            return paths.error();
        written = *paths;
        return paths->constFirst();
    };

    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    installTranslation();
    applyTheme(themeChoiceFromId(setting::theme.read(settings)));
    MainWindow window(ui);
    SignalWatcher watcher;
    QObject::connect(&watcher, &SignalWatcher::interrupted, &window, [&](int times) {
        controller.stop(times > 1);
        if (times == 1) {
            window.close(); // prompts to stop the run and to save changes
            return;
        }
        const auto leave = [] { QCoreApplication::exit(StoppedByUser); };
        if (controller.isRunning())
            QObject::connect(&controller, &RunController::finished, &window, leave, Qt::QueuedConnection);
        else
            leave();
    });
    window.show();
    if (profile.endsWith(QLatin1String(".json")))
        window.profilesPage().openFile(profile);
    else if (!profile.isEmpty())
        window.profilesPage().choose(profile);

    int code = Done;
    QString answer;
    if (run) {
        QObject::connect(&controller, &RunController::finished, &window, [&] {
            const RunRecord &result = *controller.result();
            code = exitCodeFor(result);
            answer = makeRunView(result).headline;
            if (!result.trials.isEmpty())
                window.writeReport();
        });
        // Only the requested run is reported in the terminal, not later runs of the window.
        QObject::connect(
            &window, &MainWindow::reportWritten, &window,
            [&](const Result<QString> &path) {
                if (!path) {
                    code = fail(path.error());
                    return;
                }
                if (!output.isQuiet)
                    printLine(answer);
                for (const QString &file : std::as_const(written))
                    printLine(u"Report: %1"_s.arg(file));
            },
            Qt::SingleShotConnection);
        QMetaObject::invokeMethod(
            &window, [&window, &run] { window.runProfile(run->profile); }, Qt::QueuedConnection);
    }
    QApplication::exec();
    window.finishReport();
    return code;
}

} // namespace loadstone
