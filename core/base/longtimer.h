// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QTimer>

namespace loadstone
{

/// A precise single-shot timer for a wait of any length. QTimer counts milliseconds in an int: what is
/// longer than 24 days ends at some other moment, often immediately.
class LongTimer final : public QObject
{
    Q_OBJECT
public:
    /// @param longestLeg what is longer is waited for in parts; for tests
    explicit LongTimer(QObject *parent = nullptr, Milliseconds longestLeg = std::chrono::hours(480));

    /// Begins to wait, up to the next whole millisecond, instead of what it waited for. 0 or less: for
    /// one turn of the event loop.
    void start(Nanoseconds wait);
    void stop() { m_timer.stop(); }
    bool isActive() const { return m_timer.isActive(); }

signals:
    void timeout();

private:
    void beginLeg();

    const Milliseconds m_longestLeg;
    Milliseconds m_left{0}; ///< behind the leg that runs
    QTimer m_timer{this};
};

} // namespace loadstone
