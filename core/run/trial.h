// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadgenerator.h"
#include "core/run/runevent.h"
#include "core/run/serversession.h"
#include "core/server/resourcesampler.h"

#include <QObject>

#ifndef Q_MOC_RUN // moc 6.4 cannot read the standard headers behind these
#include "core/base/oneshot.h"

#include <QCoroTask>
#endif

#include <memory>

namespace loadstone
{

/// What one trial needs to know.
struct TrialSpec {
    PlannedTrial planned;
    ResolvedServer server;
    Profile profile;
    EnvironmentState environment;
    ScenarioFiles files; ///< that the profile names
    QString streamFile;  ///< empty when the scenario needs none
    QString guardProgram;
    QString runFolder;    ///< for logs
    TimePoint runStarted; ///< zero of the time axis
};

struct LevelFigures;

/// One server, loaded once: launch → ready → primer → warm-up → measure → drain → stop. Always
/// ends with exactly one TrialFinished, whatever the server does. Lives in one thread.
class Trial : public QObject
{
    Q_OBJECT
public:
    Trial(TrialSpec spec, const Clock &clock, QObject *parent = nullptr);
    /// Ends the server and the load at once when still running.
    ~Trial() override;

    void start();
    /// Drains and ends with what there is. @param now skips the drain and kills the servers, whatever
    /// grace their stop rules give them
    void stop(bool now = false);
    /// Changes the target of the load by hand; harmless in other phases than warm-up and measure.
    void setTarget(double target);

signals:
    /// TrialFinished is the last one.
    void happened(const loadstone::RunEvent &event);

private:
    enum class LaunchOutcome { Ready, Failed, Aborted };
    enum class LoadPurpose { Priming, Measuring };

    QCoro::Task<void> run();
    QCoro::Task<LaunchOutcome> launch();
    QCoro::Task<void> applyLoad(LoadSpec spec, LoadPurpose purpose);
    QCoro::Task<void> searchCapacity();
    QCoro::Task<void> endSession();

    SessionSpec makeSessionSpec() const;
    LoadSpec makeLoadSpec() const;
    void connectSession();
    void takeLaunchFacts();
    void startSampler();
    void applyCapacityLevel(const LevelFigures &level);
    void connectGenerator();
    void keepTimes(const SecondTimes &times);
    void enter(Phase phase);
    void enterLoadPhase(Phase phase);
    void keepSecond(const SecondBucket &bucket);
    void noteExit(const ServerExit &exit);
    void noteUpstreamEnd(const Sentence &sentence);
    void planStageMarks();
    void markBegunStages();
    void fail(TrialEnd end, const Sentence &problem, const QString &detail = {});
    void addIncident(FindingKind kind, QList<Evidence> evidence, const Sentence &detail = {});
    void mark(MarkKind kind, const Sentence &text);
    void openBand(MarkKind kind, const Sentence &text);
    void closeBand();
    double sinceRunStart() const;

    TrialSpec m_spec;
    const Clock &m_clock;
    TrialRecord m_result;
    Phase m_phase = Phase::Waiting;
    std::unique_ptr<ServerSession> m_session;
    std::unique_ptr<ResourceSampler> m_sampler;
    std::unique_ptr<LoadGenerator> m_generator;
    OneShot<LaunchOutcome> m_launched;
    OneShot<bool> m_loaded;
    OneShot<bool> m_sessionEnded;
    std::optional<TimelineMark> m_band;
    QList<TimelineMark> m_stageMarks; ///< of stages that have not begun; none any more once a hand took over
    std::optional<TreeCpu> m_cpuAtMeasure;
    bool m_isStopRequested = false;
    bool m_isStoppedNow = false;
    bool m_isGone = false; // the trial is being destroyed
    bool m_hasFailed = false;
    bool m_isPriming = false;
};

} // namespace loadstone
