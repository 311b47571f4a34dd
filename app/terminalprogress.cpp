// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminalprogress.h"

#include "core/analysis/trialstats.h"
#include "core/results/capacityresult.h"
#include "core/text/format.h"
#include "core/text/metrictext.h"
#include "core/text/phasetext.h"
#include "core/text/requestends.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

namespace
{

constexpr qsizetype shownLogLines = 5;
/// With more failures, or nothing judged at all, a line gets no tick.
constexpr double mostFailedPercent = 1;

} // namespace

TerminalProgress::TerminalProgress(RunController &controller, bool isQuiet)
    : m_controller(controller), m_line(isQuiet)
{
    connect(&controller, &RunController::progressChanged, this, [this](const RunProgress &progress) {
        m_progress = progress;
        show();
    });
    connect(&controller, &RunController::happened, this, [this](const RunEvent &event) {
        std::visit(EventVisitor{[this](const TrialStarted &) { beginTrial(); },
                                [this](const SecondUpdated &updated) { keep(updated.second); },
                                [this](const ResourcesSampled &sampled) { m_sample = sampled.sample; },
                                [this](const TrialFinished &finished) { printTrial(finished.result); },
                                [](const auto &) {}},
                   event);
    });
    connect(&controller, &RunController::finished, this, [this] { m_line.clear(); });
}

void TerminalProgress::beginTrial()
{
    m_filling.reset();
    m_whole.reset();
    m_sample.reset();
    m_failed = 0;
}

void TerminalProgress::keep(const SecondBucket &bucket)
{
    // The last whole second is what is shown; the filling one would jump.
    if (m_filling && m_filling->startS != bucket.startS) {
        m_whole = m_filling;
        m_failed += m_filling->failed();
    }
    m_filling = bucket;
}

void TerminalProgress::show() { m_line.show(m_progress.trial < 0 ? preparing() : measuring()); }

QString TerminalProgress::preparing() const
{
    const QString percent = m_progress.fraction < 0 ? QString() : formatPercent(100 * m_progress.fraction);
    return QStringLiteral("Preparing · %1 %2").arg(m_progress.text, percent);
}

QString TerminalProgress::measuring() const
{
    const auto result = m_controller.result();
    const PlannedTrial &planned = result->plan.at(m_progress.trial);
    QStringList parts;
    parts << QStringLiteral("[%1/%2] %3")
                 .arg(m_progress.trial + 1)
                 .arg(m_progress.trials)
                 .arg(result->servers.at(planned.key.server).name);
    parts << phaseTitle(m_progress.phase);
    if (m_progress.leftS >= 0)
        parts << QStringLiteral("%1 left").arg(formatDuration(Seconds(std::ceil(m_progress.leftS))));
    if (m_whole) {
        const double rate = double(m_whole->ok()) / std::max(0.01, m_whole->lengthS);
        parts << QStringLiteral("%1 RPS").arg(formatRate(rate));
        parts << QStringLiteral("p50 %1").arg(formatMicroseconds(m_whole->p50Us));
        parts << QStringLiteral("p99 %1").arg(formatMicroseconds(m_whole->p99Us));
        parts << QStringLiteral("%1 failed").arg(formatCount(m_failed));
    }
    if (m_sample) {
        parts << QStringLiteral("CPU %1").arg(formatPercent(m_sample->cpuPercent()));
        if (m_sample->upstreamCpuPercent >= 0)
            parts << QStringLiteral("slow upstream CPU %1").arg(formatPercent(m_sample->upstreamCpuPercent));
        parts << formatBytes(m_sample->pssBytes);
    }
    return parts.join(QStringLiteral(" · "));
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
    const QString sign = trial.end != TrialEnd::Finished ? QStringLiteral("■")
        : isSound                                        ? QStringLiteral("✔")
                                                         : QStringLiteral("!");
    QString line = QStringLiteral("%1 %2: %3 RPS, p50 %4, p99 %5, %6")
                       .arg(sign, name, metricCell(Metric::Rps, stats.value(Metric::Rps)), text(Metric::P50),
                            text(Metric::P99), describeEnds(trial.load.measured.total()));
    if (trial.capacity)
        line += QStringLiteral("; ")
            + describeCapacity(*trial.capacity, result->profile.load,
                               result->profile.capacity.value_or(Capacity()));
    if (!trial.problem.isEmpty())
        line += QStringLiteral(". ") + plainLine(trial.problem);
    m_line.say(line);
}

void TerminalProgress::printNotMeasured(const QString &name, const TrialRecord &trial)
{
    m_line.say(QStringLiteral("✖ %1: %2").arg(name, plainLine(trial.problem)));
    const QStringList words = trial.problemDetail.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : words.mid(std::max<qsizetype>(0, words.size() - shownLogLines)))
        m_line.say(QStringLiteral("    ") + plainLine(line));
}

} // namespace loadstone
