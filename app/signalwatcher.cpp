// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signalwatcher.h"

#include "app/command.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace loadstone
{

namespace
{

constexpr std::array signalsTaken{SIGINT, SIGTERM, SIGHUP};
constexpr timespec patience{0, 800'000'000}; // for the second signal
int wakePipe[2] = {-1, -1};
// State of the current SignalWatcher, or of the last one.
volatile std::sig_atomic_t receivedTimes = 0;
volatile std::sig_atomic_t handledTimes = 0;
volatile std::sig_atomic_t isListening = 0;

/// Raises SIGALRM. It outlives its SignalWatcher, until the next one creates another.
std::optional<timer_t> patienceTimer;

void makeTimer()
{
    sigevent event = {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGALRM;
    if (patienceTimer)
        timer_delete(*patienceTimer);
    timer_t made = {};
    patienceTimer.reset();
    if (timer_create(CLOCK_MONOTONIC, &event, &made) == 0)
        patienceTimer = made;
}

void startTimer()
{
    const itimerspec once{{}, patience};
    if (patienceTimer)
        timer_settime(*patienceTimer, 0, &once, nullptr);
}

// Cleaning up is left to the guards, which see their lifelines close.
[[noreturn]] void endNow() { _exit(StoppedByUser); }

/// A program started with nohup is meant to outlive the terminal.
bool isHangupIgnored(int signal)
{
    struct sigaction current = {};
    return signal == SIGHUP && sigaction(signal, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

void wake(int signal)
{
    const int times = receivedTimes + 1;
    receivedTimes = times;
    if (times > 2)
        endNow();
    if (times == 2)
        startTimer();
    const char byte = char(signal);
    // A full pipe already contains a wake-up; a signal handler can do nothing else.
    [[maybe_unused]] const ssize_t written = write(wakePipe[1], &byte, 1);
}

void endUnlessHandled(int)
{
    if (isListening == 0 || handledTimes < 2)
        endNow();
    startTimer();
}

} // namespace

SignalWatcher::SignalWatcher(QObject *parent) : QObject(parent)
{
    if (pipe2(wakePipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = new QSocketNotifier(wakePipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        const ssize_t count = read(wakePipe[0], bytes, sizeof bytes);
        if (count <= 0)
            return;
        m_times += int(count);
        handledTimes = m_times;
        emit interrupted(m_times);
    });
    receivedTimes = 0;
    handledTimes = 0;
    isListening = 1;
    makeTimer();
    struct sigaction action = {};
    action.sa_flags = SA_RESTART;
    action.sa_handler = endUnlessHandled;
    sigaction(SIGALRM, &action, nullptr);
    action.sa_handler = wake;
    for (const int number : signalsTaken) {
        if (!isHangupIgnored(number))
            sigaction(number, &action, nullptr);
    }
}

SignalWatcher::~SignalWatcher()
{
    isListening = 0;
    for (const int number : signalsTaken) {
        if (!isHangupIgnored(number))
            std::signal(number, SIG_DFL);
    }
    char unhandled = 0;
    const bool isUnhandled = read(wakePipe[0], &unhandled, 1) == 1;
    for (int &end : wakePipe) {
        if (end >= 0)
            close(end);
        end = -1;
    }
    if (isUnhandled)
        raise(unhandled);
}

} // namespace loadstone
