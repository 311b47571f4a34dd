// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"

#include <QString>

#include <optional>

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
    std::optional<double> endS; ///< of a band; nothing for a moment or a band that is still open
    Sentence text;
    bool operator==(const TimelineMark &) const = default;
};

} // namespace loadstone
