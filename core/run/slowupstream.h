// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/results/runrecord.h"
#include "core/server/resourcesampler.h"
#include "core/server/serverprocess.h"

#include <QObject>

#include <memory>
#include <optional>

namespace loadstone
{

/// The slow upstream that servers call: this program itself with the verb `upstream`, launched,
/// watched and stopped like a server. Lives in one thread; starts once. Destroying it while it runs
/// kills it.
class SlowUpstream : public QObject
{
    Q_OBJECT
public:
    /// @param program the executable that has both the role `guard` and the verb `upstream`.
    SlowUpstream(const Upstream &upstream, const QString &program, const QString &logFile, const Clock &clock,
                 QObject *parent = nullptr);
    ~SlowUpstream() override;

    /// `ready` or `failed` follows.
    void start();
    /// `exited` follows. @param now kills it
    void stop(bool now = false);

    quint16 port() const; ///< 0 when none was free
    /// Its CPU counts from here …
    void beginMeasure();
    /// … to here.
    void endMeasure();
    /// In percent of one core since the last call; -1 at the first, and when it cannot be read.
    std::optional<double> takeCpuPercent();
    /// Complete after `exited`.
    const UpstreamRecord &result() const { return m_result; }

signals:
    void ready();
    void failed(const loadstone::Error &error);
    /// It ended and nobody had asked it to. `exited` comes too.
    void died(const loadstone::Sentence &sentence);
    void exited();

private:
    void noteExit(const ServerExit &exit);

    const Clock &m_clock;
    std::unique_ptr<ServerProcess> m_process;
    UpstreamRecord m_result;
    std::optional<TreeCpu> m_cpuAtMeasure;
    std::optional<TreeCpu> m_lastCpu;
    TimePoint m_lastCpuAt;
    bool m_isReady = false;
};

} // namespace loadstone
