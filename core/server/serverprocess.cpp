// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/serverprocess.h"

#include "core/base/affinity.h"
#include "core/base/logging.h"
#include "core/base/newfile.h"
#include "core/base/startproblem.h"
#include "core/base/subreaper.h"
#include "core/server/listeners.h"
#include "core/server/processtree.h"
#include "core/server/readinessprobe.h"
#include "core/server/serverlog.h"
#include "core/text/format.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QProcess>
#include <QSocketNotifier>
#include <QThread>
#include <QTimer>
#include <QUuid>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>
#include <vector>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr Milliseconds outputInterval(100);
constexpr Milliseconds lastOutputWait(100); // for the last output of an ended server
constexpr Milliseconds guardSlack(5000);    // added to the grace for the guard itself
constexpr Milliseconds killWait(400);       // for a guard that was asked to kill everything
constexpr Milliseconds killedGuardWait(300);
constexpr int detailLines = 30;

/// The guard's option; nothing if all cores are allowed.
QStringList coresOption(const QList<int> &cores)
{
    QStringList numbers;
    for (const int core : cores)
        numbers << QString::number(core);
    return numbers.isEmpty() ? QStringList() : QStringList{u"--cores"_s, numbers.join(QLatin1Char(','))};
}

QString secondsText(double seconds) { return QString::number(seconds, 'f', seconds < 10 ? 1 : 0) + u" s"_s; }

} // namespace

class ServerProcess::Private
{
public:
    Private(ServerProcess *owner, LaunchSpec launchSpec, QString program);
    ~Private();
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    void start();
    void stop(bool now);
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

    LaunchSpec spec;
    ServerLog log;
    qint64 leader = 0;
    qint64 guardPid = 0;
    const std::optional<TlsFacts> &tls() const { return m_probe.tls(); }

private:
    enum class Startup { Pending, Ready, Failed };

    bool openStatusPipe();
    void prepareGuard();
    void guardDidNotStart();
    void wire();
    void readOutput();
    void emitOutput();
    void readStatus();
    void applyStatus(const QJsonObject &status);
    void noteLeaderExit(const QJsonObject &status);
    void becomeReady();
    void recordTree();
    void failLater(Error error);
    void fail(ErrorCode code, const Sentence &message);
    void failAfterEarlyExit();
    void deadlinePassed();
    QString otherListenersText() const;
    void guardIsLate();
    void guardEnded();
    void emitExited();
    void replaceGuard();
    void sweep() const;
    bool isOurs(const ProcessStat &process) const;
    /// It daemonised: its first process exited successfully and others are running.
    bool isInBackground() const { return m_exit.exitCode == 0 && m_leftBehind > 0; }
    Sentence endText() const;
    Sentence exitSentence() const;

    ServerProcess *q;
    QString m_guardProgram;
    QProcess m_process;
    int m_statusFd = -1;
    int m_guardStatusFd = -1;
    std::unique_ptr<QSocketNotifier> m_statusNotifier;
    QByteArray m_statusBytes;
    ReadinessProbe m_probe;
    QTimer m_deadline;
    QTimer m_outputTimer;
    QTimer m_guardTimer;
    QElapsedTimer m_sinceLaunch;
    double m_endedAfterS = 0;
    ServerExit m_exit;
    Startup m_startup = Startup::Pending;
    Subreaper m_subreaper;
    int m_leftBehind = 0; ///< processes still running after the leader ended
    bool m_wasUsed = false;
    bool m_isKilled = false;      ///< the guard was asked to kill everything
    bool m_isGuardKilled = false; ///< the guard itself
    bool m_hasExited = false;
    bool m_guardReportedStop = false;
    bool m_isFolderRefused = false; ///< exists already, or cannot be created
    std::string m_mark;             ///< environment variable inherited by every process of the server
    std::vector<ProcessStat> m_recordedTree;
};

ServerProcess::Private::Private(ServerProcess *owner, LaunchSpec launchSpec, QString program)
    : spec(std::move(launchSpec)), log(spec.logFile), q(owner), m_guardProgram(std::move(program)),
      m_probe(spec.host, spec.port, spec.readiness, spec.protocol, spec.certificate)
{
    if (spec.title.isEmpty())
        spec.title = Sentence(QT_TRANSLATE_NOOP("Sentence", "The server"));
    for (QTimer *timer : {&m_deadline, &m_outputTimer, &m_guardTimer})
        timer->setSingleShot(true);
}

ServerProcess::Private::~Private()
{
    m_statusNotifier.reset();
    m_process.disconnect();
    if (isRunning()) {
        m_process.write("stop-now\n");
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(1000)) {
            m_process.kill();
            m_process.waitForFinished(500);
            replaceGuard();
        }
    }
    for (const int fd : {m_statusFd, m_guardStatusFd}) {
        if (fd >= 0)
            close(fd);
    }
}

void ServerProcess::Private::start()
{
    if (std::exchange(m_wasUsed, true))
        return;
    if (m_exit.wasRequested) {
        failLater({ErrorCode::Stopped,
                   Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 was stopped before it was ready."), spec.title),
                   {}});
        return;
    }
    if (const auto holder = findPortHolder(spec.port)) {
        failLater(
            {ErrorCode::Unavailable,
             Sentence(QT_TRANSLATE_NOOP("Sentence",
                                        "%1 was not started. %2 End that program or choose another port."),
                      spec.title, holder->sentence(spec.port)),
             {}});
        return;
    }
    if (!log.fileProblem().isEmpty()) {
        failLater(
            {ErrorCode::Io,
             Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 was not started. %2"), spec.title, log.fileProblem()),
             {}});
        return;
    }
    if (!openStatusPipe()) {
        const int error = errno;
        failLater(
            {ErrorCode::Process,
             Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 was not started: no pipe could be opened (%2). %3"),
                      spec.title, systemErrorText(error), shortageRemedy(error)),
             {}});
        return;
    }
    if (!spec.note.isEmpty())
        log.add(spec.note.toUtf8() + '\n', true);
    prepareGuard();
    wire();
    qCDebug(logServer).noquote() << spec.title.english() + u": launching in"_s << spec.workingFolder
                                 << u"for port"_s << spec.port << shellText(spec.command);
    m_sinceLaunch.start();
    m_process.start();
    close(std::exchange(m_guardStatusFd, -1));
    guardPid = m_process.processId();
    m_subreaper.setGuard(guardPid);
    m_deadline.start(spec.readiness.timeout);
}

bool ServerProcess::Private::openStatusPipe()
{
    std::array<int, 2> fds{};
    if (pipe2(fds.data(), O_CLOEXEC) != 0)
        return false;
    m_statusFd = fds[0];
    m_guardStatusFd = fds[1];
    fcntl(m_statusFd, F_SETFL, O_NONBLOCK);
    return true;
}

void ServerProcess::Private::prepareGuard()
{
    const QString mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_mark = "LOADSTONE_SERVER=" + mark.toStdString();
    QProcessEnvironment environment = spec.environment;
    environment.insert(u"LOADSTONE_SERVER"_s, mark);
    m_process.setProcessEnvironment(environment);
    m_process.setWorkingDirectory(spec.workingFolder);
    m_process.setProgram(m_guardProgram);
    m_process.setArguments(QStringList{u"guard"_s, u"--status-fd"_s, QString::number(m_guardStatusFd),
                                       u"--signal"_s, QString::number(spec.stop.signal), u"--grace-ms"_s,
                                       QString::number(spec.stop.grace.count()), u"--repeat-ms"_s,
                                       QString::number(spec.stop.repeatAfter.count()),
                                       spec.isPrivateFolderMade ? u"--made-folder"_s : u"--private-folder"_s,
                                       spec.privateFolder}
                           + coresOption(spec.cores) + QStringList{u"--"_s} + spec.command);
    m_process.setChildProcessModifier([fd = m_guardStatusFd] { fcntl(fd, F_SETFD, 0); });
}

void ServerProcess::Private::guardDidNotStart()
{
    const StartProblem problem = startProblem(m_process);
    const Sentence ofMissing =
        Sentence(QT_TRANSLATE_NOOP("Sentence", "Check the installation and the working folder %1."),
                 spec.workingFolder);
    failLater({ErrorCode::Process,
               Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 was not started: %2 could not be run (%3). %4"),
                        spec.title, m_guardProgram, problem.reason, startRemedy(problem.error, ofMissing)),
               {}});
}

void ServerProcess::Private::wire()
{
    m_statusNotifier = std::make_unique<QSocketNotifier>(m_statusFd, QSocketNotifier::Read);
    connect(m_statusNotifier.get(), &QSocketNotifier::activated, q, [this] { readStatus(); });
    connect(&m_process, &QProcess::readyReadStandardOutput, q, [this] { readOutput(); });
    connect(&m_process, &QProcess::readyReadStandardError, q, [this] { readOutput(); });
    connect(&m_process, &QProcess::finished, q, [this] { guardEnded(); });
    connect(&m_process, &QProcess::errorOccurred, q, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            guardDidNotStart();
    });
    connect(&m_deadline, &QTimer::timeout, q, [this] { deadlinePassed(); });
    connect(&m_outputTimer, &QTimer::timeout, q, [this] { emitOutput(); });
    connect(&m_guardTimer, &QTimer::timeout, q, [this] { guardIsLate(); });
}

void ServerProcess::Private::readOutput()
{
    log.add(m_process.readAllStandardOutput(), false);
    log.add(m_process.readAllStandardError(), true);
    if (!m_outputTimer.isActive())
        m_outputTimer.start(outputInterval);
}

void ServerProcess::Private::emitOutput()
{
    for (const bool isStderr : {false, true}) {
        const QStringList lines = log.takeBatch(isStderr);
        if (!lines.isEmpty())
            emit q->output(lines, isStderr);
    }
}

void ServerProcess::Private::readStatus()
{
    std::array<char, 1024> buffer{};
    ssize_t got = 0;
    while ((got = read(m_statusFd, buffer.data(), buffer.size())) > 0)
        m_statusBytes.append(buffer.data(), got);
    if (got == 0)
        m_statusNotifier->setEnabled(false); // closed: it would fire forever
    qsizetype end = -1;
    while ((end = m_statusBytes.indexOf('\n')) >= 0) {
        const QByteArray line = m_statusBytes.left(end);
        m_statusBytes.remove(0, end + 1);
        applyStatus(QJsonDocument::fromJson(line).object());
    }
}

void ServerProcess::Private::applyStatus(const QJsonObject &status)
{
    qCDebug(logGuard).noquote() << spec.title.english() + u": guard reports"_s
                                << QJsonDocument(status).toJson(QJsonDocument::Compact);
    const QString event = status.value(QLatin1String("event")).toString();
    if (event == QLatin1String("started")) {
        leader = status.value(QLatin1String("pid")).toInteger();
        qCDebug(logServer).noquote() << spec.title.english() + u": started, pid"_s << leader
                                     << u"under guard"_s << guardPid;
        if (m_startup == Startup::Pending)
            m_probe.start([this] { becomeReady(); });
        emit q->started(leader);
    } else if (event == QLatin1String("exec-failed")) {
        fail(ErrorCode::Unavailable,
             Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 could not be started: %2: %3. %4"), spec.title,
                      spec.command.value(0), status.value(QLatin1String("text")).toString(),
                      startRemedy(status.value(QLatin1String("errno")).toInt(),
                                  Sentence(QT_TRANSLATE_NOOP("Sentence", "Check that it is installed.")))));
    } else if (event == QLatin1String("folder-failed")) {
        m_isFolderRefused = true;
        fail(ErrorCode::Unavailable,
             Sentence(QT_TRANSLATE_NOOP(
                          "Sentence",
                          "%1 was not started: the folder %2 for its private files could not be made: %3. "
                          "Make room there, or set TMPDIR to a folder that you may write to."),
                      spec.title, spec.privateFolder, status.value(QLatin1String("text")).toString()));
    } else if (event == QLatin1String("cores-failed")) {
        fail(ErrorCode::Unavailable,
             Sentence(
                 QT_TRANSLATE_NOOP("Sentence",
                                   "%1 was not started: it could not be pinned to the cores %2: %3. Change "
                                   "\"affinity\" in the profile, or remove it."),
                 spec.title, describeCores(spec.cores), status.value(QLatin1String("text")).toString()));
    } else if (event == QLatin1String("leader-exited")) {
        noteLeaderExit(status);
    } else if (event == QLatin1String("stopped")) {
        m_guardReportedStop = true;
        m_exit.killed = status.value(QLatin1String("killed")).toInt();
        m_exit.cpuUserS = status.value(QLatin1String("cpu_user_us")).toDouble() / 1e6;
        m_exit.cpuSystemS = status.value(QLatin1String("cpu_system_us")).toDouble() / 1e6;
    }
}

void ServerProcess::Private::noteLeaderExit(const QJsonObject &status)
{
    m_endedAfterS = static_cast<double>(m_sinceLaunch.nsecsElapsed()) / 1e9;
    if (status.contains(QLatin1String("signal")))
        m_exit.signal = status.value(QLatin1String("signal")).toInt();
    else
        m_exit.exitCode = status.value(QLatin1String("code")).toInt();
    m_leftBehind = m_exit.wasRequested ? 0 : status.value(QLatin1String("left")).toInt();
    m_probe.stop();
    m_deadline.stop();
    if (m_startup == Startup::Pending)
        QTimer::singleShot(lastOutputWait, q, [this] { failAfterEarlyExit(); });
}

void ServerProcess::Private::becomeReady()
{
    m_probe.stop();
    m_deadline.stop();
    if (m_startup != Startup::Pending)
        return;
    m_startup = Startup::Ready;
    recordTree();
    const double afterS = static_cast<double>(m_sinceLaunch.nsecsElapsed()) / 1e9;
    qCDebug(logServer).noquote() << spec.title.english() + u": ready after"_s << afterS << 's';
    emit q->ready(afterS);
}

void ServerProcess::Private::recordTree()
{
    m_recordedTree = ProcessTree().descendants(static_cast<int>(guardPid));
}

void ServerProcess::Private::failLater(Error error)
{
    m_deadline.stop();
    m_startup = Startup::Failed;
    qCDebug(logServer).noquote() << spec.title.english() + u": not started:"_s << error.message.english();
    QMetaObject::invokeMethod(
        q,
        [this, error = std::move(error)] {
            const QPointer<ServerProcess> self = q;
            emit q->failed(error);
            if (self)
                emitExited();
        },
        Qt::QueuedConnection);
}

void ServerProcess::Private::fail(ErrorCode code, const Sentence &message)
{
    if (m_startup != Startup::Pending)
        return;
    m_startup = Startup::Failed;
    m_deadline.stop();
    m_probe.stop();
    qCDebug(logServer).noquote() << spec.title.english() + u": not ready:"_s << message.english();
    emit q->failed({code, message, log.lastLines(detailLines).join(u'\n')});
}

void ServerProcess::Private::failAfterEarlyExit()
{
    if (isInBackground()) {
        fail(ErrorCode::Process,
             Sentence(QT_TRANSLATE_NOOP(
                          "Sentence",
                          "%1 %2 before it was ready. Loadstone ends a server with its first process: "
                          "start it in the foreground, without its daemon option."),
                      spec.title, endText()));
        return;
    }
    if (leader == 0) {
        fail(ErrorCode::Process,
             Sentence(QT_TRANSLATE_NOOP("Sentence",
                                        "%1 was not started: its guard ended before. See its last output."),
                      spec.title));
        return;
    }
    fail(ErrorCode::Process,
         Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 %2 before it was ready. See its last output."),
                  spec.title, endText()));
}

void ServerProcess::Private::deadlinePassed()
{
    const Sentence problem = m_probe.problem();
    const QString elsewhere = problem.isEmpty() ? otherListenersText() : QString();
    const double timeoutS = Seconds(spec.readiness.timeout).count();
    const QString limit = QString::number(timeoutS) + u" s"_s;
    if (!elsewhere.isEmpty())
        fail(ErrorCode::Process,
             Sentence(
                 QT_TRANSLATE_NOOP("Sentence",
                                   "%1 listens on %2 only, not on %3:%4. It was stopped; have its command "
                                   "take ${host} and ${port}."),
                 spec.title, elsewhere, spec.host, spec.port));
    else if (problem.isEmpty())
        fail(ErrorCode::Process,
             Sentence(QT_TRANSLATE_NOOP("Sentence",
                                        "%1 started but did not respond within %2. It was stopped; see its "
                                        "last output."),
                      spec.title, limit));
    else
        fail(ErrorCode::Process,
             Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 %2. It was not measured."), spec.title, problem));
    stop(false);
}

// Where it listens if not at the requested address; empty otherwise.
QString ServerProcess::Private::otherListenersText() const
{
    if (!refusesConnections(spec.host, spec.port))
        return {};
    std::vector<int> pids;
    for (const ProcessStat &process : ProcessTree().descendants(static_cast<int>(guardPid)))
        pids.push_back(process.pid);
    return listeningAddresses(pids).join(u" and "_s);
}

void ServerProcess::Private::stop(bool now)
{
    if (m_wasUsed && !isRunning())
        return;
    const bool isFirst = !std::exchange(m_exit.wasRequested, true);
    if (!m_wasUsed || (!isFirst && (!now || m_isKilled)))
        return;
    recordTree();
    m_isKilled = now;
    qCDebug(logServer).noquote() << spec.title.english() + u": stopping"_s
                                 << (now ? u"immediately"_s : u"in order"_s);
    m_process.write(now ? "stop-now\n" : "stop\n");
    m_guardTimer.start(now ? killWait : spec.stop.grace + guardSlack);
    fail(ErrorCode::Stopped,
         Sentence(QT_TRANSLATE_NOOP("Sentence", "%1 was stopped before it was ready."), spec.title));
}

void ServerProcess::Private::guardIsLate()
{
    qCDebug(logGuard).noquote() << spec.title.english() + u": guard is late, pid"_s << guardPid;
    if (!std::exchange(m_isGuardKilled, true)) {
        m_process.kill();
        m_guardTimer.start(killedGuardWait);
        return;
    }
    // Stuck in the kernel, for example in uninterruptible disk I/O.
    m_process.disconnect(q);
    guardEnded();
}

void ServerProcess::Private::guardEnded()
{
    readOutput();
    readStatus();
    qCDebug(logGuard).noquote() << spec.title.english() + u": guard ended, exit code"_s
                                << m_process.exitCode() << m_process.exitStatus();
    m_guardTimer.stop();
    m_outputTimer.stop();
    m_deadline.stop();
    m_probe.stop();
    if (!m_guardReportedStop)
        replaceGuard();
    log.finish();
    const QPointer<ServerProcess> self = q;
    emitOutput();
    if (self)
        failAfterEarlyExit();
    if (self)
        emitExited();
}

void ServerProcess::Private::emitExited()
{
    if (std::exchange(m_hasExited, true))
        return;
    m_exit.isPortFree = leader == 0 || !findPortHolder(spec.port).has_value();
    m_exit.sentence = exitSentence();
    qCDebug(logServer).noquote() << spec.title.english() + u": end:"_s << m_exit.sentence.english()
                                 << u"CPU"_s << m_exit.cpuUserS + m_exit.cpuSystemS << 's';
    emit q->exited(m_exit);
}

bool ServerProcess::Private::isOurs(const ProcessStat &process) const
{
    if (process.state == 'Z' || process.pid == getpid())
        return false;
    if ((guardPid > 0 && process.session == guardPid) || ProcessTree().hasEnvironment(process.pid, m_mark))
        return true;
    return std::any_of(m_recordedTree.begin(), m_recordedTree.end(), [&process](const ProcessStat &known) {
        return known.pid == process.pid && known.startTicks == process.startTicks;
    });
}

// The guard was killed and can no longer clean up.
void ServerProcess::Private::replaceGuard()
{
    sweep();
    if (spec.privateFolder.isEmpty() || m_isFolderRefused)
        return;
    if (!QDir(spec.privateFolder).removeRecursively())
        log.add("Loadstone could not remove all of " + spec.privateFolder.toLocal8Bit() + '\n', true);
}

// Kills every process with the server's mark, including any started before the guard could report it.
void ServerProcess::Private::sweep() const
{
    for (int round = 0; round < 50; ++round) {
        bool isAnyLeft = Subreaper::killOrphans();
        for (const ProcessStat &process : ProcessTree().all()) {
            if (isOurs(process) && kill(process.pid, SIGKILL) == 0)
                isAnyLeft = true;
        }
        if (!isAnyLeft)
            return;
        QThread::msleep(10); // exiting takes the kernel a moment
    }
}

Sentence ServerProcess::Private::endText() const
{
    if (leader == 0)
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "was never started"));
    if (isInBackground())
        return m_leftBehind == 1
            ? Sentence(QT_TRANSLATE_NOOP("Sentence", "went into the background, leaving 1 process running"))
            : Sentence(
                QT_TRANSLATE_NOOP("Sentence", "went into the background, leaving %1 processes running"),
                m_leftBehind);
    if (m_exit.exitCode)
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "exited with code %1"), *m_exit.exitCode);
    if (m_exit.signal)
        return Sentence(QT_TRANSLATE_NOOP("Sentence", "was ended by signal %1"), *m_exit.signal);
    return Sentence(QT_TRANSLATE_NOOP("Sentence", "was ended together with its guard"));
}

Sentence ServerProcess::Private::exitSentence() const
{
    Sentence text = endText();
    if (m_exit.exitCode || m_exit.signal)
        text = {QT_TRANSLATE_NOOP("Sentence", "%1 after %2"), text, secondsText(m_endedAfterS)};
    if (m_exit.killed == 1)
        text = {QT_TRANSLATE_NOOP("Sentence", "%1; 1 process had to be killed"), text};
    else if (m_exit.killed > 1)
        text = {QT_TRANSLATE_NOOP("Sentence", "%1; %2 processes had to be killed"), text, m_exit.killed};
    if (!m_exit.isPortFree)
        text = {QT_TRANSLATE_NOOP("Sentence", "%1; port %2 is still in use"), text, spec.port};
    return text;
}

ServerProcess::ServerProcess(LaunchSpec spec, QString guardProgram, QObject *parent)
    : QObject(parent), m_d(std::make_unique<Private>(this, std::move(spec), std::move(guardProgram)))
{
}

ServerProcess::~ServerProcess() = default;

void ServerProcess::start() { m_d->start(); }
void ServerProcess::stop(bool now) { m_d->stop(now); }
bool ServerProcess::isRunning() const { return m_d->isRunning(); }
qint64 ServerProcess::pid() const { return m_d->leader; }
qint64 ServerProcess::guardPid() const { return m_d->guardPid; }
std::optional<TlsFacts> ServerProcess::tls() const { return m_d->tls(); }
QStringList ServerProcess::lastLines(int count) const { return m_d->log.lastLines(count); }

} // namespace loadstone
