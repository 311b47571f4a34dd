// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QTimer>

namespace loadstone
{

/// A precise single-shot timer without a maximum interval. QTimer counts milliseconds in an int: an interval
/// above 24 days overflows and often fires immediately.
class LongTimer final : public QObject
{
    Q_OBJECT
public:
    /// @param longestLeg longer waits are split; for tests
    explicit LongTimer(QObject *parent = nullptr, Milliseconds longestLeg = std::chrono::hours(480));

    /// (Re)starts the timer, rounded up to the next millisecond. 0 or less: one turn of the event loop.
    void start(Nanoseconds wait);
    void stop() { m_timer.stop(); }
    bool isActive() const { return m_timer.isActive(); }

signals:
    void timeout();

private:
    void beginLeg();

    const Milliseconds m_longestLeg;
    Milliseconds m_left{0}; ///< after the current leg
    QTimer m_timer{this};
};

} // namespace loadstone
