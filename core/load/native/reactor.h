// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

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

/// Somebody whose descriptor a Reactor watches.
class FdHandler
{
public:
    virtual ~FdHandler() = default;
    /// @param events of epoll_wait(); each is told once, so what cannot be used yet has to be kept
    virtual void onReady(uint32_t events) = 0;

private:
    friend class Reactor;
    uint64_t m_watchedSince = 0; ///< turn of the reactor in which watching began
    bool m_continues = false;    ///< it is called in the next turn, whatever happens
};

/// Somebody who wants to be called at a moment. One entry of the reactor's heap at a time.
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

/// An event loop of one thread: descriptors by epoll, edge triggered and registered once; a heap of
/// moments, kept to the microsecond by epoll_pwait2 (Linux 5.11; before, to the millisecond) and a
/// timer slack of a nanosecond; coroutines
/// that go on in the next turn; and closures from other threads. Nothing in it is shared but the
/// latter. Everything that is registered outlives the reactor or is unregistered before.
class Reactor
{
public:
    Reactor();
    ~Reactor();
    Reactor(const Reactor &) = delete;
    Reactor &operator=(const Reactor &) = delete;

    static TimePoint now() { return std::chrono::steady_clock::now(); }

    /// Why there is no loop at all (no descriptor left), in a sentence; empty when there is.
    const QString &problem() const { return m_problem; }

    /// False with errno when the descriptor cannot be watched. It is forgotten when it is closed.
    bool watch(int descriptor, FdHandler *by);
    /// Events of the descriptor go to somebody else from now on; those that hold are told again.
    bool rewatch(int descriptor, FdHandler *by);

    /// Calls onReady(0) in the next turn, when others have had theirs: for whoever has not used up what
    /// it was told of, so that no descriptor keeps the thread for itself.
    void continueLater(FdHandler *handler);
    bool continues(const FdHandler *handler) const { return handler->m_continues; }
    void forgetContinuation(FdHandler *handler);

    /// Calls `timed` at that moment or soon after, instead of at the moment asked for before.
    void wakeAt(TimePoint when, TimerHandler *timed);
    void forget(TimerHandler *timed);
    bool waits(const TimerHandler *timed) const { return timed->m_place != TimerHandler::nowhere; }

    /// Resumes the coroutine in the next turn, after those that asked before.
    void resumeLater(std::coroutine_handle<> coroutine) { m_later.push_back(coroutine); }

    /// From any thread: has it called in this loop's thread, in a turn of its own.
    void post(std::function<void()> call);

    /// Turns until end() is called. Keeps the moments to the microsecond: asks the kernel for that
    /// in the calling thread, which should be nobody else's.
    void run();
    void end() { m_isEnding = true; }

    /// One turn that waits for nothing, for whoever has an event loop of another kind.
    void turn();
    /// Readable (level triggered) when turn() has descriptors or closures to see to.
    int descriptor() const { return m_epoll; }
    /// When turn() has to be called at the latest; TimePoint::max() when nobody waits for a moment.
    TimePoint nextDue() const;

private:
    struct Entry {
        TimePoint when;
        TimerHandler *timed;
    };
    /// A closure's way in.
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
    void waitAndTell(Nanoseconds atMost);
    void runContinuations();
    bool hasMoreToDo() const { return !m_later.empty() || !m_continuing.empty(); }
    void callDue();
    void resumeAll();
    void takeCalls();
    void place(size_t at, Entry entry);
    void riseOrSink(size_t at, Entry entry);
    Nanoseconds longestWait() const;

    QString m_problem;
    int m_epoll = -1;
    int m_wakeUp = -1; ///< eventfd of the mailbox
    Mailbox m_mailbox{*this};
    std::mutex m_mutex; ///< of m_calls
    std::vector<std::function<void()>> m_calls;
    std::vector<Entry> m_heap;
    std::vector<std::coroutine_handle<>> m_later;
    std::vector<std::coroutine_handle<>> m_resuming;
    std::deque<FdHandler *> m_continuing;
    uint64_t m_turn = 1;
    bool m_waitsToTheMicrosecond = true; ///< Linux 5.11 and later; to the millisecond before
    bool m_isEnding = false;
};

} // namespace loadstone
