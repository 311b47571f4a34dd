// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/metrics/secondtimes.h"

#include <QObject>

#include <memory>

namespace loadstone
{

/// Loads one target and reports what comes of it. Lives in the thread that made it; the virtual
/// users, their transport and their recorder live in load threads of their own, and only
/// aggregates come back. One generator makes one load: start once, `finished` comes exactly once.
class LoadGenerator : public QObject
{
    Q_OBJECT
public:
    /// @param clock must outlive the generator; readable from any thread.
    explicit LoadGenerator(const Clock &clock, QObject *parent = nullptr);
    /// Ends the load threads; blocks until they are gone (bounded, no network wait).
    ~LoadGenerator() override;

    /// Begins. @param secondsBefore added to the `startS` of every bucket (time axis of the run).
    void start(const LoadSpec &spec, double secondsBefore = 0);

    /// Starts nothing new, drains up to the spec's deadline, then cancels what is left; the result
    /// so far is truthful and marked stopped. `now` skips the drain. Harmless when not running.
    void stop(bool now = false);

    /// From now on so many users, or arrivals per second, until the end or the next change; what was
    /// planned for later is gone. The result records it. Harmless when not running.
    /// @param target users are at most 100,000, and rates 1,000,000; below 0 is 0; NaN changes nothing
    void setTarget(double target);

signals:
    void phaseChanged(loadstone::Phase phase);
    /// The current second, again and again while it fills and once more when complete; a bucket
    /// with the same startS replaces the earlier one.
    void secondUpdated(const loadstone::SecondBucket &bucket);
    /// The histograms of a second to which nothing will be added any more.
    void secondCompleted(const loadstone::SecondTimes &times);
    void finished(const loadstone::LoadResult &result);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
