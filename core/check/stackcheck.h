// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/check/checkresult.h"
#include "core/check/questions.h"
#include "core/results/runresult.h"
#include "core/run/upstreamprocess.h"
#include "core/server/serverprocess.h"
#include "core/stack/environmentstore.h"

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
    ResolvedVariant variant;
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
    QCoro::Task<bool> launchUpstream();
    QCoro::Task<bool> launchServer();
    QCoro::Task<void> askEverything();
    QCoro::Task<void> endServer();
    QCoro::Task<void> endUpstream();

    QCoro::Task<Result<Certificate>> makeCertificate();

    Result<LaunchSpec> prepareLaunch(const Certificate &certificate);
    void connectServer();
    void writeStreamFile();
    void look();
    void checkBacklog();
    void checkAddresses(const QList<qint64> &pids);
    void judgeExit();
    StackCheckResult::State conclusion() const;
    void pass(const QString &what);
    void fail(const QString &what, const QString &text);

    StackCheckSpec m_spec;
    StackCheckResult m_result;
    QString m_streamFile;
    Circumstances m_circumstances;
    SystemClock m_clock;
    std::unique_ptr<UpstreamProcess> m_upstream; ///< nullptr when no endpoint calls it
    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<QThread> m_asking;
    std::atomic<bool> m_isStopped = false;
    bool m_isStoppedNow = false;
    ServerExit m_exit;
    std::unique_ptr<CertificateMaker> m_certificateMaker; ///< nullptr without TLS
    OneShot<Result<Certificate>> m_certified;
    OneShot<bool> m_upstreamReadied;
    OneShot<bool> m_upstreamExited;
    OneShot<bool> m_readied;
    OneShot<bool> m_asked;
    OneShot<bool> m_exited;
    bool m_isGone = false; // it is being destroyed
};

} // namespace loadstone
