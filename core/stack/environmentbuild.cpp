// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stack/environmentbuild.h"

#include "core/base/logging.h"
#include "core/base/regularfile.h"
#include "core/base/startproblem.h"
#include "core/text/preparationtext.h"

#include <QDir>
#include <QPromise>
#include <QThread>
#include <QThreadPool>
#include <QUuid>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int lockPollMs = 300;
constexpr std::chrono::hours longestStep(1);
constexpr std::chrono::hours longestLockWait(2);   // held by another build
constexpr std::chrono::milliseconds killWait(800); // for a guard that was asked to kill everything
constexpr int guardFailure = 127;
constexpr qsizetype maxDetail = 200'000; // characters in the error; the log is complete

Error stopped()
{
    return {ErrorCode::Stopped,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "The build was stopped; nothing was installed.")),
            {}};
}

QStringList pipInstall(const QString &list)
{
    return {u"-m"_s,
            u"pip"_s,
            u"install"_s,
            u"--disable-pip-version-check"_s,
            u"--no-input"_s,
            u"--progress-bar"_s,
            u"off"_s,
            u"-r"_s,
            list};
}

} // namespace

EnvironmentBuild::EnvironmentBuild(EnvironmentSpec spec, QString cache, QString guardProgram, QObject *parent)
    : QObject(parent), m_spec(std::move(spec)), m_cache(std::move(cache)),
      m_guardProgram(std::move(guardProgram))
{
    connect(&m_search, &QFutureWatcherBase::finished, this, [this] { continueWith(m_search.result()); });
    m_lockTimer.setInterval(lockPollMs);
    connect(&m_lockTimer, &QTimer::timeout, this, &EnvironmentBuild::tryLock);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setProgram(m_guardProgram);
    m_stepLimit.setSingleShot(true);
    connect(&m_stepLimit, &QTimer::timeout, this, [this] {
        m_isOverdue = true;
        killProcess();
    });
    m_killLimit.setSingleShot(true);
    connect(&m_killLimit, &QTimer::timeout, &m_process, &QProcess::kill);
    connect(&m_process, &QProcess::readyRead, this, &EnvironmentBuild::readOutput);
    connect(&m_process, &QProcess::finished, this, &EnvironmentBuild::processEnded);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        const StartProblem problem = startProblem(m_process);
        finish(
            Error{ErrorCode::Process,
                  Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 cannot be started: %2. %3"), m_process.program(),
                           problem.reason,
                           startRemedy(problem.error,
                                       Sentence(QT_TRANSLATE_NOOP("Sentence", "Check its installation.")))),
                  {}});
    });
}

EnvironmentBuild::~EnvironmentBuild()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        killProcess();
        if (!m_process.waitForFinished(int(killWait.count()))) {
            m_process.kill();
            m_process.waitForFinished(int(killWait.count()));
            replaceGuard();
        }
    }
    if (!m_isFinished && m_lockFile != nullptr && m_lockFile->isLocked())
        discardFolder(m_folder);
}

void EnvironmentBuild::start()
{
    QMetaObject::invokeMethod(this, &EnvironmentBuild::prepare, Qt::QueuedConnection);
}

void EnvironmentBuild::cancel()
{
    m_isCancelled = true;
    if (m_process.state() != QProcess::NotRunning)
        killProcess(); // processEnded() follows
    else
        QMetaObject::invokeMethod(
            this, [this] { finish(stopped()); }, Qt::QueuedConnection);
}

void EnvironmentBuild::prepare()
{
    if (m_isCancelled)
        return finish(stopped());
    m_lockHash = lockHash(m_spec);
    if (m_lockHash.isEmpty())
        return finish(
            Error{ErrorCode::NotFound,
                  Sentence(QT_TRANSLATE_NOOP("Sentence",
                                             "The list of packages %1 cannot be read. Check that the file is "
                                             "there and may be read."),
                           m_spec.lockFile),
                  {}});
    // In a thread: each candidate is run to get its version, which takes seconds on a slow disk.
    const auto search = std::make_shared<QPromise<Present>>();
    search->start();
    m_search.setFuture(search->future());
    QThreadPool::globalInstance()->start([search, cache = m_cache, spec = m_spec] {
        Present present;
        present.isBuilt = findBuilt(cache, spec).has_value();
        if (!present.isBuilt)
            present.interpreter = findInterpreter(spec.interpreter);
        search->addResult(present);
        search->finish();
    });
}

void EnvironmentBuild::continueWith(const Present &present)
{
    if (m_isFinished)
        return; // stopped meanwhile
    qCDebug(logEnvironment).noquote() << m_spec.id + u": list"_s << m_spec.lockFile
                                      << (present.isBuilt           ? u"is built"_s
                                              : present.interpreter ? present.interpreter->program
                                                                    : present.interpreter.error().text());
    if (present.isBuilt)
        return finish(success());
    if (!present.interpreter)
        return finish(present.interpreter.error());
    m_interpreter = *present.interpreter;
    m_folder = environmentFolder(m_cache, m_spec.id, m_lockHash, m_interpreter);
    if (!QDir().mkpath(m_cache))
        return finish(
            Error{ErrorCode::Io,
                  Sentence(QT_TRANSLATE_NOOP("Sentence",
                                             "The folder %1 cannot be made. Check that it may be written "
                                             "and that there is space."),
                           m_cache),
                  {}});
    m_lockFile = std::make_unique<QLockFile>(u"%1/%2.lock"_s.arg(m_cache, m_spec.id));
    // A build has no time limit: only a dead holder loses its lock.
    m_lockFile->setStaleLockTime(0);
    m_lockDeadline.setRemainingTime(longestLockWait);
    m_lockTimer.start();
    tryLock();
}

void EnvironmentBuild::tryLock()
{
    if (!m_lockFile->tryLock(0)) {
        if (m_lockFile->error() == QLockFile::LockFailedError && m_lockDeadline.hasExpired())
            return finish(
                Error{ErrorCode::Unavailable,
                      Sentence(QT_TRANSLATE_NOOP("Sentence",
                                                 "Another build of %1 has not ended within %2 h. End the "
                                                 "process that holds %3."),
                               m_spec.id, longestLockWait.count(), m_lockFile->fileName()),
                      {}});
        if (m_lockFile->error() == QLockFile::LockFailedError) {
            qCDebug(logEnvironment).noquote() << m_spec.id + u": another build has the lock"_s;
            emit progressed(-1, waitingForBuildText(m_spec.id));
            return;
        }
        return finish(Error{
            ErrorCode::Io,
            Sentence(QT_TRANSLATE_NOOP("Sentence", "The folder %1 cannot be written. Check its permissions."),
                     m_cache),
            {}});
    }
    m_lockTimer.stop();
    if (findBuilt(m_cache, m_spec)) // by the previous holder of the lock
        return finish(success());
    makeEnvironment();
}

// The environment is built in its final place. Building elsewhere and renaming would leave the old path in
// the first line of every script in its bin folder. A marker, written last, distinguishes a complete
// environment from an interrupted build; the lock file excludes other builds meanwhile.
void EnvironmentBuild::makeEnvironment()
{
    discardFolder(m_folder);
    m_log.setFileName(m_folder + u".log"_s);
    if (!m_log.open(QIODevice::WriteOnly))
        return finish(Error{
            ErrorCode::Io,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "The log %1 cannot be written: %2. Check the folder's permissions."),
                     m_log.fileName(), m_log.errorString()),
            {}});
    emit progressed(0, creatingEnvironmentText(m_interpreter.version));
    run(m_interpreter.program, {u"-m"_s, u"venv"_s, m_folder}, &EnvironmentBuild::installTools);
}

void EnvironmentBuild::installTools()
{
    if (!QFileInfo::exists(toolsLock(m_spec)))
        return installPackages();
    run(environmentPython(), pipInstall(toolsLock(m_spec)) << u"--require-hashes"_s << u"--no-deps"_s,
        &EnvironmentBuild::installPackages);
}

void EnvironmentBuild::installPackages()
{
    const Result<QByteArray> packages = readRegularFile(m_spec.lockFile, longestLock);
    if (!packages)
        return finish(
            Error{ErrorCode::Io,
                  Sentence(QT_TRANSLATE_NOOP("Sentence", "The list of packages %1 cannot be read: %2."),
                           m_spec.lockFile, packages.error().message),
                  {}});
    m_progress = PipProgress(lockedPackages(QString::fromUtf8(*packages)));
    QStringList arguments = pipInstall(m_spec.lockFile);
    // A list without hashes is hand-written: it does not include transitive dependencies.
    m_isListLocked = packages->contains("--hash=");
    if (m_isListLocked)
        arguments << u"--require-hashes"_s << u"--no-deps"_s;
    // Build tools are locked too, rather than chosen by pip.
    if (QFileInfo::exists(toolsLock(m_spec)))
        arguments << u"--no-build-isolation"_s;
    run(environmentPython(), arguments, &EnvironmentBuild::complete);
}

void EnvironmentBuild::run(const QString &python, const QStringList &arguments,
                           void (EnvironmentBuild::*next)())
{
    m_next = next;
    const QString name = QUuid::createUuid().toString(QUuid::Id128).left(12);
    m_temporaryFolder = QDir::temp().absoluteFilePath(u"loadstone-build-"_s + name);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TMPDIR"_s, m_temporaryFolder);
    m_process.setProcessEnvironment(environment);
    m_process.setArguments(QStringList{u"guard"_s, u"--grace-ms"_s, u"1000"_s, u"--private-folder"_s,
                                       m_temporaryFolder, u"--"_s, python}
                           + arguments);
    qCDebug(logEnvironment).noquote()
        << m_spec.id + u": step"_s << shellText(QStringList{python} + arguments);
    m_stepLimit.start(longestStep);
    m_process.start();
    m_subreaper.setGuard(m_process.processId());
}

void EnvironmentBuild::readOutput()
{
    const QByteArray bytes = m_process.readAll();
    m_log.write(bytes);
    m_log.flush();
    m_output = (m_output + QString::fromUtf8(bytes)).right(maxDetail);
    m_line += bytes;
    for (qsizetype end = m_line.indexOf('\n'); end >= 0; end = m_line.indexOf('\n')) {
        if (m_progress.read(QString::fromUtf8(m_line.left(end))))
            emit progressed(m_progress.fraction(), m_progress.text());
        m_line.remove(0, end + 1);
    }
}

void EnvironmentBuild::processEnded(int exitCode, QProcess::ExitStatus exitStatus)
{
    m_stepLimit.stop();
    m_killLimit.stop();
    readOutput();
    qCDebug(logEnvironment).noquote() << m_spec.id + u": step ended, exit code"_s << exitCode << exitStatus;
    if (exitStatus != QProcess::NormalExit)
        replaceGuard();
    if (m_isCancelled)
        return finish(stopped());
    if (m_isOverdue)
        return finish(Error{
            ErrorCode::Process,
            Sentence(QT_TRANSLATE_NOOP("Sentence",
                                       "A step of building the environment took longer than %1 h and was "
                                       "ended. Check the network, or pip's configuration (proxy, index), "
                                       "and try again."),
                     longestStep.count()),
            m_output});
    if (exitStatus != QProcess::NormalExit)
        return finish(Error{ErrorCode::Process,
                            Sentence(QT_TRANSLATE_NOOP(
                                "Sentence", "Building the environment was ended from outside. Try again.")),
                            m_output});
    if (exitCode != 0)
        return finish(stepFailure(exitCode));
    // Queued: a QProcess cannot be restarted from a handler of its own signal.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_isCancelled)
                (this->*m_next)();
        },
        Qt::QueuedConnection);
}

void EnvironmentBuild::complete()
{
    const Status marked = writeMarker({m_folder, m_lockHash, m_interpreter});
    if (!marked)
        return finish(marked);
    discardOthers(m_cache, m_spec.id, m_folder);
    emit progressed(1, environmentReadyText());
    finish(success());
}

void EnvironmentBuild::finish(const Status &status)
{
    if (m_isFinished)
        return;
    m_isFinished = true;
    qCDebug(logEnvironment).noquote()
        << m_spec.id + u": end:"_s << (status ? u"ready"_s : status.error().text());
    m_lockTimer.stop();
    m_log.close();
    if (m_lockFile != nullptr && m_lockFile->isLocked()) {
        if (!status)
            discardFolder(m_folder);
        m_lockFile->unlock();
    }
    emit finished(status);
}

Error EnvironmentBuild::stepFailure(int exitCode) const
{
    const QString guardPrefix = u"loadstone guard: "_s;
    const qsizetype at = m_output.lastIndexOf(guardPrefix);
    if (exitCode != guardFailure || at < 0)
        return pipFailure(m_output, exitCode, m_isListLocked ? QString() : m_spec.lockFile);
    const QString reason = m_output.mid(at + guardPrefix.size()).section(u'\n', 0, 0);
    const Sentence shortage = shortageRemedy(startErrorIn(reason));
    return {
        ErrorCode::Unavailable,
        Sentence(
            QT_TRANSLATE_NOOP("Sentence", "Building the environment could not begin: %1. %2"), reason,
            shortage.isEmpty() ? Sentence(QT_TRANSLATE_NOOP(
                "Sentence",
                "Check the installation of Python, and that TMPDIR names a folder that you may write to."))
                               : shortage),
        m_output};
}

void EnvironmentBuild::killProcess()
{
    m_process.write("stop-now\n");
    m_killLimit.start(killWait);
}

// The guard was killed and can no longer clean up.
void EnvironmentBuild::replaceGuard() const
{
    constexpr int mostRounds = 50;
    for (int round = 0; round < mostRounds && Subreaper::killOrphans(); ++round)
        QThread::msleep(10); // exiting takes the kernel a moment
    QDir(m_temporaryFolder).removeRecursively();
}

} // namespace loadstone
