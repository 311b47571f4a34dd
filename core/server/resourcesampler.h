// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/metrics/resourcesample.h"

#include <QObject>

#include <memory>

namespace loadstone
{

/// Samples the process tree under a guard twice a second, in a separate thread (reading smaps_rollup of large
/// processes takes milliseconds).
class ResourceSampler : public QObject
{
    Q_OBJECT
public:
    explicit ResourceSampler(const Clock &clock, QObject *parent = nullptr);
    ~ResourceSampler() override;

    /// @param guardPid root of the tree, itself excluded. @param secondsBefore added to atS.
    void start(qint64 guardPid, double secondsBefore = 0, Milliseconds interval = Milliseconds(500));
    void stop();

signals:
    /// Emitted in the thread that created the sampler.
    void sampled(const loadstone::ResourceSample &sample);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

/// Total CPU seconds (user, system) of the tree, including ended and reaped children. For exact figures of a
/// phase, read it at begin and end and subtract.
struct TreeCpu {
    double userS = 0;
    double systemS = 0;
};
/// Nothing when it cannot be read.
std::optional<TreeCpu> readTreeCpu(qint64 guardPid);

} // namespace loadstone
