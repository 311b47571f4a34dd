// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoroTask>

#include <QObject>
#include <QString>

namespace loadstone
{

/// The scope of an owner's coroutines: launches them, catches what they throw and asks them to stop. The
/// owner requests the stop and is destroyed only after `emptied`: a coroutine that outlives its owner would
/// resume into freed memory. Lives in one thread, as do its coroutines.
class TaskGroup : public QObject
{
    Q_OBJECT
public:
    explicit TaskGroup(QObject *parent = nullptr);
    /// Aborts the process if coroutines are still alive.
    ~TaskGroup() override;

    /// Takes over a coroutine (which has already run to its first suspension). It must check
    /// isStopRequested() after every `co_await`. Exceptions are logged and stored in firstError().
    void launch(QCoro::Task<> task);

    int liveCount() const { return m_liveCount; }
    bool isEmpty() const { return m_liveCount == 0; }

    /// Asks all coroutines to end; their CancellableSleeps end immediately. Further calls do nothing.
    void requestStop();
    bool isStopRequested() const { return m_isStopRequested; }

    /// The message of the first exception thrown by a coroutine; empty without one.
    QString firstError() const { return m_firstError; }

signals:
    void stopRequested();
    /// The last live coroutine ended. Emitted from inside that coroutine: receivers that destroy objects must
    /// defer that to a later turn of the event loop.
    void emptied();

private:
    QCoro::Task<> guard(QCoro::Task<> task);

    int m_liveCount = 0;
    bool m_isStopRequested = false;
    QString m_firstError;
};

} // namespace loadstone
