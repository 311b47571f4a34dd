// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/metrics/secondtimes.h"

#include <QObject>

#include <memory>

namespace loadstone
{

/// Loads one target and reports the result. Lives in the thread that created it; virtual users, their
/// transport and their recorder live in load threads, and only aggregates cross. One generator makes one
/// load: start() once; `finished` is emitted exactly once.
class LoadGenerator : public QObject
{
    Q_OBJECT
public:
    /// @param clock must outlive the generator; readable from any thread.
    explicit LoadGenerator(const Clock &clock, QObject *parent = nullptr);
    /// Ends the load threads; blocks until they have ended (bounded, without waiting for the network).
    ~LoadGenerator() override;

    /// Begins. @param secondsBefore added to the `startS` of every bucket (time axis of the run).
    void start(const LoadSpec &spec, double secondsBefore = 0);

    /// Starts no more requests, drains up to the spec's deadline, then cancels the rest; the result so far is
    /// valid and marked as stopped. `now` skips the drain. No effect when not running.
    void stop(bool now = false);

    /// Sets a constant number of users, or arrivals per second, until the end or the next change, replacing
    /// remaining stages. Recorded in the result. No effect when not running.
    /// @param target at most 100,000 users or a rate of 1,000,000; negative ones are 0; NaN has no effect
    void setTarget(double target);

signals:
    void phaseChanged(loadstone::Phase phase);
    /// The current second, repeatedly while it fills and once more when complete; replaces an earlier bucket
    /// with the same startS.
    void secondUpdated(const loadstone::SecondBucket &bucket);
    /// The histograms of a complete second.
    void secondCompleted(const loadstone::SecondTimes &times);
    void finished(const loadstone::LoadResult &result);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace loadstone
