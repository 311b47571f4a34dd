// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/virtualuser.h"

#include "core/base/cancellablesleep.h"
#include "core/base/taskgroup.h"
#include "core/load/schedule.h"
#include "core/metrics/recorder.h"

#include <vector>

namespace loadstone
{

namespace
{

/// Nothing is sent after the measure phase, however late the word to stop comes. Measured requests
/// come out of the budget; those of the warm-up are free.
bool maySend(const UserSurroundings &with, TimePoint now)
{
    if (with.recorder.isAfterWindow(now))
        return false;
    if (!with.budget || !with.recorder.isInWindow(now) || with.budget->take())
        return true;
    with.onBudgetSpent();
    return false;
}

} // namespace

QCoro::Task<> runVirtualUser(const UserSurroundings &with, int user)
{
    CancellableSleep sleep(with.tasks);
    UserScript script(with.script, user);
    ThinkTimes thinkTimes(with.spec.load.thinkTime, with.spec.seed, user);
    const bool thinks = with.spec.load.thinkTime.kind != ThinkTime::Kind::None;

    const TimePoint spawnAt = with.origin + spawnTime(user, with.spec.load.spawnRate);
    if (!co_await sleep.sleepFor(spawnAt - with.clock.now()))
        co_return;
    with.recorder.userStarted(with.clock.now());

    while (!with.tasks.isStopRequested()) {
        const TimePoint sentAt = with.clock.now();
        TimePoint endedAt;
        if (script.needsLogin()) {
            if (with.recorder.isAfterWindow(sentAt))
                break;
            const PreparedRequest request = script.login();
            const Outcome outcome = co_await with.transport.perform(user, request);
            endedAt = with.clock.now();
            with.recorder.loginEnded(endedAt - sentAt, outcome);
            script.answered(outcome);
            if (!script.needsLogin())
                continue;
            // One of the requests, or a load of so many that nobody can log in to would never end.
            if (!maySend(with, endedAt))
                break;
        } else {
            if (!maySend(with, sentAt))
                break;
            const UserScript::Step step = script.next();
            const Attempt attempt = with.recorder.started(step.endpoint, sentAt);
            const Outcome outcome = co_await with.transport.perform(user, step.request);
            endedAt = with.clock.now();
            with.recorder.ended(attempt, endedAt - sentAt, outcome, endedAt);
            script.answered(outcome);
        }

        if (!thinks)
            continue;
        const Nanoseconds pause = thinkTimes.next();
        with.recorder.paused(pause, endedAt);
        if (!co_await sleep.sleepFor(endedAt + pause - with.clock.now()))
            break;
        const TimePoint wokenAt = with.clock.now();
        with.recorder.sentLate(wokenAt - (endedAt + pause), wokenAt);
    }
    with.recorder.userEnded(with.clock.now());
}

} // namespace loadstone
