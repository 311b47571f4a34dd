// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/sentence.h"

#include <coroutine>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

struct epoll_event;

namespace loadstone
{

/// Receiver of a descriptor's events.
class FdHandler
{
public:
    virtual ~FdHandler() = default;
    /// @param events of epoll_wait(), edge triggered: the receiver must store readiness it does not use yet
    virtual void onReady(uint32_t events) = 0;

private:
    friend class Reactor;
    uint64_t m_watchedSince = 0; ///< turn of the reactor in which it was registered
    bool m_continues = false;    ///< called unconditionally in the next turn
};

/// Receiver of a timeout. At most one entry in the reactor's heap.
class TimerHandler
{
public:
    virtual ~TimerHandler() = default;
    virtual void onDue(TimePoint now) = 0;

private:
    friend class Reactor;
    static constexpr size_t nowhere = static_cast<size_t>(-1);
    size_t m_place = nowhere; ///< in the heap
};

/// Event loop of one thread: descriptors with epoll, edge triggered and registered once; a heap of timers
/// with microsecond precision by epoll_pwait2 (Linux 5.11; milliseconds before) and a timer slack of 1 ns;
/// coroutines to be resumed in the next turn; and closures from other threads, the only shared state. All
/// registered objects outlive the reactor or are unregistered first.
class Reactor
{
public:
    Reactor();
    ~Reactor();
    Reactor(const Reactor &) = delete;
    Reactor &operator=(const Reactor &) = delete;

    static TimePoint now() { return std::chrono::steady_clock::now(); }

    /// Why the loop could not be created (descriptors exhausted), as a sentence; empty on success.
    const Sentence &problem() const { return m_problem; }

    /// False with errno on failure. Closing the descriptor unregisters it.
    bool watch(int descriptor, FdHandler *by);
    /// Replaces the receiver of a descriptor's events; current readiness is reported again.
    bool rewatch(int descriptor, FdHandler *by);

    /// Calls onReady(0) in the next turn, after all others: for a receiver with more work, so that no
    /// descriptor monopolises the thread.
    void continueLater(FdHandler *handler);
    bool continues(const FdHandler *handler) const { return handler->m_continues; }
    void forgetContinuation(FdHandler *handler);

    /// Calls `timed` at that moment or soon after; replaces an earlier one.
    void wakeAt(TimePoint when, TimerHandler *timed);
    void forget(TimerHandler *timed);
    bool waits(const TimerHandler *timed) const { return timed->m_place != TimerHandler::nowhere; }

    /// Resumes the coroutine in the next turn, in order of calls.
    void resumeLater(std::coroutine_handle<> coroutine) { m_later.push_back(coroutine); }

    /// Thread-safe: runs the closure in this loop's thread, in its own turn.
    void post(std::function<void()> call);

    /// Runs turns until end() is called. Sets the timer slack of the calling thread, which should be
    /// dedicated to the loop.
    void run();
    void end() { m_isEnding = true; }

    /// One non-blocking turn, for integration with another event loop.
    void turn();
    /// Readable (level triggered) when turn() has pending events or closures.
    int descriptor() const { return m_epoll; }
    /// Latest time for the next turn(); TimePoint::max() without timers.
    TimePoint nextDue() const;

private:
    struct Entry {
        TimePoint when;
        TimerHandler *timed;
    };
    /// Entry point for closures.
    class Mailbox final : public FdHandler
    {
    public:
        explicit Mailbox(Reactor &owner) : m_owner(owner) { }
        void onReady(uint32_t events) override;

    private:
        Reactor &m_owner;
    };

    bool control(int operation, int descriptor, FdHandler *by);
    int wait(std::span<epoll_event> events, Nanoseconds atMost);
    void waitForEvents(Nanoseconds atMost);
    void runContinuations();
    bool hasMoreToDo() const { return !m_later.empty() || !m_continuing.empty(); }
    void callDue();
    void resumeAll();
    void takeCalls();
    void place(size_t at, Entry entry);
    void riseOrSink(size_t at, Entry entry);
    Nanoseconds longestWait() const;

    Sentence m_problem;
    int m_epoll = -1;
    int m_wakeUp = -1; ///< eventfd of the mailbox
    Mailbox m_mailbox{*this};
    std::mutex m_mutex; ///< guards m_calls
    std::vector<std::function<void()>> m_calls;
    std::vector<Entry> m_heap;
    std::vector<std::coroutine_handle<>> m_later;
    std::vector<std::coroutine_handle<>> m_resuming;
    std::deque<FdHandler *> m_continuing;
    uint64_t m_turn = 1;
    bool m_waitsToTheMicrosecond = true; ///< Linux 5.11 and later; milliseconds before
    bool m_isEnding = false;
};

} // namespace loadstone
