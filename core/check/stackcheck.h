// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/check/checkcases.h"
#include "core/check/checkresult.h"
#include "core/run/serversession.h"

#include <QObject>

#ifndef Q_MOC_RUN // moc 6.4 cannot read the standard headers behind these
#include "core/base/oneshot.h"

#include <QCoroTask>
#endif

#include <atomic>
#include <memory>

class QThread;

namespace loadstone
{

/// Input of the check of one stack with one preset.
struct StackCheckSpec {
    ResolvedServer server;
    EnvironmentState environment; ///< built
    /// The executable with the role `guard` and the verb `upstream`.
    QString program;
};

/// Checks the externally visible behaviour of one stack with one preset: launches it, checks everything it
/// declares (see checkEndpoints()), compares processes and backlog with the settings, and stops it, after
/// which no process may remain. Always ends with exactly one `finished`. Lives in one thread.
class StackCheck : public QObject
{
    Q_OBJECT
public:
    explicit StackCheck(StackCheckSpec spec, QObject *parent = nullptr);
    /// Stops the server immediately.
    ~StackCheck() override;

    void start();
    /// Interrupts the current request, stops the server and finishes with the results so far.
    /// @param now kills the server, ignoring the grace of its stop rule
    void stop(bool now = false);
    /// The server is ready and being checked.
    bool isChecking() const { return m_checkThread != nullptr && !m_checked.isSet(); }

signals:
    void finished(const loadstone::StackCheckResult &result);

private:
    QCoro::Task<void> run();
    QCoro::Task<bool> launch();
    QCoro::Task<void> runAllChecks();
    QCoro::Task<void> endSession();

    SessionSpec makeSessionSpec() const;
    void connectSession();
    void writeStreamFile();
    void inspectServer();
    void checkBacklog();
    void checkAddresses(const QList<qint64> &pids);
    void checkExit();
    StackCheckResult::State conclusion() const;
    void pass(const QString &what);
    void fail(const QString &what, const QString &text);

    StackCheckSpec m_spec;
    StackCheckResult m_result;
    CheckContext m_context;
    SystemClock m_clock;
    std::unique_ptr<ServerSession> m_session;
    std::unique_ptr<QThread> m_checkThread;
    std::atomic<bool> m_isStopped = false;
    bool m_isStoppedNow = false;
    std::optional<ServerExit> m_exit;
    OneShot<bool> m_launched; ///< false: failed or stopped
    OneShot<bool> m_checked;
    OneShot<bool> m_sessionEnded;
    bool m_isGone = false; // being destroyed
};

} // namespace loadstone
