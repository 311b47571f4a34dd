// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/subreaper.h"
#include "core/stack/environmentfolder.h"
#include "core/stack/pipoutput.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QFutureWatcher>
#include <QLockFile>
#include <QObject>
#include <QProcess>
#include <QTimer>

namespace loadstone
{

/// One build of one environment, from the search for a Python to the marker. Emits `finished` exactly once
/// after start(), never from within it, and never blocks its thread. Destruction stops the build and removes
/// incomplete files.
///
/// Everything runs under a guard, as servers do: no process started by pip outlives the build or this
/// process, and its TMPDIR is removed with it.
class EnvironmentBuild : public QObject
{
    Q_OBJECT
public:
    /// @param guardProgram the executable that provides the hidden role `guard`
    EnvironmentBuild(EnvironmentSpec spec, QString cache, QString guardProgram, QObject *parent = nullptr);
    ~EnvironmentBuild() override;

    void start();
    void cancel();

signals:
    void progressed(double fraction, const QString &text);
    void finished(const loadstone::Status &status);

private:
    /// State before the build.
    struct Present {
        bool isBuilt = false;
        Result<Interpreter> interpreter = Interpreter(); ///< searched only if not built
    };

    void prepare();
    void continueWith(const Present &present);
    void tryLock();
    void makeEnvironment();
    void installTools();
    void installPackages();
    /// Runs one step with the environment's Python, or with the one that creates it.
    void run(const QString &python, const QStringList &arguments, void (EnvironmentBuild::*next)());
    void readOutput();
    void processEnded(int exitCode, QProcess::ExitStatus exitStatus);
    void complete();
    void finish(const Status &status);
    void killProcess();
    void replaceGuard() const;
    QString environmentPython() const { return m_folder + QStringLiteral("/bin/python"); }
    Error stepFailure(int exitCode) const;

    EnvironmentSpec m_spec;
    QString m_cache;
    bool m_isListLocked = true; ///< a lock with hashes, part of Loadstone; otherwise hand-written
    QString m_lockHash;
    Interpreter m_interpreter;
    QString m_folder;
    QFutureWatcher<Present> m_search;
    std::unique_ptr<QLockFile> m_lockFile;
    QTimer m_lockTimer;
    QDeadlineTimer m_lockDeadline;
    QFile m_log;
    QString m_guardProgram;
    Subreaper m_subreaper;
    QString m_temporaryFolder; ///< of the current step
    QTimer m_stepLimit;
    QTimer m_killLimit;
    QProcess m_process;
    void (EnvironmentBuild::*m_next)() = nullptr;
    PipProgress m_progress{0};
    QByteArray m_line;
    QString m_output;
    bool m_isCancelled = false;
    bool m_isOverdue = false;
    bool m_isFinished = false;
};

} // namespace loadstone
