// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/findings.h"

#include "core/analysis/statistics/stability.h"
#include "core/analysis/trialstability.h"
#include "core/analysis/trialstats.h"
#include "core/load/health.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace loadstone
{

namespace
{

constexpr double littlesLawTolerancePercent = 5;
constexpr double normalFailedPercent = 1;
constexpr double normalCutOffPercent = 1;
constexpr double reachedTargetPercent = 99;
constexpr double samplesForP99 = 100;
constexpr double busyUpstreamPercent = 80; // it has one thread

/// Collects what is found in one trial.
class Detection
{
public:
    Detection(const TrialRecord &trial, const Profile &profile)
        : m_trial(trial), m_profile(profile), m_stats(analyseTrial(trial))
    {
    }

    QList<Finding> run()
    {
        if (m_trial.end != TrialEnd::NotMeasured && m_trial.timeline.measureFromS) {
            detectClient();
            detectRequests();
            detectSchedule();
            detectUpstream();
            detectSteadiness();
            if (m_profile.measurement.warmUp <= Milliseconds(0))
                add(FindingKind::Cold);
        }
        m_findings += m_trial.incidents;
        std::stable_sort(m_findings.begin(), m_findings.end(),
                         [](const Finding &a, const Finding &b) { return a.kind < b.kind; });
        return m_findings;
    }

private:
    TimeRange measured() const
    {
        const double fromS = m_trial.timeline.measureFromS.value_or(0);
        return {fromS, std::max(fromS, m_trial.timeline.measureToS.value_or(fromS))};
    }

    void add(FindingKind kind, QList<Evidence> evidence = {}, const Sentence &detail = {})
    {
        m_findings.append({kind, m_trial.planned.key, measured(), std::move(evidence), detail});
    }

    void detectClient()
    {
        const LoadResult &load = m_trial.load;
        if (load.isInvalid())
            add(FindingKind::StoodStill, {{u"stood_still_s"_s, load.stoodStillS, MetricUnit::TimeS, 0.0}});
        if (load.client.isClientLimited)
            add(FindingKind::ClientLimited,
                {{clientLimitId(load.client.limit), load.client.limitFigure, MetricUnit::Count, {}}},
                load.client.reason);
        if (!load.targetChanges.isEmpty())
            add(FindingKind::ChangedByHand,
                {{u"target_changes"_s, double(load.targetChanges.size()), MetricUnit::Count, 0.0}});
        const double lawErrorPercent = 100 * std::abs(load.littlesLawRatio.value_or(1) - 1);
        if (lawErrorPercent > littlesLawTolerancePercent)
            add(FindingKind::LittlesLaw,
                {{u"difference_percent"_s, lawErrorPercent, MetricUnit::Percent,
                  littlesLawTolerancePercent}});
    }

    void detectRequests()
    {
        if (const auto &login = m_trial.load.measured.login; login && login->requests.failed() > 0)
            add(FindingKind::Login,
                {{u"failed_percent"_s, login->requests.failedPercent().value_or(0), MetricUnit::Percent,
                  0.0}},
                login->firstFailure);
        const EndpointMetrics total = m_trial.load.measured.total();
        if (total.ended() == 0) {
            add(FindingKind::NothingEnded);
            return;
        }
        if (const double percent = total.failedPercent().value_or(0); percent > normalFailedPercent)
            add(FindingKind::Failures,
                {{u"failed_percent"_s, percent, MetricUnit::Percent, normalFailedPercent}});
        const double cutOffPercent = 100 * double(total.cutOff()) / double(total.ended());
        if (cutOffPercent > normalCutOffPercent)
            add(FindingKind::CutOff,
                {{u"cut_off_percent"_s, cutOffPercent, MetricUnit::Percent, normalCutOffPercent}});
        addCount(FindingKind::Stale, u"stale"_s, total.stale);
        addCount(FindingKind::OwnLimits, u"requests"_s, endedByOwnLimits(total));
        if (total.ok() > 0 && double(total.ok()) < samplesForP99)
            add(FindingKind::FewSamples, {{u"ok"_s, double(total.ok()), MetricUnit::Count, samplesForP99}});
    }

    /// What became of an open load's schedule, and whether users and waits set a closed one's rate.
    void detectSchedule()
    {
        const LoadStats &load = m_stats.load;
        if (load.isTargetMissed)
            add(FindingKind::TargetMissed,
                {{u"achieved_percent"_s, 100 * load.rps() / *load.dueRps, MetricUnit::Percent,
                  reachedTargetPercent},
                 {u"rps"_s, load.rps(), MetricUnit::PerSecond, {}},
                 {u"intended_rate"_s, *load.dueRps, MetricUnit::PerSecond, {}}});
        addCount(FindingKind::Dropped, u"dropped"_s, m_trial.load.dropped);
        if (load.isPacingBound)
            add(FindingKind::ScheduleBound,
                {{u"pacing_ceiling_rps"_s, *load.pacingCeilingRps, MetricUnit::PerSecond, {}}});
    }

    void detectUpstream()
    {
        if (const double busy = m_stats.upstreamCpuPercent.value_or(0); busy > busyUpstreamPercent)
            add(FindingKind::UpstreamBusy,
                {{u"upstream_cpu_percent"_s, busy, MetricUnit::PercentOfCore, busyUpstreamPercent}});
    }

    void detectSteadiness()
    {
        const std::optional<UnsteadyRate> unsteady = findUnsteadyRate(m_trial, m_profile);
        if (!unsteady)
            return;
        QList<Evidence> evidence{
            {u"change_percent"_s, unsteady->changePercent, MetricUnit::Percent, steadyWithinPercent},
            {u"rps_before"_s, unsteady->rpsBefore, MetricUnit::PerSecond, {}},
            {u"rps_after"_s, unsteady->rpsAfter, MetricUnit::PerSecond, {}}};
        TimeRange range = measured();
        for (const double atS : unsteady->changesAtS)
            evidence << Evidence{u"changed_after_s"_s, atS - range.fromS, MetricUnit::TimeS, {}};
        if (unsteady->isByHalves)
            evidence << Evidence{u"seconds"_s, double(unsteady->slices), MetricUnit::Count,
                                 double(fewestSlicesForChanges)};
        add(unsteady->kind, std::move(evidence));
        if (unsteady->kind == FindingKind::WarmUpNotOver)
            range.toS = unsteady->changesAtS.last();
        else if (unsteady->kind == FindingKind::Slowing)
            range.fromS = unsteady->changesAtS.last();
        m_findings.last().range = range;
    }

    void addCount(FindingKind kind, const QString &id, qint64 count)
    {
        if (count > 0)
            add(kind, {{id, double(count), MetricUnit::Count, 0.0}});
    }

    static qint64 endedByOwnLimits(const EndpointMetrics &total)
    {
        qint64 ended = 0;
        for (int i = 0; i < outcomeClassCount; ++i)
            ended += isGeneratorLimit(OutcomeClass(i)) ? total.counts[size_t(i)] : 0;
        return ended;
    }

    const TrialRecord &m_trial;
    const Profile &m_profile;
    TrialStats m_stats;
    QList<Finding> m_findings;
};

} // namespace

QList<Finding> detectFindings(const TrialRecord &trial, const Profile &profile)
{
    return Detection(trial, profile).run();
}

} // namespace loadstone
