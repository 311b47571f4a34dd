// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/cpuhistory.h"
#include "core/load/loadspec.h"
#include "core/metrics/recorder.h"
#include "core/metrics/resourcesample.h"
#include "core/metrics/secondbucket.h"

#include <QList>
#include <QString>

#include <functional>
#include <vector>

namespace loadstone::test
{

/// Something that a virtual user did, for the recorder of its load thread.
struct RecordedEvent {
    Nanoseconds at{}; ///< since the load began
    int user = 0;
    std::function<void(Recorder &recorder, TimePoint origin)> record;
};

/// A trial of a file of outcomes. replay/outcomes.csv names the columns of its rows.
struct RecordedTrial {
    QString run; ///< "closed" or "open"
    int server = 0;
    int repeat = 0;
    double startedAtS = 0; ///< since the run began
    double readyAfterS = 0;
    double cpuUserS = 0;
    double cpuSystemS = 0;
    std::vector<RecordedEvent> events; ///< in the order of time
    std::vector<ThreadCpuSample> cpu;  ///< of the load threads; their times are since the load began
    QList<ResourceSample> resources;
};

/// All trials of a file, in its order. A row that is not understood ends the program.
std::vector<RecordedTrial> readOutcomes(const QString &file);

/// What a load generator makes of the outcomes.
struct ReplayedLoad {
    LoadResult result;
    QList<SecondBucket> seconds;
};

/// Has a LoadGenerator run the load with an engine that sends nothing and records the trial's events
/// instead, each in the load thread of its user, and with the trial's CPU times. Needs a
/// QCoreApplication.
/// @param secondsBefore from the run's begin to the load's
ReplayedLoad replayLoad(const LoadSpec &spec, double secondsBefore, const RecordedTrial &trial);

} // namespace loadstone::test
