// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/check/checkresult.h"
#include "core/check/questions.h"
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

/// What the check of one stack with one preset needs.
struct StackCheckSpec {
    ResolvedServer server;
    EnvironmentState environment; ///< built
    /// The executable with the role `guard` and the verb `upstream`.
    QString program;
};

/// Checks one stack with one preset as far as a client and a system administrator can see: launches
/// it, asks everything that it promises (see checkEndpoints()), compares processes and backlog with
/// what was asked for, and stops it, after which nothing may be left. Always ends with exactly one
/// `finished`. Lives in one thread.
class StackCheck : public QObject
{
    Q_OBJECT
public:
    explicit StackCheck(StackCheckSpec spec, QObject *parent = nullptr);
    /// Ends the server immediately.
    ~StackCheck() override;

    void start();
    /// Interrupts the question in progress, ends the server and finishes with what there is.
    /// @param now the server is killed, whatever grace its stop rule gives it
    void stop(bool now = false);
    /// The server is ready and being asked.
    bool isAsking() const { return m_asking != nullptr && !m_asked.isSet(); }

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
    std::unique_ptr<QThread> m_asking;
    std::atomic<bool> m_isStopped = false;
    bool m_isStoppedNow = false;
    std::optional<ServerExit> m_exit;
    OneShot<bool> m_launched; ///< false: failed or stopped
    OneShot<bool> m_asked;
    OneShot<bool> m_sessionEnded;
    bool m_isGone = false; // it is being destroyed
};

} // namespace loadstone
