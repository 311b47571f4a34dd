// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/resourcesample.h"
#include "core/metrics/secondbucket.h"
#include "core/results/runrecord.h"

#include <QList>

namespace loadstone
{

/// Live or finished data of a run's time axis.
struct RunSeries {
    QList<SecondBucket> seconds;     ///< ordered by startS
    QList<ResourceSample> resources; ///< ordered by atS
    QList<TimelineMark> marks;
    QList<double> gapsAtS; ///< no line is drawn across these times (trial changes)
    LoadModel model = LoadModel::Closed;
    /// Of a closed load: the profile changes the number of users while it runs. Decided before the
    /// first second, so that a chart of them is there from the beginning or not at all.
    bool plansOtherUsers = false;

    RunSeries() = default;
    /// Without data yet.
    explicit RunSeries(const Profile &profile);

    bool isOpen() const;
    bool hasGapBetween(double fromS, double toS) const; ///< after the first, up to the second

    /// Puts a bucket in, replacing the one with the same startS.
    void put(const SecondBucket &bucket);
    void put(const ResourceSample &sample);
    void put(const TimelineMark &mark); ///< replaces same kind and atS
    static RunSeries of(const RunRecord &result);
    static RunSeries of(const TrialRecord &trial, const RunRecord &result);
};

} // namespace loadstone
