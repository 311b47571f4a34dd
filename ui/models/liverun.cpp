// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/liverun.h"

#include "core/present/trialtext.h"
#include "core/run/runcontroller.h"
#include "core/text/format.h"
#include "core/text/phasetext.h"

#include <algorithm>
#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

LiveRun::LiveRun(RunController &controller, QObject *parent) : QObject(parent), m_controller(controller)
{
    m_refresh.setSingleShot(true);
    m_refresh.setTimerType(Qt::PreciseTimer);
    connect(&m_refresh, &QTimer::timeout, this, &LiveRun::refreshed);
    setRefreshRate(4);
    listenTo(controller);
}

void LiveRun::setRefreshRate(int hz)
{
    m_refreshRate = std::clamp(hz, 1, 10);
    m_refresh.setInterval(1000 / m_refreshRate);
}

void LiveRun::touch()
{
    if (!m_refresh.isActive())
        m_refresh.start();
}

void LiveRun::listenTo(RunController &controller)
{
    connect(&controller, &RunController::stateChanged, this, &LiveRun::onStateChanged);
    connect(&controller, &RunController::planned, this, [this] {
        m_result = m_controller.result();
        if (m_result)
            m_series = RunSeries(m_result->profile);
        emit planned();
        touch();
    });
    connect(&controller, &RunController::replanned, this, [this] {
        emit replanned();
        touch();
    });
    connect(&controller, &RunController::happened, this, &LiveRun::take);
    connect(&controller, &RunController::progressChanged, this, [this](const RunProgress &progress) {
        m_progress = progress;
        touch();
    });
    connect(&controller, &RunController::finished, this, [this] {
        m_result = m_controller.result();
        if (m_result)
            m_series = RunSeries::of(*m_result);
        emit ended();
        emit refreshed();
    });
}

void LiveRun::take(const RunEvent &event)
{
    std::visit(EventVisitor{
                   [this](const TrialStarted &started) { beginTrial(started); },
                   [this](const PhaseEntered &entered) {
                       m_phase = entered.phase;
                       if (m_phase == Phase::Stop || m_phase == Phase::Done)
                           m_server.state = Server::State::Stopped;
                   },
                   [this](const SecondUpdated &updated) { m_series.put(updated.second); },
                   [this](const SecondCompleted &) { m_stats.reset(); },
                   [this](const ResourcesSampled &sampled) {
                       m_series.put(sampled.sample);
                       m_stats.reset();
                   },
                   [this](const MarkChanged &changed) {
                       m_series.put(changed.mark);
                       if (changed.mark.kind == MarkKind::ServerExited)
                           m_server.state = Server::State::Exited;
                       emit markChanged(changed.mark);
                   },
                   [this](const ServerReady &ready) {
                       m_server.state = Server::State::Ready;
                       m_server.pid = ready.pid;
                       m_server.port = ready.port;
                   },
                   [this](const ServerOutput &output) {
                       emit serverOutput(m_result ? trialTitle(*m_result, output.trial) : QString(),
                                         output.lines, output.isStderr);
                   },
                   [this](const TrialFinished &finished) { endTrial(finished.result); },
               },
               event);
    touch();
}

void LiveRun::beginTrial(const TrialStarted &started)
{
    if (m_trial)
        m_series.gapsAtS.append(started.atS);
    m_trial = started.trial.index;
    m_stats.reset();
    m_phase = Phase::Launch;
    m_server = {Server::State::Starting, trialName(m_trial), 0, 0};
    emit trialStarted(started.trial.index);
}

void LiveRun::endTrial(const TrialRecord &result)
{
    m_stats.reset();
    m_phase = Phase::Done;
    m_server.state = result.end == TrialEnd::ServerExited ? Server::State::Exited : Server::State::Stopped;
    emit trialFinished(result);
}

void LiveRun::onStateChanged(RunState state)
{
    if (state == RunState::Preparing) {
        clear();
        emit started();
    }
    emit stateChanged();
    touch();
}

void LiveRun::clear()
{
    m_series = {};
    m_progress = {};
    m_server = {};
    m_phase = Phase::Waiting;
    m_result.reset();
    m_trial.reset();
    m_stats.reset();
}

double LiveRun::newestS() const
{
    double newest = currentRecord() ? currentRecord()->timeline.startedAtS : 0;
    if (!m_series.seconds.isEmpty())
        newest = std::max(newest, m_series.seconds.last().startS + m_series.seconds.last().lengthS);
    if (!m_series.resources.isEmpty())
        newest = std::max(newest, m_series.resources.last().atS);
    if (!m_series.marks.isEmpty())
        newest = std::max(newest, m_series.marks.last().atS);
    return newest;
}

RunState LiveRun::state() const { return m_controller.state(); }
bool LiveRun::isRunning() const { return m_controller.isRunning(); }

const TrialRecord *LiveRun::currentRecord() const
{
    return m_trial && m_result && !m_result->trials.isEmpty() ? &m_result->trials.last() : nullptr;
}

qsizetype LiveRun::endedTrials() const
{
    return m_result ? std::count_if(m_result->trials.cbegin(), m_result->trials.cend(),
                                    [](const TrialRecord &trial) { return trial.end != TrialEnd::Running; })
                    : 0;
}

const LiveStats &LiveRun::stats() const
{
    if (!m_stats)
        m_stats = currentRecord() ? analyseLive(*currentRecord()) : LiveStats();
    return *m_stats;
}

std::optional<Load> LiveRun::load() const
{
    if (!m_result)
        return {};
    const bool isPlanned = m_trial && *m_trial < m_result->plan.size();
    return isPlanned ? serverProfile(*m_result, m_result->plan.at(*m_trial).key.server).load
                     : m_result->profile.load;
}

QString LiveRun::trialName(std::optional<int> trial) const
{
    if (!m_result || !trial || *trial < 0 || *trial >= m_result->plan.size())
        return {};
    return trialTitle(*m_result, m_result->plan.at(*trial).key);
}

QString LiveRun::situationAt(double timeS) const
{
    const QList<TrialRecord> trials = m_result ? m_result->trials : QList<TrialRecord>();
    const auto trial = std::find_if(trials.crbegin(), trials.crend(), [timeS](const TrialRecord &each) {
        return each.timeline.startedAtS <= timeS + 0.5;
    });
    const QString server = trial == trials.crend() ? QString() : trialName(trial->planned.index);
    const auto second =
        std::find_if(m_series.seconds.crbegin(), m_series.seconds.crend(),
                     [timeS](const SecondBucket &each) { return each.startS <= timeS + 1e-6; });
    const bool isLoaded = second != m_series.seconds.crend() && timeS < second->startS + second->lengthS;
    const QString phase = isLoaded ? phaseTitle(second->phase) : QString();
    QStringList parts{formatClock(timeS)};
    if (!phase.isEmpty())
        parts << phase;
    if (!server.isEmpty())
        parts << server;
    return parts.join(u" · "_s);
}

bool LiveRun::isAnythingMeasured() const
{
    return m_result
        && std::any_of(m_result->trials.cbegin(), m_result->trials.cend(),
                       [](const TrialRecord &trial) { return trial.load.measuredS > 0; });
}

QString LiveRun::situation() const
{
    switch (state()) {
    case RunState::Idle:
        return tr("Ready");
    case RunState::Preparing:
        return m_progress.text.isEmpty() ? tr("Preparing…") : m_progress.text;
    case RunState::Running:
        break;
    case RunState::Stopping:
        return tr("Stopping, waiting for requests in flight…");
    case RunState::Finished:
        return tr("Finished");
    case RunState::Stopped:
        return isAnythingMeasured() ? tr("Stopped; results so far are kept")
                                    : tr("Stopped before anything was measured");
    case RunState::Failed:
        return tr("Run failed");
    case RunState::Interrupted:
        return tr("Interrupted");
    }
    const QString name = trialName(m_trial);
    if (name.isEmpty())
        return tr("Starting…");
    const QString position = m_progress.trials > 1
        ? tr("step %1 of %2").arg(m_trial.value_or(0) + 1).arg(m_progress.trials)
        : QString();
    const QString what = u"%1 – %2"_s.arg(phaseTitle(m_phase), name);
    return position.isEmpty() ? what : u"%1, %2"_s.arg(what, position);
}

QString LiveRun::timeLeft() const
{
    if (!isRunning() || !m_progress.leftS)
        return {};
    const double left = *m_progress.leftS;
    if (left < 1)
        return tr("Finishing…");
    if (left > 600)
        return tr("about %1 left").arg(formatDuration(Seconds(std::round(left / 60) * 60)));
    return tr("%1 left").arg(formatDuration(Seconds(std::ceil(left / 5) * 5)));
}

} // namespace loadstone
