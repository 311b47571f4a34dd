// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/present/plantext.h"

#include "core/present/precisiontable.h"
#include "core/text/format.h"

#include <QCoreApplication>

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class PlanText
{
    Q_DECLARE_TR_FUNCTIONS(PlanText)
};

QString roughTime(double seconds) { return formatDuration(Seconds(std::ceil(seconds))); }

} // namespace

QString describePlan(const RunRecord &run)
{
    double expected = 0;
    for (const PlannedTrial &planned : run.plan)
        expected += planned.expectedS;
    const QString size =
        PlanText::tr("%1, %2: %3, about %4")
            .arg(formatCounted(run.servers.size(), u"servers"_s), formatCounted(roundCount(run), u"rounds"_s),
                 formatCounted(run.plan.size(), u"trials"_s), roughTime(expected));
    const QString rounds = describeRounds(run.profile.measurement);
    return rounds.isEmpty() ? size : PlanText::tr("%1 (%2)").arg(size, rounds);
}

QString describeRemainingPlan(const RunRecord &run)
{
    const qsizetype left = std::max<qsizetype>(0, run.plan.size() - run.trials.size());
    if (left == 0)
        return PlanText::tr("%1 in all: no more are needed, or fit into the time.")
            .arg(formatCounted(roundCount(run), u"rounds"_s));
    double expected = 0;
    for (const PlannedTrial &planned : run.plan.mid(run.plan.size() - left))
        expected += planned.expectedS;
    return PlanText::tr("%1 in all, %2 to go, about %3")
        .arg(formatCounted(roundCount(run), u"rounds"_s), formatCounted(left, u"trials"_s),
             roughTime(expected));
}

} // namespace loadstone
