// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/userscript.h"

#include <QCoroTask>

#include <atomic>
#include <functional>

namespace loadstone
{

class Recorder;
class TaskGroup;
class Transport;

/// The measured requests that may still be started, shared by all users of all load threads.
class RequestBudget
{
public:
    explicit RequestBudget(qint64 requests) : m_left(requests) { }
    /// False when the budget is used up.
    bool take() { return m_left.fetch_sub(1, std::memory_order_relaxed) > 0; }

private:
    std::atomic<qint64> m_left;
};

/// What the virtual users of one load thread share. Outlives them.
struct UserSurroundings {
    const LoadSpec &spec;
    const LoadScript &script;
    const Clock &clock;
    Transport &transport;
    Recorder &recorder;
    TaskGroup &tasks;
    TimePoint origin;                    ///< spawn times count from here
    RequestBudget *budget;               ///< null when the number of requests is not limited
    std::function<void()> onBudgetSpent; ///< called by each user that finds nothing left
};

/// One virtual user: waits for its turn to start, then sends, waits for the answer and thinks,
/// until the task group is asked to stop.
/// @param surroundings outlives the coroutine @param user its index, 0 … users - 1
QCoro::Task<> runVirtualUser(const UserSurroundings &surroundings, int user);

} // namespace loadstone
