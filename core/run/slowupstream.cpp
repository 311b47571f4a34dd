// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/slowupstream.h"

#include "core/server/listeners.h"

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

LaunchSpec launchSpec(const Upstream &upstream, const QString &program, const QString &logFile)
{
    LaunchSpec launch;
    launch.title = Sentence(QT_TRANSLATE_NOOP("Sentence", "The slow upstream"));
    launch.port = upstream.port > 0 ? quint16(upstream.port) : findFreePort();
    launch.command = {program, u"upstream"_s, u"--port"_s, QString::number(launch.port)};
    if (upstream.truncatesSeconds)
        launch.command << u"--whole-seconds"_s;
    launch.environment = QProcessEnvironment::systemEnvironment();
    launch.readiness.path = "/?delay=0";
    launch.readiness.body = "slow api response";
    launch.stop.grace = Milliseconds(2'000);
    launch.logFile = logFile;
    return launch;
}

} // namespace

SlowUpstream::SlowUpstream(const Upstream &upstream, const QString &program, const QString &logFile,
                           const Clock &clock, QObject *parent)
    : QObject(parent), m_clock(clock)
{
    const LaunchSpec launch = launchSpec(upstream, program, logFile);
    m_result.commandLine = launch.command;
    m_result.port = launch.port;
    m_process = std::make_unique<ServerProcess>(launch, program);
    connect(m_process.get(), &ServerProcess::started, this, [this](qint64 pid) { m_result.pid = pid; });
    connect(m_process.get(), &ServerProcess::ready, this, [this] {
        m_isReady = true;
        emit ready();
    });
    connect(m_process.get(), &ServerProcess::failed, this, &SlowUpstream::failed);
    connect(m_process.get(), &ServerProcess::exited, this, &SlowUpstream::noteExit);
}

SlowUpstream::~SlowUpstream() { m_process->disconnect(this); }

void SlowUpstream::start() { m_process->start(); }

void SlowUpstream::stop(bool now) { m_process->stop(now); }

quint16 SlowUpstream::port() const { return quint16(m_result.port); }

void SlowUpstream::beginMeasure() { m_cpuAtMeasure = readTreeCpu(m_process->guardPid()); }

void SlowUpstream::endMeasure()
{
    if (!m_cpuAtMeasure || !m_process->isRunning())
        return;
    const std::optional<TreeCpu> cpu = readTreeCpu(m_process->guardPid());
    if (!cpu)
        return;
    m_result.cpuUserS = std::max(0.0, cpu->userS - m_cpuAtMeasure->userS);
    m_result.cpuSystemS = std::max(0.0, cpu->systemS - m_cpuAtMeasure->systemS);
}

std::optional<double> SlowUpstream::takeCpuPercent()
{
    if (!m_process->isRunning())
        return {};
    const std::optional<TreeCpu> cpu = readTreeCpu(m_process->guardPid());
    const TimePoint now = m_clock.now();
    std::optional<double> percent;
    if (m_lastCpu && cpu && now > m_lastCpuAt) {
        const double spent = cpu->userS + cpu->systemS - m_lastCpu->userS - m_lastCpu->systemS;
        percent = std::max(0.0, 100 * spent / Seconds(now - m_lastCpuAt).count());
    }
    m_lastCpu = cpu;
    m_lastCpuAt = now;
    return percent;
}

void SlowUpstream::noteExit(const ServerExit &exit)
{
    m_result.finalMessage = m_process->lastLines(1).value(0);
    if (!exit.wasRequested && m_isReady)
        emit died(exit.sentence);
    emit exited();
}

} // namespace loadstone
