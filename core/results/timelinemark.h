// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

enum class MarkKind {
    ServerStarted,
    ServerReady,
    WarmUp,
    Measure,
    Drain,
    TrialChange,
    FirstFailure,
    ServerExited,
    StopRequested,
    ClientLimited,
    Target, ///< a stage of the load begins, or its target was changed by hand
};
QString markKindId(MarkKind kind);
/// Something to show on the time axis.
struct TimelineMark {
    MarkKind kind = MarkKind::ServerStarted;
    double atS = 0;
    double endS = -1; ///< for bands; -1 for a moment or a band that is still open
    QString text;
    bool operator==(const TimelineMark &) const = default;
};

} // namespace loadstone
