// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QLabel;
class QProgressBar;
class QStatusBar;

namespace loadstone
{

class LiveRun;

/// The status bar's three permanent parts: the state, the progress with the remaining time, and a chip with
/// the current server.
class RunStatus : public QObject
{
    Q_OBJECT
public:
    RunStatus(LiveRun &run, QStatusBar *bar);

    void update();

private:
    QString chipText() const;

    LiveRun &m_run;
    QLabel *m_state;
    QProgressBar *m_progress;
    QLabel *m_left;
    QLabel *m_chip;
};

} // namespace loadstone
