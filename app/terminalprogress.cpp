// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminalprogress.h"

#include "core/analysis/livestats.h"
#include "core/present/capacitytext.h"
#include "core/present/plantext.h"
#include "core/present/trialtext.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"
#include "core/text/phasetext.h"
#include "core/text/requestends.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype shownLogLines = 5;
/// Above this, or if nothing was measured, a line gets no tick.
constexpr double mostFailedPercent = 1;

} // namespace

TerminalProgress::TerminalProgress(RunController &controller, bool isQuiet)
    : m_controller(controller), m_line(isQuiet)
{
    connect(&controller, &RunController::progressChanged, this, [this](const RunProgress &progress) {
        m_progress = progress;
        show();
    });
    connect(&controller, &RunController::planned, this,
            [this] { m_line.say(u"Plan: %1"_s.arg(describePlan(*m_controller.result()))); });
    connect(&controller, &RunController::replanned, this,
            [this] { m_line.say(u"Plan: %1"_s.arg(describeRemainingPlan(*m_controller.result()))); });
    connect(&controller, &RunController::happened, this, [this](const RunEvent &event) {
        if (const auto *ended = std::get_if<TrialFinished>(&event))
            printTrial(ended->result);
    });
    connect(&controller, &RunController::finished, this, [this] { m_line.clear(); });
}

void TerminalProgress::show() { m_line.show(m_progress.trial ? measuring() : preparing()); }

QStringList TerminalProgress::liveFigures(const TrialRecord &trial)
{
    const LiveStats stats = analyseLive(trial);
    QStringList parts;
    if (stats.second) {
        parts << u"%1 RPS"_s.arg(formatRate(stats.shown(Metric::Rps)));
        for (const Metric metric : {Metric::P50, Metric::P99})
            parts << u"%1 %2"_s.arg(metricTitle(metric), metricText(metric, stats.shown(metric)));
        parts << u"%1 failed"_s.arg(formatCount(stats.trial.load.total.metrics().failed()));
    }
    if (stats.serverCpuPercent)
        parts << u"CPU %1"_s.arg(formatPercent(stats.serverCpuPercent));
    const QList<ResourceSample> &samples = trial.timeline.resources;
    if (!samples.isEmpty() && samples.last().upstreamCpuPercent)
        parts << u"slow upstream CPU %1"_s.arg(formatPercent(samples.last().upstreamCpuPercent));
    if (stats.serverMemoryBytes)
        parts << formatBytes(stats.serverMemoryBytes);
    return parts;
}

QString TerminalProgress::preparing() const
{
    const QString percent = m_progress.fraction ? formatPercent(100 * *m_progress.fraction) : QString();
    return u"Preparing · %1 %2"_s.arg(m_progress.text, percent);
}

QString TerminalProgress::measuring() const
{
    const auto result = m_controller.result();
    const PlannedTrial &planned = result->plan.at(*m_progress.trial);
    QStringList parts;
    parts << u"[%1/%2] %3"_s.arg(*m_progress.trial + 1)
                 .arg(m_progress.trials)
                 .arg(result->servers.at(planned.key.server).name);
    parts << phaseTitle(m_progress.phase);
    if (m_progress.leftS)
        parts << u"%1 left"_s.arg(formatDuration(Seconds(std::ceil(*m_progress.leftS))));
    if (!result->trials.isEmpty())
        parts << liveFigures(result->trials.last());
    return parts.join(u" · "_s);
}

void TerminalProgress::printTrial(const TrialRecord &trial)
{
    const auto result = m_controller.result();
    const QString name = trialTitle(*result, trial.planned.key);
    if (trial.end == TrialEnd::NotMeasured) {
        printNotMeasured(name, trial);
        return;
    }
    const TrialStats stats = analyseTrial(trial);
    const bool isSound =
        stats.value(Metric::FailureRate).value_or(100) <= mostFailedPercent && !trial.load.isInvalid();
    const auto text = [&stats](Metric metric) { return metricText(metric, stats.value(metric)); };
    const QString sign = trial.end != TrialEnd::Finished ? u"■"_s : isSound ? u"✔"_s : u"!"_s;
    QString line = u"%1 %2: %3 RPS, p50 %4, p99 %5, %6"_s.arg(
        sign, name, metricCell(Metric::Rps, stats.value(Metric::Rps)), text(Metric::P50), text(Metric::P99),
        describeEnds(trial.load.measured.total()));
    if (trial.capacity)
        line += u"; "_s
            + describeCapacity(*trial.capacity, result->profile.load,
                               result->profile.capacity.value_or(Capacity()));
    if (!trial.problem.isEmpty())
        line += u". "_s + plainLine(trial.problem.translated());
    m_line.say(line);
}

void TerminalProgress::printNotMeasured(const QString &name, const TrialRecord &trial)
{
    m_line.say(u"✖ %1: %2"_s.arg(name, plainLine(trial.problem.translated())));
    const QStringList words = trial.problemDetail.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : words.mid(std::max<qsizetype>(0, words.size() - shownLogLines)))
        m_line.say(u"    "_s + plainLine(line));
}

} // namespace loadstone
