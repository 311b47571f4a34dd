// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/resourcesample.h"
#include "core/server/certificate.h"
#include "core/stack/stack.h"

#include <QObject>
#include <QProcessEnvironment>
#include <QStringList>

#include <memory>
#include <optional>

namespace loadstone
{

/// A fully resolved command line.
struct LaunchSpec {
    QStringList command; ///< program and arguments
    QString workingFolder;
    QProcessEnvironment environment;
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 0;                          ///< its listening port; must be free
    QString protocol = QStringLiteral("http"); ///< as Stack::protocol
    QByteArray certificate = {};               ///< of the server, PEM; empty: no TLS
    Readiness readiness;
    StopRule stop;
    /// Created for the server and removed after its last process, even if Loadstone is killed meanwhile. Must
    /// not exist, unless it was created for this launch; empty: none.
    QString privateFolder;
    bool isPrivateFolderMade = false; ///< it exists and contains the certificate
    QString logFile;                  ///< receives all output
    QList<int> cores = {};            ///< of the server and its descendants; empty: all
    Sentence title;                   ///< the server's name in messages: "aiohttp"
    QString note = {};                ///< first line of its log; may be empty
};

/// How a server exited.
struct ServerExit {
    bool wasRequested = false;
    std::optional<int> exitCode;
    std::optional<int> signal;
    double cpuUserS = 0; ///< of all processes reaped by the guard
    double cpuSystemS = 0;
    int killed = 0; ///< processes killed after the grace
    bool isPortFree = true;
    Sentence sentence; ///< after the server's name: "exited with code 1 after 0.2 s", "was never started"
};

/// A launched server: guarded child process, log, readiness, and resources of its whole process tree. Lives
/// in one thread; starts once. Signals after start(): `ready` or `failed`, and finally exactly one `exited`,
/// whatever the outcome of the launch. Destruction kills a running tree (use deleteLater() in slots of its
/// own signals).
class ServerProcess : public QObject
{
    Q_OBJECT
public:
    /// @param guardProgram the executable that provides the hidden role `guard`.
    ServerProcess(LaunchSpec spec, QString guardProgram, QObject *parent = nullptr);
    ~ServerProcess() override;

    /// Fails with the holder's name if the port is taken; otherwise launches the server and polls until the
    /// expected response, the timeout, or the end of the process.
    void start();
    /// Sends the stop rule's signal, repeats it, then kills whatever is left. `exited` follows a few seconds
    /// after the stop rule's grace at the latest. Before start(): prevents the launch, and start() fails with
    /// Stopped.
    /// @param now kills everything immediately, also during a stop: `exited` follows within a second
    void stop(bool now = false);

    bool isRunning() const;
    qint64 pid() const; ///< of the server's leader, not the guard; 0 before the start
    qint64 guardPid() const;
    /// Last lines of output, oldest first, at most `count`.
    QStringList lastLines(int count) const;
    /// Parameters of the last TLS handshake before readiness; nothing without TLS.
    std::optional<TlsFacts> tls() const;

signals:
    void started(qint64 pid);
    /// First expected response. @param afterS since the launch
    void ready(double afterS);
    /// Never became ready: one sentence, with the last output as detail. The process is stopped.
    void failed(const loadstone::Error &error);
    void output(const QStringList &lines, bool isStderr);
    void exited(const loadstone::ServerExit &exit);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
