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
class Watched
{
public:
    virtual ~Watched() = default;
    /// @param events of epoll_wait(); each is told once, so what cannot be used yet has to be kept
    virtual void onReady(uint32_t events) = 0;

private:
    friend class Reactor;
    uint64_t m_watchedSince = 0; ///< turn of the reactor in which watching began
    bool m_isToGoOn = false;     ///< it is called in the next turn, whatever happens
};

/// Somebody who wants to be called at a moment. One entry of the reactor's heap at a time.
class Timed
{
public:
    virtual ~Timed() = default;
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
    bool watch(int descriptor, Watched *by);
    /// Events of the descriptor go to somebody else from now on; those that hold are told again.
    bool rewatch(int descriptor, Watched *by);

    /// Calls onReady(0) in the next turn, when others have had theirs: for whoever has not used up what
    /// it was told of, so that no descriptor keeps the thread for itself.
    void goOnLater(Watched *watched);
    bool goesOn(const Watched *watched) const { return watched->m_isToGoOn; }
    void forgetToGoOn(Watched *watched);

    /// Calls `timed` at that moment or soon after, instead of at the moment asked for before.
    void wakeAt(TimePoint when, Timed *timed);
    void forget(Timed *timed);
    bool waits(const Timed *timed) const { return timed->m_place != Timed::nowhere; }

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
        Timed *timed;
    };
    /// A closure's way in.
    class Mailbox final : public Watched
    {
    public:
        explicit Mailbox(Reactor &owner) : m_owner(owner) { }
        void onReady(uint32_t events) override;

    private:
        Reactor &m_owner;
    };

    bool control(int operation, int descriptor, Watched *by);
    int wait(std::span<epoll_event> events, Nanoseconds atMost);
    void waitAndTell(Nanoseconds atMost);
    void goOn();
    bool hasMoreToDo() const { return !m_later.empty() || !m_goingOn.empty(); }
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
    std::deque<Watched *> m_goingOn;
    uint64_t m_turn = 1;
    bool m_waitsToTheMicrosecond = true; ///< Linux 5.11 and later; to the millisecond before
    bool m_isEnding = false;
};

} // namespace loadstone
