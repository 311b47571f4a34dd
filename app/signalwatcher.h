// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSocketNotifier;

namespace loadstone
{

/// Turns SIGINT, SIGTERM and SIGHUP into a Qt signal, so that stopping is an event of the event loop and
/// servers always end in order. One at a time per process. A signal that no event loop has processed before
/// the destruction of this object ends the process then, as it would have without it.
///
/// No wait of this program can block an interruption: the third signal ends the process immediately, and so
/// does the second, within a second, if no event loop has processed it or this object is destroyed by then.
/// The exit code is StoppedByUser. Guards detect the end and stop their servers.
class SignalWatcher : public QObject
{
    Q_OBJECT
public:
    explicit SignalWatcher(QObject *parent = nullptr);
    ~SignalWatcher() override;

signals:
    /// @param times number of interruptions so far, 1 for the first
    void interrupted(int times);

private:
    QSocketNotifier *m_notifier = nullptr;
    int m_times = 0;
};

} // namespace loadstone
