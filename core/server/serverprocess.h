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

/// A command line with everything resolved.
struct LaunchSpec {
    QStringList command; ///< program and arguments
    QString workingFolder;
    QProcessEnvironment environment;
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 0;                          ///< the port it will listen on; must be free
    QString protocol = QStringLiteral("http"); ///< as Stack::protocol
    QByteArray certificate = {};               ///< PEM, of the server; empty: no TLS
    Readiness readiness;
    StopRule stop;
    /// Made for the server and removed after its last process, even when Loadstone is killed
    /// meanwhile. Must not exist, unless it was made for this launch; empty: none is made.
    QString privateFolder;
    bool isPrivateFolderMade = false; ///< with the certificate in it
    QString logFile;                  ///< everything it prints goes there too
    QList<int> cores = {};            ///< on which it runs, with everything it starts; empty: all
    QString title;                    ///< the server's name in messages: "aiohttp"
    QString note = {};                ///< a sentence that its log begins with; may be empty
};

/// How a server ended.
struct ServerExit {
    bool wasRequested = false;
    std::optional<int> exitCode;
    std::optional<int> signal;
    double cpuUserS = 0; ///< of everything the guard reaped
    double cpuSystemS = 0;
    int killed = 0; ///< processes that had to be killed after the grace time
    bool isPortFree = true;
    QString sentence; ///< "Exited with code 1 after 0.2 s", "Ended by signal 9", "Was never started"
};

/// A launched server: guarded child process, log, readiness and the resources of its whole process
/// tree. Lives in one thread; starts once. Signals after start(): `ready` or `failed`, and at the end
/// exactly one `exited`, whatever became of the launch. Destroying it while it runs kills the tree
/// (deleteLater() from a slot of its own signals).
class ServerProcess : public QObject
{
    Q_OBJECT
public:
    /// @param guardProgram the executable whose hidden role `guard` is the guard.
    ServerProcess(LaunchSpec spec, QString guardProgram, QObject *parent = nullptr);
    ~ServerProcess() override;

    /// Refuses with the holder's name when the port is taken; otherwise launches and polls until
    /// the right answer comes, the deadline passes, or the process ends.
    void start();
    /// The stop rule's signal → again → KILL of everything left. `exited` follows, at the latest some
    /// seconds after the stop rule's grace. Before start(): nothing will be launched, and start() fails
    /// with Stopped. @param now kills everything immediately, also when it is being stopped already:
    /// `exited` follows within a second
    void stop(bool now = false);

    bool isRunning() const;
    qint64 pid() const; ///< of the server's leader, not the guard; 0 before it started
    qint64 guardPid() const;
    /// Last lines of its output, oldest first, at most `count`.
    QStringList lastLines(int count) const;
    /// What TLS agreed on until it was ready; nothing without TLS.
    std::optional<TlsFacts> tls() const;

signals:
    void started(qint64 pid);
    /// The first right answer came. @param afterS since the launch
    void ready(double afterS);
    /// It never became ready; one sentence, and its last output in detail. The process is stopped.
    void failed(const loadstone::Error &error);
    void output(const QStringList &lines, bool isStderr);
    void exited(const loadstone::ServerExit &exit);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
