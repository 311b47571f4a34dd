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

/// One build of one environment, from looking for a Python to the marker. Emits `finished` exactly
/// once after start(), never from within it, and never blocks its thread. Destroying it ends the
/// build and removes what was made.
///
/// Everything runs under a guard, as servers do: nothing that pip starts outlives the build or this
/// process, and what it writes to its TMPDIR is removed with it.
class EnvironmentBuild : public QObject
{
    Q_OBJECT
public:
    /// @param guardProgram the executable whose hidden role `guard` is the guard
    EnvironmentBuild(EnvironmentSpec spec, QString cache, QString guardProgram, QObject *parent = nullptr);
    ~EnvironmentBuild() override;

    void start();
    void cancel();

signals:
    void progressed(double fraction, const QString &text);
    void finished(const loadstone::Status &status);

private:
    /// What there is before anything is built.
    struct Present {
        bool isBuilt = false;
        Result<Interpreter> interpreter = Interpreter(); ///< only looked for when not built
    };

    void prepare();
    void continueWith(const Present &present);
    void tryLock();
    void makeEnvironment();
    void installTools();
    void installPackages();
    /// Runs one step in the environment's Python, or in the one it is made with.
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
    bool m_isListLocked = true; ///< comes with Loadstone, hashes and all; otherwise a person wrote it
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
    QString m_temporaryFolder; ///< of the step that runs
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
