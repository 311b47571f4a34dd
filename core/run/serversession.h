// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/launch.h"
#include "core/run/slowupstream.h"
#include "core/server/readinessprobe.h"
#include "core/server/serverprocess.h"
#include "core/stack/environmentstore.h"

#include <QObject>
#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read the standard headers behind these
#include "core/base/oneshot.h"

#include <QCoroTask>
#endif

#include <memory>
#include <optional>

namespace loadstone
{

/// What a session starts.
struct SessionSpec {
    ResolvedServer server;
    EnvironmentState environment;
    /// The session makes the certificate and, where it starts the slow upstream, chooses its port.
    LaunchRequest request;
    bool startsUpstream = false; ///< a slow upstream as `request.upstream` describes it
    QString upstreamLog;         ///< file for what the slow upstream prints; empty: none
    QString program;             ///< the executable with the role `guard` and the verb `upstream`
};

/// One server with all that belongs to it: the slow upstream, the certificate, the server's
/// processes. start() starts them in this order, stop() ends them in the reverse one. A server that
/// runs already (Stack::url) is waited for instead, and left alone at the end. Lives in one thread;
/// starts once. Destroying it kills what still runs (deleteLater() from a slot of its own signals).
class ServerSession : public QObject
{
    Q_OBJECT
public:
    /// @param clock outlives it
    ServerSession(SessionSpec spec, const Clock &clock, QObject *parent = nullptr);
    ~ServerSession() override;

    /// Exactly one of `ready` and `failed` follows, perhaps before this returns.
    void start();
    /// `ended` follows once after start(), at the latest some seconds after the stop rules' grace. May
    /// be called again. @param now kills everything, also when it is being stopped already
    void stop(bool now = false);

    /// With what the server was started; default values before that, and where it runs already.
    const LaunchSpec &launch() const { return m_launch; }
    QString host() const;
    quint16 port() const;
    QByteArray certificate() const { return m_launch.certificate; } ///< PEM; empty without TLS
    QString certificateFile() const { return m_spec.request.certificate.file; }
    /// From the launch; nothing before `ready`, and of a server that runs already.
    std::optional<double> readyAfterS() const { return m_readyAfterS; }
    std::optional<TlsFacts> tls() const { return m_server ? m_server->tls() : std::nullopt; }
    bool isServerRunning() const { return m_server && m_server->isRunning(); }
    qint64 pid() const { return m_server ? m_server->pid() : 0; }           ///< of the server's leader
    qint64 guardPid() const { return m_server ? m_server->guardPid() : 0; } ///< 0: not launched
    QStringList lastLines(int count) const;
    /// nullptr when there is none. Its result is complete from `ended` on.
    SlowUpstream *upstream() const { return m_upstream.get(); }

signals:
    void serverStarted(qint64 pid);
    void output(const QStringList &lines, bool isStderr);
    /// The first valid response came.
    void ready();
    /// There is no server to use; ErrorCode::Stopped after stop(). What was started runs until stop().
    void failed(const loadstone::Error &error);
    /// By itself or by stop().
    void serverExited(const loadstone::ServerExit &exit);
    /// The slow upstream ended by itself after it was ready.
    void upstreamExited(const loadstone::Sentence &sentence);
    void ended();

private:
    QCoro::Task<void> run();
    QCoro::Task<Status> startServers();
    QCoro::Task<Status> startUpstream();
    QCoro::Task<Status> startServer();
    QCoro::Task<Status> findRunning();
    QCoro::Task<Result<Certificate>> makeCertificate();
    QCoro::Task<void> stopServers();
    void connectServer();

    SessionSpec m_spec;
    const Clock &m_clock;
    LaunchSpec m_launch;
    std::unique_ptr<SlowUpstream> m_upstream;
    std::unique_ptr<CertificateMaker> m_certificateMaker; ///< nullptr without TLS
    std::unique_ptr<ServerProcess> m_server;              ///< nullptr where it runs already
    std::unique_ptr<ReadinessProbe> m_probe;              ///< only then
    QTimer m_probeDeadline;
    std::optional<double> m_readyAfterS;
    OneShot<Status> m_upstreamReady;
    OneShot<Result<Certificate>> m_certified;
    OneShot<Status> m_serverReady;
    OneShot<bool> m_stopRequested;
    OneShot<bool> m_serverExited;
    OneShot<bool> m_upstreamExited;
    bool m_isStoppedNow = false;
    bool m_isGone = false; // the session is being destroyed
};

} // namespace loadstone
