// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/livestats.h"
#include "core/present/charts/runcharts.h"
#include "core/run/runevent.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace loadstone
{

class RunController;

/// The run as the window sees it: reads the controller's growing record, and emits `refreshed` at most as
/// often as the refresh rate, however many events come. Pages read it then.
class LiveRun : public QObject
{
    Q_OBJECT
public:
    /// The server process of the moment.
    struct Server {
        enum class State { Stopped, Starting, Ready, Exited };
        State state = State::Stopped;
        QString name;
        qint64 pid = 0;
        int port = 0;
    };

    explicit LiveRun(RunController &controller, QObject *parent = nullptr);

    void setRefreshRate(int hz); ///< 1…10
    int refreshRate() const { return m_refreshRate; }

    RunState state() const;
    bool isRunning() const;
    bool hasRun() const { return m_result != nullptr; }
    const RunSeries &series() const { return m_series; }
    /// The newest time that anything was heard of, in seconds since the run began.
    double newestS() const;
    const RunProgress &progress() const { return m_progress; }
    const Server &server() const { return m_server; }
    Phase phase() const { return m_phase; }
    /// How many trials have ended.
    qsizetype endedTrials() const;
    /// The controller's record: it grows while the run is in progress. May be null.
    std::shared_ptr<const RunRecord> result() const { return m_result; }
    /// Of the trial in progress, or of the last one's result until the next one begins.
    const LiveStats &stats() const;
    /// "Sanic" or "Sanic, repeat 2"; empty for a trial that is not planned.
    QString trialName(std::optional<int> trial) const;
    /// Of the plan, the last one that began.
    std::optional<int> currentTrial() const { return m_trial; }
    /// Of the trial in progress, with the settings of its sweep's cell; before it that of the profile. Nothing
    /// without a run.
    std::optional<Load> load() const;
    /// What was in progress at that time: "Measuring · Sanic".
    QString situationAt(double timeS) const;
    /// Where the run is, in words: "Measuring Sanic, server 2 of 4".
    QString situation() const;
    /// "about 18 min left", "45 s left", "Finishing…"; empty when nothing can be said.
    QString timeLeft() const;

signals:
    void refreshed();    ///< something changed; never more often than the refresh rate
    void stateChanged(); ///< immediately
    void started();      ///< a new run: forget the old one
    void planned();
    void replanned(); ///< the plan has more rounds, or fewer
    void trialStarted(int trial);
    void trialFinished(const loadstone::TrialRecord &result);
    void markChanged(const loadstone::TimelineMark &mark);
    /// Lines of a server's output, with the title of its trial.
    void serverOutput(const QString &trial, const QStringList &lines, bool isStderr);
    void ended(); ///< result() is complete

private:
    bool isAnythingMeasured() const;
    void clear();
    void touch();
    void listenTo(RunController &controller);
    void take(const RunEvent &event);
    const TrialRecord *currentRecord() const;
    void beginTrial(const TrialStarted &started);
    void endTrial(const TrialRecord &result);
    void onStateChanged(RunState state);

    RunController &m_controller;
    QTimer m_refresh;
    int m_refreshRate = 4;
    RunSeries m_series;
    RunProgress m_progress;
    Server m_server;
    Phase m_phase = Phase::Waiting;
    std::shared_ptr<const RunRecord> m_result;
    std::optional<int> m_trial;               ///< of the plan, the last one that began
    mutable std::optional<LiveStats> m_stats; ///< of that trial; made when they are asked for
};

} // namespace loadstone
