// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/secondtimes.h"
#include "core/results/runrecord.h"

#include <variant>

namespace loadstone
{

// Times are in seconds since the run began.

struct TrialStarted {
    PlannedTrial trial;
    double atS = 0;
};
struct PhaseEntered {
    TrialKey trial;
    Phase phase = Phase::Waiting;
    double atS = 0;
};
/// A new second, or the last one again while it fills.
struct SecondUpdated {
    TrialKey trial;
    SecondBucket second;
};
/// The times of a second to which nothing will be added any more; its SecondUpdated came before.
struct SecondCompleted {
    TrialKey trial;
    SecondTimes times;
    IntervalTimes packed = {}; ///< the same, as it is kept
};
struct ResourcesSampled {
    TrialKey trial;
    ResourceSample sample;
};
/// A new mark, or the same kind at the same atS with its end now known.
struct MarkChanged {
    TimelineMark mark;
};
/// Lines of a server's output, without line ends, cut at 4 KiB each.
struct ServerOutput {
    TrialKey trial;
    QStringList lines;
    bool isStderr = false;
};
struct ServerReady {
    TrialKey trial;
    qint64 pid = 0;
    int port = 0;
    double afterS = 0; ///< since its launch
};
struct TrialFinished {
    TrialRecord result;
};

/// What happens in a trial, in the order in which it happens: made by Trial, forwarded as it is by the
/// run controller, taken apart by who shows it.
using RunEvent = std::variant<TrialStarted, PhaseEntered, SecondUpdated, SecondCompleted, ResourcesSampled,
                              MarkChanged, ServerOutput, ServerReady, TrialFinished>;

/// One function for each kind of event that matters, and `[](const auto &) {}` for the others.
template<typename... Functions>
struct EventVisitor : Functions... {
    using Functions::operator()...;
};
template<typename... Functions>
EventVisitor(Functions...) -> EventVisitor<Functions...>;

} // namespace loadstone
