// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEventLoop>
#include <QThread>
#include <QTimer>

namespace loadstone
{

/// Quits an event loop soon after interruption of its QThread is requested.
class InterruptionWatch
{
public:
    explicit InterruptionWatch(QEventLoop &loop)
    {
        QObject::connect(&m_look, &QTimer::timeout, &loop, [&loop] {
            if (QThread::currentThread()->isInterruptionRequested())
                loop.quit();
        });
        m_look.start(interval);
    }

private:
    static constexpr std::chrono::milliseconds interval{50};
    QTimer m_look;
};

} // namespace loadstone
