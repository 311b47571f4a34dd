// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/guard.h"

#include "core/base/affinity.h"
#include "core/server/processtree.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace loadstone
{

namespace
{

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds killInterval(20); // between checks for remaining processes

struct GuardOptions {
    int statusFd = -1;
    int signal = SIGTERM;
    milliseconds grace{5000};
    milliseconds repeatAfter{1500};
    std::string folder; ///< created for the server, removed after it; may be empty
    bool isFolderMade = false;
    QList<int> cores;         ///< of the guard and its descendants; empty: all
    char **command = nullptr; ///< ends with nullptr
};

std::optional<int> parseNumber(const char *text, int max)
{
    char *end = nullptr;
    errno = 0;
    const long value = std::strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < 0 || value > max)
        return std::nullopt;
    return static_cast<int>(value);
}

/// "0,2,3"; nothing if malformed.
std::optional<QList<int>> parseCores(const std::string &text)
{
    constexpr int highestCore = 1023;
    QList<int> cores;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto core = parseNumber(text.substr(begin, end - begin).c_str(), highestCore);
        if (!core)
            return std::nullopt;
        cores.append(*core);
        begin = end + 1;
    }
    return cores;
}

std::optional<GuardOptions> parseOptions(int argc, char **argv)
{
    GuardOptions options;
    for (int i = 2; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        if (name == "--") {
            options.command = argv + i + 1;
            break;
        }
        if (name == "--private-folder" || name == "--made-folder") {
            options.folder = argv[i + 1];
            options.isFolderMade = name == "--made-folder";
            continue;
        }
        if (name == "--cores") {
            const auto cores = parseCores(argv[i + 1]);
            if (!cores)
                return std::nullopt;
            options.cores = *cores;
            continue;
        }
        const auto value = parseNumber(argv[i + 1], 3'600'000);
        if (!value)
            return std::nullopt;
        if (name == "--status-fd")
            options.statusFd = *value;
        else if (name == "--signal" && *value > 0 && *value < NSIG)
            options.signal = *value;
        else if (name == "--grace-ms")
            options.grace = milliseconds(*value);
        else if (name == "--repeat-ms")
            options.repeatAfter = milliseconds(*value);
        else
            return std::nullopt;
    }
    if (!options.command)
        return std::nullopt;
    return options;
}

sigset_t watchedSignals()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, signal);
    return set;
}

/// In the forked child: resets inherited state, creates a process group, executes the server. Never returns.
[[noreturn]] void becomeServer(const GuardOptions &options, pid_t guard, int failureFd)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The guard may have died before the call above.
    if (getppid() != guard)
        _exit(127);
    const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null >= 0)
        dup2(null, STDIN_FILENO);
    for (int signal = 1; signal < NSIG; ++signal)
        std::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execvp(options.command[0], options.command);
    const int error = errno;
    // A failure of this write cannot be reported; the exit code carries the same information.
    [[maybe_unused]] const ssize_t written = write(failureFd, &error, sizeof error);
    _exit(127);
}

/// Starts one server, supervises it, and exits after the last of its descendants.
class Guard
{
public:
    explicit Guard(const GuardOptions &options) : m_options(options) { }
    int run();

private:
    enum class Phase { Serving, Stopping, Killing };

    bool setUp();
    bool pin() const;
    bool makeFolder() const;
    void removeFolder() const;
    bool launch();
    void watch();
    void readLifeline();
    void readSignals();
    void stop();
    void signalServer() const;
    void killEverything();
    void advance();
    int pollTimeout() const;
    /// False if no child is left. As a subreaper the guard is an ancestor of every process that the server
    /// ever created, so no child means no descendant.
    bool reap();
    void noteLeaderExit(int status);
    void report(const std::string &line) const;
    /// Why the launch failed. @param what the object, for callers without a status pipe
    void reportFailure(const std::string &event, const std::string &what, int error) const;

    GuardOptions m_options;
    ProcessTree m_processes;
    Phase m_phase = Phase::Serving;
    pid_t m_leader = 0;
    bool m_isLeaderGone = false;
    bool m_isLifelineOpen = true;
    bool m_isSignalRepeated = false;
    int m_leaderCode = 127; ///< as in a shell: 128 plus the signal
    int m_signalFd = -1;
    std::string m_commands;
    SteadyClock::time_point m_stoppedAt;
    std::set<pid_t> m_killed;
    std::chrono::microseconds m_cpuUser{0};
    std::chrono::microseconds m_cpuSystem{0};
};

int Guard::run()
{
    if (!setUp() || !pin() || !makeFolder())
        return 127;
    const bool isLaunched = launch();
    if (isLaunched)
        watch();
    removeFolder();
    if (!isLaunched)
        return 127;
    report("{\"event\":\"stopped\",\"killed\":" + std::to_string(m_killed.size())
           + ",\"cpu_user_us\":" + std::to_string(m_cpuUser.count())
           + ",\"cpu_system_us\":" + std::to_string(m_cpuSystem.count()) + '}');
    return m_options.statusFd >= 0 ? 0 : m_leaderCode;
}

void Guard::report(const std::string &line) const
{
    if (m_options.statusFd < 0)
        return;
    const std::string text = line + '\n';
    // If Loadstone has died, the status has no reader, and only the cleanup matters.
    [[maybe_unused]] const ssize_t written = write(m_options.statusFd, text.data(), text.size());
}

void Guard::reportFailure(const std::string &event, const std::string &what, int error) const
{
    report("{\"event\":\"" + event + "\",\"errno\":" + std::to_string(error) + ",\"text\":\""
           + std::strerror(error) + "\"}");
    if (m_options.statusFd < 0)
        std::fprintf(stderr, "loadstone guard: %s: %s\n", what.c_str(), std::strerror(error));
}

bool Guard::setUp()
{
    setsid(); // fails only for a group leader, which is equivalent
    // The name must not contain "loadstone": otherwise `pkill -9 loadstone`, used on a hanging Loadstone,
    // would kill the guard too, and the server would keep running.
    prctl(PR_SET_NAME, "server-guard");
    std::signal(SIGPIPE, SIG_IGN);
    const sigset_t set = watchedSignals();
    sigprocmask(SIG_BLOCK, &set, nullptr);
    m_signalFd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (m_options.statusFd >= 0)
        fcntl(m_options.statusFd, F_SETFD, FD_CLOEXEC);
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    if (m_signalFd >= 0 && prctl(PR_SET_CHILD_SUBREAPER, 1) == 0)
        return true;
    reportFailure("exec-failed", m_options.command[0], errno);
    return false;
}

bool Guard::pin() const
{
    const int error = pinToCores(m_options.cores);
    if (error != 0)
        reportFailure("cores-failed", "the cores", error);
    return error == 0;
}

bool Guard::makeFolder() const
{
    if (m_options.folder.empty() || m_options.isFolderMade || mkdir(m_options.folder.c_str(), S_IRWXU) == 0)
        return true;
    reportFailure("folder-failed", m_options.folder, errno);
    return false;
}

void Guard::removeFolder() const
{
    if (m_options.folder.empty())
        return;
    std::error_code error;
    std::filesystem::remove_all(m_options.folder, error);
    if (error)
        std::fprintf(stderr, "loadstone guard: %s could not be removed: %s\n", m_options.folder.c_str(),
                     error.message().c_str());
}

bool Guard::launch()
{
    std::array<int, 2> failure{};
    if (pipe2(failure.data(), O_CLOEXEC) != 0) {
        reportFailure("exec-failed", m_options.command[0], errno);
        return false;
    }
    const pid_t guard = getpid();
    m_leader = fork();
    if (m_leader == 0)
        becomeServer(m_options, guard, failure[1]);
    int error = m_leader < 0 ? errno : 0;
    close(failure[1]);
    if (m_leader > 0) {
        setpgid(m_leader, m_leader); // in both processes, to avoid a race
        ssize_t got = 0;
        do {
            got = read(failure[0], &error, sizeof error);
        } while (got < 0 && errno == EINTR);
    }
    close(failure[0]);
    if (error == 0) {
        report("{\"event\":\"started\",\"pid\":" + std::to_string(m_leader) + '}');
        return true;
    }
    if (m_leader > 0)
        waitpid(m_leader, nullptr, 0);
    reportFailure("exec-failed", m_options.command[0], error);
    return false;
}

void Guard::watch()
{
    while (reap()) {
        std::array<pollfd, 2> fds{pollfd{m_signalFd, POLLIN, 0},
                                  pollfd{m_isLifelineOpen ? STDIN_FILENO : -1, POLLIN, 0}};
        poll(fds.data(), fds.size(), pollTimeout());
        if (fds[0].revents != 0)
            readSignals();
        if (fds[1].revents != 0)
            readLifeline();
        advance();
    }
}

void Guard::readSignals()
{
    signalfd_siginfo info{};
    while (read(m_signalFd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo != SIGCHLD)
            stop();
    }
}

void Guard::readLifeline()
{
    std::array<char, 256> buffer{};
    const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        m_isLifelineOpen = false;
        stop();
        return;
    }
    m_commands.append(buffer.data(), static_cast<std::size_t>(got));
    for (auto end = m_commands.find('\n'); end != std::string::npos; end = m_commands.find('\n')) {
        const std::string command = m_commands.substr(0, end);
        m_commands.erase(0, end + 1);
        if (command == "stop")
            stop();
        else if (command == "stop-now")
            m_phase = Phase::Killing;
    }
}

void Guard::stop()
{
    if (m_phase != Phase::Serving)
        return;
    m_phase = Phase::Stopping;
    m_stoppedAt = SteadyClock::now();
    signalServer();
}

void Guard::signalServer() const
{
    if (!m_isLeaderGone) {
        // The whole group: some servers hang if only their leader is signalled while workers start. Other
        // groups are left to the leader, which stops them in its own order.
        if (kill(-m_leader, m_options.signal) != 0)
            kill(m_leader, m_options.signal); // it has left its group
        return;
    }
    for (const ProcessStat &process : m_processes.descendants(getpid()))
        kill(process.pid, m_options.signal);
}

void Guard::killEverything()
{
    for (const ProcessStat &process : m_processes.descendants(getpid())) {
        if (process.state != 'Z' && kill(process.pid, SIGKILL) == 0)
            m_killed.insert(process.pid);
    }
}

void Guard::advance()
{
    if (m_phase == Phase::Stopping) {
        const auto waited = SteadyClock::now() - m_stoppedAt;
        if (waited >= m_options.grace) {
            m_phase = Phase::Killing;
        } else if (waited >= m_options.repeatAfter && !m_isSignalRepeated) {
            m_isSignalRepeated = true;
            signalServer();
        }
    }
    if (m_phase == Phase::Killing)
        killEverything();
}

int Guard::pollTimeout() const
{
    if (m_phase == Phase::Serving)
        return -1;
    if (m_phase == Phase::Killing)
        return static_cast<int>(killInterval.count());
    const auto waited = SteadyClock::now() - m_stoppedAt;
    const milliseconds next =
        m_isSignalRepeated ? m_options.grace : std::min(m_options.grace, m_options.repeatAfter);
    const auto left = std::chrono::ceil<milliseconds>(next - waited);
    return static_cast<int>(std::max<milliseconds::rep>(0, left.count()));
}

bool Guard::reap()
{
    while (true) {
        int status = 0;
        rusage usage{};
        const pid_t pid = wait4(-1, &status, WNOHANG, &usage);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid <= 0)
            return pid == 0;
        m_cpuUser +=
            std::chrono::seconds(usage.ru_utime.tv_sec) + std::chrono::microseconds(usage.ru_utime.tv_usec);
        m_cpuSystem +=
            std::chrono::seconds(usage.ru_stime.tv_sec) + std::chrono::microseconds(usage.ru_stime.tv_usec);
        if (pid == m_leader)
            noteLeaderExit(status);
    }
}

void Guard::noteLeaderExit(int status)
{
    m_isLeaderGone = true;
    const bool isSignal = WIFSIGNALED(status);
    const int code = isSignal ? WTERMSIG(status) : WEXITSTATUS(status);
    m_leaderCode = isSignal ? 128 + code : code;
    const std::vector<ProcessStat> left = m_processes.descendants(getpid());
    const auto running = std::count_if(left.begin(), left.end(),
                                       [](const ProcessStat &process) { return process.state != 'Z'; });
    report(std::string("{\"event\":\"leader-exited\",\"") + (isSignal ? "signal" : "code")
           + "\":" + std::to_string(code) + ",\"left\":" + std::to_string(running) + '}');
    // Processes left behind would keep serving. Signalled again even while stopping: those in groups of their
    // own have received no signal yet.
    if (m_phase == Phase::Serving)
        stop();
    else if (m_phase == Phase::Stopping)
        signalServer();
}

} // namespace

int guardMain(int argc, char **argv)
{
    const auto options = parseOptions(argc, argv);
    if (!options) {
        std::fputs("loadstone guard is started by Loadstone itself: guard [--status-fd N] "
                   "[--signal N] [--grace-ms N] [--repeat-ms N] "
                   "[--cores N,N…] [--private-folder PATH | --made-folder PATH] -- program [arguments]\n",
                   stderr);
        return 2;
    }
    return Guard(*options).run();
}

} // namespace loadstone
