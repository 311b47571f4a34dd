// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/runcharts.h"
#include "core/run/runevent.h"
#include "ui/models/runfigures.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace loadstone
{

class RunController;

/// The run as the window sees it: keeps what the controller's signals report, and emits `refreshed`
/// at most as often as the refresh rate, however many signals come. Pages read it then.
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

    void setRefreshRate(int hz); ///< 1…10, also for the controller
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
    const QList<TrialRecord> &finishedTrials() const { return m_trials; }
    /// The controller's result: the plan while running, everything when ended. May be null.
    std::shared_ptr<const RunRecord> result() const { return m_result; }
    /// Of the trial that is running, or of the last one's result until the next one begins.
    RunFigures figures() const;
    /// "Sanic" or "Sanic, repeat 2"; empty for a trial that is not planned.
    QString trialName(int trial) const;
    int currentTrial() const { return m_trial; }
    /// What was going on at that time: "Measuring · Sanic".
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
    void beginTrial(const PlannedTrial &trial);
    void endTrial(const TrialRecord &result);
    void onStateChanged(RunState state);

    RunController &m_controller;
    QTimer m_refresh;
    int m_refreshRate = 4;
    RunSeries m_series;
    RunProgress m_progress;
    Server m_server;
    Phase m_phase = Phase::Waiting;
    QList<TrialRecord> m_trials;
    std::shared_ptr<const RunRecord> m_result;
    int m_trial = -1;
    double m_trialFromS = 0; ///< of the trial in progress, since the run began
    struct Start {
        int trial;
        double fromS;
    };
    QList<Start> m_starts;
};

} // namespace loadstone
