// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/environmentbuild.h"

#include "app/appcontext.h"
#include "app/signalwatcher.h"
#include "app/terminal.h"
#include "core/text/format.h"

#include <QCoreApplication>

namespace loadstone
{

using namespace Qt::StringLiterals;

Status buildEnvironment(AppContext &context, const QString &id)
{
    StatusLine line;
    SignalWatcher watcher;
    Status built;
    QObject receiver;
    QObject::connect(&context.environments, &EnvironmentStore::progressed, &receiver,
                     [&line](const QString &environment, double fraction, const QString &text) {
                         const QString percent = fraction < 0 ? QString() : formatPercent(100 * fraction);
                         line.show(u"%1 · %2 %3"_s.arg(environment, text, percent));
                     });
    QObject::connect(&context.environments, &EnvironmentStore::built, &receiver,
                     [&built](const QString &, const Status &status) {
                         built = status;
                         QCoreApplication::quit();
                     });
    bool isInterrupted = false;
    QObject::connect(&watcher, &SignalWatcher::interrupted, &receiver, [&](int times) {
        isInterrupted = true;
        context.environments.cancel();
        if (times > 1) {
            built = Error{ErrorCode::Stopped, u"Stopped."_s, {}};
            QCoreApplication::quit();
        }
    });
    // From inside the event loop: a build without work may end immediately.
    QMetaObject::invokeMethod(
        &receiver, [&context, id] { context.environments.build(id); }, Qt::QueuedConnection);
    QCoreApplication::exec();
    // If the environment was built already, there was nothing to cancel.
    if (built && isInterrupted)
        return Error{ErrorCode::Stopped, u"Stopped before a server was launched."_s, {}};
    return built;
}

} // namespace loadstone
