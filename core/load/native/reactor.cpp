// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/reactor.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int eventsPerTurn = 256;
constexpr Nanoseconds noEnd = std::chrono::hours(1);
constexpr uint32_t everything = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

} // namespace

Reactor::Reactor()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC)), m_wakeUp(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (m_epoll < 0 || m_wakeUp < 0 || !watch(m_wakeUp, &m_mailbox))
        m_problem = {QT_TRANSLATE_NOOP("Sentence",
                                       "The load engine cannot begin: %1. Raise the limit of open files "
                                       "(ulimit -n)."),
                     QString::fromLocal8Bit(std::strerror(errno))};
}

Reactor::~Reactor()
{
    for (const int descriptor : {m_wakeUp, m_epoll}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

bool Reactor::watch(int descriptor, FdHandler *by) { return control(EPOLL_CTL_ADD, descriptor, by); }
bool Reactor::rewatch(int descriptor, FdHandler *by) { return control(EPOLL_CTL_MOD, descriptor, by); }

bool Reactor::control(int operation, int descriptor, FdHandler *by)
{
    epoll_event event{};
    event.events = everything;
    event.data.ptr = by;
    by->m_watchedSince = m_turn;
    return ::epoll_ctl(m_epoll, operation, descriptor, &event) == 0;
}

void Reactor::post(std::function<void()> call)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_calls.push_back(std::move(call));
    }
    const uint64_t one = 1;
    // Fails only if the counter is full, and then the loop is awake anyway.
    [[maybe_unused]] const ssize_t written = ::write(m_wakeUp, &one, sizeof one);
}

void Reactor::Mailbox::onReady(uint32_t /*events*/)
{
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(m_owner.m_wakeUp, &count, sizeof count);
    m_owner.takeCalls();
}

void Reactor::takeCalls()
{
    std::vector<std::function<void()>> calls;
    {
        const std::scoped_lock lock(m_mutex);
        calls.swap(m_calls);
    }
    for (const std::function<void()> &call : calls)
        call();
}

void Reactor::run()
{
    // By default the kernel wakes a thread up to 50 µs late to coalesce timers.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);
    while (!m_isEnding) {
        waitForEvents(longestWait());
        runContinuations();
        callDue();
        resumeAll();
    }
    m_isEnding = false;
}

void Reactor::turn()
{
    waitForEvents(Nanoseconds::zero());
    runContinuations();
    callDue();
    resumeAll();
}

Nanoseconds Reactor::longestWait() const
{
    if (hasMoreToDo())
        return Nanoseconds::zero();
    if (m_heap.empty())
        return noEnd;
    return std::clamp<Nanoseconds>(m_heap.front().when - now(), Nanoseconds::zero(), noEnd);
}

TimePoint Reactor::nextDue() const
{
    if (hasMoreToDo())
        return TimePoint::min();
    return m_heap.empty() ? TimePoint::max() : m_heap.front().when;
}

int Reactor::wait(std::span<epoll_event> events, Nanoseconds atMost)
{
    const int room = static_cast<int>(events.size());
    if (m_waitsToTheMicrosecond) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(atMost);
        const timespec time{seconds.count(), (atMost - seconds).count()};
        const int count = ::epoll_pwait2(m_epoll, events.data(), room, &time, nullptr);
        if (count >= 0 || errno != ENOSYS)
            return count;
        m_waitsToTheMicrosecond = false;
    }
    const auto time = std::chrono::ceil<Milliseconds>(atMost);
    return ::epoll_wait(m_epoll, events.data(), room, static_cast<int>(time.count()));
}

void Reactor::waitForEvents(Nanoseconds atMost)
{
    std::array<epoll_event, eventsPerTurn> events;
    const int count = wait(events, atMost);
    ++m_turn;
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = events[static_cast<size_t>(i)];
        auto *const handler = static_cast<FdHandler *>(event.data.ptr);
        // Its descriptor was replaced after epoll_wait(): events of the new one follow in the next turn.
        if (handler->m_watchedSince != m_turn)
            handler->onReady(event.events);
    }
}

void Reactor::continueLater(FdHandler *handler)
{
    if (!std::exchange(handler->m_continues, true))
        m_continuing.push_back(handler);
}

void Reactor::forgetContinuation(FdHandler *handler)
{
    if (std::exchange(handler->m_continues, false))
        std::erase(m_continuing, handler);
}

void Reactor::runContinuations()
{
    // Handlers that register again wait for the next turn.
    size_t left = m_continuing.size();
    while (left-- > 0 && !m_continuing.empty()) {
        FdHandler *const handler = m_continuing.front();
        m_continuing.pop_front();
        handler->m_continues = false;
        handler->onReady(0);
    }
}

void Reactor::resumeAll()
{
    m_resuming.swap(m_later);
    for (const std::coroutine_handle<> coroutine : m_resuming)
        coroutine.resume();
    m_resuming.clear();
}

void Reactor::callDue()
{
    if (m_heap.empty())
        return;
    // Handlers that register again for a moment before `now` wait for the next turn.
    const TimePoint at = now();
    size_t left = m_heap.size();
    while (left-- > 0 && !m_heap.empty() && m_heap.front().when <= at) {
        TimerHandler *const timed = m_heap.front().timed;
        forget(timed);
        timed->onDue(at);
    }
}

void Reactor::wakeAt(TimePoint when, TimerHandler *timed)
{
    if (timed->m_place == TimerHandler::nowhere) {
        m_heap.push_back({});
        timed->m_place = m_heap.size() - 1;
    }
    riseOrSink(timed->m_place, {when, timed});
}

void Reactor::forget(TimerHandler *timed)
{
    const size_t at = timed->m_place;
    if (at == TimerHandler::nowhere)
        return;
    timed->m_place = TimerHandler::nowhere;
    const Entry last = m_heap.back();
    m_heap.pop_back();
    if (at < m_heap.size())
        riseOrSink(at, last);
}

void Reactor::place(size_t at, Entry entry)
{
    m_heap[at] = entry;
    entry.timed->m_place = at;
}

void Reactor::riseOrSink(size_t at, Entry entry)
{
    while (at > 0) {
        const size_t above = (at - 1) / 2;
        if (m_heap[above].when <= entry.when)
            break;
        place(at, m_heap[above]);
        at = above;
    }
    for (size_t below = 2 * at + 1; below < m_heap.size(); below = 2 * at + 1) {
        if (below + 1 < m_heap.size() && m_heap[below + 1].when < m_heap[below].when)
            ++below;
        if (entry.when <= m_heap[below].when)
            break;
        place(at, m_heap[below]);
        at = below;
    }
    place(at, entry);
}

} // namespace loadstone
