// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/runrecord.h"

#include <algorithm>
#include <utility>

namespace loadstone
{

QString trialEndId(TrialEnd end)
{
    switch (end) {
    case TrialEnd::Finished:
        return QStringLiteral("finished");
    case TrialEnd::Stopped:
        return QStringLiteral("stopped");
    case TrialEnd::NotMeasured:
        return QStringLiteral("not-measured");
    case TrialEnd::ServerDied:
        return QStringLiteral("server-died");
    }
    Q_UNREACHABLE();
}

QString trialTitle(const RunRecord &run, const TrialKey &key)
{
    if (key.server < 0 || key.server >= run.servers.size())
        return {};
    const QString name = run.servers.at(key.server).name;
    return run.profile.measurement.repeats > 1 ? QStringLiteral("%1, repeat %2").arg(name).arg(key.repeat + 1)
                                               : name;
}

QString runStateId(RunState state)
{
    switch (state) {
    case RunState::Idle:
        return QStringLiteral("idle");
    case RunState::Preparing:
        return QStringLiteral("preparing");
    case RunState::Running:
        return QStringLiteral("running");
    case RunState::Stopping:
        return QStringLiteral("stopping");
    case RunState::Finished:
        return QStringLiteral("finished");
    case RunState::Stopped:
        return QStringLiteral("stopped");
    case RunState::Failed:
        return QStringLiteral("failed");
    }
    Q_UNREACHABLE();
}

QString trialFileName(const PlannedTrial &planned, const Stack &stack, const QString &ending)
{
    return QStringLiteral("%1-%2-%3%4")
        .arg(planned.index + 1, 3, 10, QLatin1Char('0'))
        .arg(stack.id)
        .arg(planned.key.repeat + 1)
        .arg(ending);
}

void computePeaks(TrialRecord &trial)
{
    for (const ResourceSample &sample : std::as_const(trial.resources)) {
        trial.peakPssBytes = std::max(trial.peakPssBytes, sample.pssBytes);
        trial.peakRssBytes = std::max(trial.peakRssBytes, sample.rssBytes);
    }
}

} // namespace loadstone
