// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"
#include "tests/support/syntheticrun.h"

#include <QStringList>

namespace loadstone::test
{

/// A synthetic run of stacks, the first of which is the fastest: each has 0.4 times the first one's times more than the
/// one before.
inline RunRecord publishedRun(const QString &reference, const QByteArray &path, const QStringList &stacks,
                              int repeats)
{
    RunRecord run = syntheticRun(int(stacks.size()), repeats, 5);
    run.profile.reference = reference;
    run.profile.requests = {run.profile.requests.first()};
    run.profile.requests.first().path = path;
    for (qsizetype i = 0; i < stacks.size(); ++i) {
        run.servers[i].stack.id = stacks[i];
        run.servers[i].entry.stackId = stacks[i];
        run.servers[i].entry.preset = QStringLiteral("as-published");
        run.servers[i].name = stacks[i];
        run.servers[i].parameters = {};
    }
    return run;
}

/// Gives each trial of a server the load of the run's first trial.
inline void makeLikeTheFirst(RunRecord &run, const QList<int> &servers)
{
    for (TrialRecord &trial : run.trials) {
        if (servers.contains(trial.planned.key.server))
            trial.load = run.trials.first().load;
    }
}

} // namespace loadstone::test
