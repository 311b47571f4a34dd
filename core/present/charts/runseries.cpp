// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/charts/runseries.h"

#include <algorithm>
#include <limits>

namespace loadstone
{

namespace
{

template<typename T, typename Key>
void putOrdered(QList<T> &list, const T &item, Key key)
{
    // Nearly always the newest: found without a search.
    if (list.isEmpty() || key(list.last()) < key(item)) {
        list.append(item);
        return;
    }
    const auto place = std::lower_bound(list.begin(), list.end(), item,
                                        [&](const T &a, const T &b) { return key(a) < key(b); });
    if (place != list.end() && key(*place) == key(item))
        *place = item;
    else
        list.insert(place, item);
}

/// A ramp that is over within the first second is not seen as one.
bool hasVisibleRamp(const Load &load) { return load.spawnRate > 0 && load.users > load.spawnRate; }

} // namespace

RunSeries::RunSeries(const Profile &profile) : model(profile.load.model)
{
    const Load &load = profile.load;
    plansOtherUsers =
        !load.isOpen() && (!load.stages.isEmpty() || profile.capacity.has_value() || hasVisibleRamp(load));
}

bool RunSeries::isOpen() const
{
    return model == LoadModel::Open
        || std::any_of(seconds.begin(), seconds.end(), [](const SecondBucket &b) { return b.due > 0; });
}

bool RunSeries::hasGapBetween(double fromS, double toS) const
{
    const auto gap = std::upper_bound(gapsAtS.begin(), gapsAtS.end(), fromS);
    return gap != gapsAtS.end() && *gap <= toS;
}

void RunSeries::put(const SecondBucket &bucket)
{
    putOrdered(seconds, bucket, [](const SecondBucket &b) { return b.startS; });
}

void RunSeries::put(const ResourceSample &sample)
{
    putOrdered(resources, sample, [](const ResourceSample &s) { return s.atS; });
}

void RunSeries::put(const TimelineMark &mark)
{
    const auto same = std::find_if(marks.begin(), marks.end(), [&](const TimelineMark &m) {
        return m.kind == mark.kind && m.atS == mark.atS;
    });
    if (same != marks.end())
        *same = mark;
    else
        marks.append(mark);
    if (mark.kind == MarkKind::TrialChange && !gapsAtS.contains(mark.atS)) {
        gapsAtS.append(mark.atS);
        std::sort(gapsAtS.begin(), gapsAtS.end());
    }
}

RunSeries RunSeries::of(const RunRecord &result)
{
    RunSeries series(result.profile);
    for (const TrialRecord &trial : result.trials) {
        for (const SecondBucket &bucket : trial.timeline.seconds)
            series.put(bucket);
        for (const ResourceSample &sample : trial.timeline.resources)
            series.put(sample);
        if (trial.timeline.startedAtS > 0)
            series.gapsAtS.append(trial.timeline.startedAtS);
    }
    for (const TimelineMark &mark : result.marks)
        series.put(mark);
    std::sort(series.gapsAtS.begin(), series.gapsAtS.end());
    series.gapsAtS.erase(std::unique(series.gapsAtS.begin(), series.gapsAtS.end()), series.gapsAtS.end());
    return series;
}

RunSeries RunSeries::of(const TrialRecord &trial, const RunRecord &result)
{
    RunSeries series(result.profile);
    series.seconds = trial.timeline.seconds;
    series.resources = trial.timeline.resources;
    double end = std::numeric_limits<double>::infinity();
    for (const TrialRecord &other : result.trials) {
        if (other.timeline.startedAtS > trial.timeline.startedAtS)
            end = std::min(end, other.timeline.startedAtS);
    }
    for (const TimelineMark &mark : result.marks) {
        if (mark.atS >= trial.timeline.startedAtS && mark.atS < end)
            series.marks.append(mark);
    }
    return series;
}

} // namespace loadstone
