// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include "app/command.h"
#include "app/interrupt.h"
#include "app/outputs.h"
#include "app/services.h"
#include "app/terminal.h"
#include "app/terminalrun.h"
#include "core/profile/profilestore.h"
#include "core/report/reportmodel.h"
#include "core/stack/availability.h"
#include "core/stack/stackcard.h"
#include "ui/mainwindow.h"
#include "ui/pages/profilespage.h"
#include "ui/theme/theme.h"
#include "ui/uiservices.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QHash>
#include <QSettings>

#include <memory>

namespace loadstone
{

namespace
{

Result<QString> writeReport(const Services &services, const QString &folder, const RunResult &result)
{
    const QString target = folder.isEmpty() ? QDir(services.paths.runs()).filePath(result.id) : folder;
    const Result<QStringList> paths = writeOutputs(result, {QStringLiteral("html")}, target);
    if (!paths)
        return paths.error();
    return paths->constFirst();
}

/// Remembers what it was asked once: lists ask for each row that they paint.
StackFacts stackFacts(const EnvironmentStore &environments)
{
    StackFacts facts;
    auto reasons = std::make_shared<QHash<QString, QString>>();
    facts.unavailableReason = [&environments, reasons](const Stack &stack) {
        if (!reasons->contains(stack.id))
            reasons->insert(stack.id, unavailableReason(stack, environments));
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

int showWindow(const QString &profile, const DemoRequest &demo)
{
    QApplication::setApplicationDisplayName(QStringLiteral("Loadstone"));
    QApplication::setDesktopFileName(QStringLiteral(LOADSTONE_APP_ID));
    Services services;
    for (const Error &problem : services.catalogue.problems())
        printError(QStringLiteral("loadstone: %1\n").arg(problem.message));
    const ProfileStore store({services.paths.profiles}, {services.paths.ownProfiles()});
    QSettings settings(services.paths.settingsFile(), QSettings::IniFormat);
    Campaign controller(services.forRuns());

    UiServices ui;
    ui.catalogue = &services.catalogue;
    ui.controller = &controller;
    ui.stackFacts = stackFacts(services.environments);
    ui.profiles = &store;
    ui.settings = &settings;
    ui.userProfilesFolder = services.paths.ownProfiles();
    ui.openUrl = &QDesktopServices::openUrl;
    ui.writeReport = [&](const RunResult &result) {
        return writeReport(services, demo.reportFolder, result);
    };

    applyTheme(themeChoiceFromId(settings.value(QStringLiteral("theme")).toString()));
    MainWindow window(ui);
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::interrupted, &window, [&](int times) {
        controller.stop(times > 1);
        window.close();
    });
    window.show();
    if (profile.endsWith(QLatin1String(".json")))
        window.profilesPage().openFile(profile);
    else if (!profile.isEmpty())
        window.profilesPage().choose(profile);

    int code = Done;
    QString answer;
    if (demo.isDemo) {
        QObject::connect(&controller, &RunController::finished, &window, [&] {
            const RunResult &result = *controller.result();
            code = exitCodeOf(result);
            answer = reportOf(result).answer;
            if (!result.trials.isEmpty())
                window.writeReport();
        });
        // Only the demo's own run is told in the terminal; what follows in the window is not.
        QObject::connect(
            &window, &MainWindow::reportWritten, &window,
            [&](const Result<QString> &path) {
                if (path)
                    print(QStringLiteral("%1\nReport: %2\n").arg(answer, *path));
                else
                    code = fail(path.error());
            },
            Qt::SingleShotConnection);
        QMetaObject::invokeMethod(&window, &MainWindow::run, Qt::QueuedConnection);
    }
    QApplication::exec();
    window.finishReport();
    return code;
}

} // namespace loadstone
