// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/resourcesample.h"
#include "core/metrics/secondbucket.h"
#include "core/run/runresult.h"

#include <QList>

namespace loadstone
{

/// Live or finished data of a run's time axis.
struct RunSeries {
    QList<SecondBucket> seconds;     ///< ordered by startS
    QList<ResourceSample> resources; ///< ordered by atS
    QList<TimelineMark> marks;
    QList<double> gapsAtS; ///< no line is drawn across these times (trial changes)

    /// Puts a bucket in, replacing the one with the same startS.
    void put(const SecondBucket &bucket);
    void put(const ResourceSample &sample);
    void put(const TimelineMark &mark); ///< replaces same kind and atS
    static RunSeries of(const RunResult &result);
    static RunSeries of(const TrialResult &trial, const RunResult &result);
};

} // namespace loadstone
