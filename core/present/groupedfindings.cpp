// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/groupedfindings.h"

#include "core/analysis/findings.h"
#include "core/present/enginehint.h"
#include "core/present/findingtext.h"
#include "core/stack/parameters.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

class GroupedFindings
{
    Q_DECLARE_TR_FUNCTIONS(GroupedFindings)
};

/// How many of the trials made of each server have something in common.
class AffectedTrials
{
public:
    void add(const TrialRecord &trial) { ++m_trials[trial.planned.key.server]; }

    /// "All servers", "Sanic (in 3 of 6 repeats), CherryPy".
    QString names(const RunRecord &result) const
    {
        QMap<int, int> made;
        for (const TrialRecord &trial : result.trials)
            ++made[trial.planned.key.server];
        if (made.size() > 1 && made == m_trials)
            return GroupedFindings::tr("All servers");
        QStringList names;
        for (auto it = m_trials.begin(); it != m_trials.end(); ++it) {
            const QString &name = result.servers[it.key()].name;
            const int all = made.value(it.key());
            names.append(
                it.value() < all
                    ? GroupedFindings::tr("%1 (in %2 of %3 repeats)").arg(name).arg(it.value()).arg(all)
                    : name);
        }
        return names.join(u", "_s);
    }

private:
    QMap<int, int> m_trials; ///< by server
};

QStringList ofTheRun(const RunRecord &result)
{
    QStringList warnings;
    if (result.state == RunState::Stopped)
        warnings.append(GroupedFindings::tr("The run was stopped before its end."));
    for (const QDateTime &resumed : result.resumedAt)
        warnings.append(GroupedFindings::tr("The run was resumed on %1: its trials are of different times.")
                            .arg(QLocale::c().toString(resumed, u"d MMM yyyy HH:mm"_s)));
    if (!result.problem.isEmpty())
        warnings.append(result.problem.translated());
    for (const Sentence &warning : result.warnings)
        warnings.append(warning.translated());
    for (const ResolvedServer &server : result.servers) {
        if (!server.unavailable.isEmpty())
            warnings.append(u"%1: %2"_s.arg(server.name, server.unavailable.translated()));
    }
    return warnings;
}

/// Why trials have no or only partial figures; one line for each server and way of ending.
QStringList ofProblems(const RunRecord &result)
{
    struct Group {
        AffectedTrials trials;
        QString example;
    };
    QMap<std::pair<int, TrialEnd>, Group> groups;
    for (const TrialRecord &trial : result.trials) {
        if (trial.problem.isEmpty())
            continue;
        Group &group = groups[{trial.planned.key.server, trial.end}];
        group.trials.add(trial);
        if (group.example.isEmpty())
            group.example = trial.problem.translated();
    }
    QStringList warnings;
    for (const Group &group : groups)
        warnings.append(u"%1: %2"_s.arg(group.trials.names(result), group.example));
    return warnings;
}

QStringList ofFindings(const RunRecord &result)
{
    struct Group {
        AffectedTrials trials;
        QList<Finding> findings;
    };
    QMap<FindingKind, Group> groups;
    for (const TrialRecord &trial : result.trials) {
        for (const Finding &finding : detectFindings(trial, result.profile)) {
            Group &group = groups[finding.kind];
            group.trials.add(trial);
            group.findings.append(finding);
        }
    }
    QStringList warnings;
    for (const Group &group : groups)
        warnings.append(u"%1: %2"_s.arg(group.trials.names(result), findingText(group.findings)));
    return warnings;
}

/// A trial shows connections that were kept and then closed: each engine has its own way to see it.
bool hasUnannouncedClose(const TrialRecord &trial)
{
    const EndpointMetrics total = trial.load.measured.total();
    return total.stale > 0 || total.counts[std::size_t(OutcomeClass::ClosedEarly)] > 0
        || total.counts[std::size_t(OutcomeClass::Reset)] > 0;
}

/// The traps of the catalogue that explain what the figures show, each beside its servers.
QStringList ofTraps(const RunRecord &result)
{
    QMap<QString, AffectedTrials> groups;
    for (const TrialRecord &trial : result.trials) {
        const ResolvedServer &server = result.servers[trial.planned.key.server];
        for (const Trap &trap : server.stack.traps) {
            if (trap.explains == u"unannounced-close" && holds(trap.when, server.parameters)
                && hasUnannouncedClose(trial))
                groups[trap.text].add(trial);
        }
    }
    QStringList warnings;
    for (auto it = groups.begin(); it != groups.end(); ++it)
        warnings.append(GroupedFindings::tr("%1: Known trap: %2").arg(it.value().names(result), it.key()));
    return warnings;
}

} // namespace

QStringList groupedFindings(const RunRecord &result)
{
    QStringList warnings = ofTheRun(result) + ofProblems(result) + ofFindings(result) + ofTraps(result);
    if (const QString advice = engineAdvice(result); !advice.isEmpty())
        warnings.append(advice);
    warnings.removeDuplicates();
    return warnings;
}

} // namespace loadstone
