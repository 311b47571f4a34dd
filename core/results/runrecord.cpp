// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/runrecord.h"

#include <algorithm>
#include <utility>

namespace loadstone
{

using namespace Qt::StringLiterals;

QString trialEndId(TrialEnd end)
{
    switch (end) {
    case TrialEnd::Finished:
        return u"finished"_s;
    case TrialEnd::Stopped:
        return u"stopped"_s;
    case TrialEnd::NotMeasured:
        return u"not-measured"_s;
    case TrialEnd::Running:
        return u"running"_s;
    case TrialEnd::ServerExited:
        return u"server-exited"_s;
    }
    Q_UNREACHABLE();
}

QStringList serverNames(const ResolvedServer &server)
{
    QStringList names{server.name, server.baseName,
                      server.entry.label.isEmpty() ? server.stack.title : server.entry.label,
                      server.stack.id};
    names.removeAll(QString());
    names.removeDuplicates();
    return names;
}

Sentence recordedTrialTitle(const RunRecord &run, const TrialKey &key)
{
    if (key.server < 0 || key.server >= run.servers.size())
        return {};
    const QString name = run.servers.at(key.server).name;
    if (roundCount(run) == 1)
        return name;
    return {QT_TRANSLATE_NOOP("Sentence", "%1, repeat %2"), name, key.repeat + 1};
}

int roundCount(const RunRecord &run)
{
    int rounds = 1;
    for (const PlannedTrial &planned : run.plan)
        rounds = std::max(rounds, planned.key.repeat + 1);
    return rounds;
}

Profile serverProfile(const RunRecord &run, int server)
{
    return server >= 0 && server < run.servers.size() ? applyCell(run.profile, run.servers.at(server).cell)
                                                      : run.profile;
}

QString runStateId(RunState state)
{
    switch (state) {
    case RunState::Idle:
        return u"idle"_s;
    case RunState::Preparing:
        return u"preparing"_s;
    case RunState::Running:
        return u"running"_s;
    case RunState::Stopping:
        return u"stopping"_s;
    case RunState::Finished:
        return u"finished"_s;
    case RunState::Stopped:
        return u"stopped"_s;
    case RunState::Failed:
        return u"failed"_s;
    case RunState::Interrupted:
        return u"interrupted"_s;
    }
    Q_UNREACHABLE();
}

QString trialFileName(const PlannedTrial &planned, const Stack &stack, const QString &ending)
{
    return u"%1-%2-%3%4"_s.arg(planned.index + 1, 3, 10, QLatin1Char('0'))
        .arg(stack.id)
        .arg(planned.key.repeat + 1)
        .arg(ending);
}

void computePeaks(TrialRecord &trial)
{
    for (const ResourceSample &sample : std::as_const(trial.timeline.resources)) {
        trial.usage.peakPssBytes = std::max(trial.usage.peakPssBytes, sample.pssBytes);
        trial.usage.peakRssBytes = std::max(trial.usage.peakRssBytes, sample.rssBytes);
    }
}

} // namespace loadstone
