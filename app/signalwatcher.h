// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace loadstone
{

/// Turns SIGINT, SIGTERM and SIGHUP into a Qt signal, so that stopping is a fact of the event loop
/// and servers are always ended in order. One at a time in a process. A signal that no event loop
/// has seen before the end of this object ends the process then, as it would have without it.
///
/// Nothing that this program waits for outlasts its user's patience: the third signal ends the process
/// immediately, and so does the second, within a second, when no event loop has heard it or this object
/// is gone by then. The exit code is StoppedByUser. Guards notice the end and end their servers.
class SignalWatcher : public QObject
{
    Q_OBJECT
public:
    explicit SignalWatcher(QObject *parent = nullptr);
    ~SignalWatcher() override;

signals:
    /// @param times how often it has come now, 1 for the first
    void interrupted(int times);

private:
    QSocketNotifier *m_notifier = nullptr;
    int m_times = 0;
};

} // namespace loadstone
