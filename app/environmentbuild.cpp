// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/environmentbuild.h"

#include "app/interrupt.h"
#include "app/services.h"
#include "app/terminal.h"
#include "core/base/format.h"

#include <QCoreApplication>

namespace loadstone
{

Status buildEnvironment(Services &services, const QString &id)
{
    StatusLine line;
    Interrupt interrupt;
    Status built;
    QObject context;
    QObject::connect(&services.environments, &EnvironmentStore::progressed, &context,
                     [&line](const QString &environment, double fraction, const QString &text) {
                         const QString percent = fraction < 0 ? QString() : formatPercent(100 * fraction);
                         line.show(QStringLiteral("%1 · %2 %3").arg(environment, text, percent));
                     });
    QObject::connect(&services.environments, &EnvironmentStore::built, &context,
                     [&built](const QString &, const Status &status) {
                         built = status;
                         QCoreApplication::quit();
                     });
    bool isInterrupted = false;
    QObject::connect(&interrupt, &Interrupt::interrupted, &context, [&](int times) {
        isInterrupted = true;
        services.environments.cancel();
        if (times > 1) {
            built = Error{ErrorCode::Stopped, QStringLiteral("Stopped."), {}};
            QCoreApplication::quit();
        }
    });
    // From inside the event loop: a build that has nothing to do may answer at once.
    QMetaObject::invokeMethod(
        &context, [&services, id] { services.environments.build(id); }, Qt::QueuedConnection);
    QCoreApplication::exec();
    // There may have been nothing to cancel, as the environment was there already.
    if (built && isInterrupted)
        return Error{ErrorCode::Stopped, QStringLiteral("Stopped before a server was launched."), {}};
    return built;
}

} // namespace loadstone
