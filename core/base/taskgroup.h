// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoroTask>

#include <QObject>
#include <QString>

namespace loadstone
{

/// The scope of an owner's coroutines: the one place where they are launched, where what they
/// throw is caught, and where they are told to stop. The owner asks for the stop, waits for
/// `emptied`, and only then goes away: a coroutine that outlives its owner would resume into
/// freed memory. Lives in one thread, as do its coroutines.
class TaskGroup : public QObject
{
    Q_OBJECT
public:
    explicit TaskGroup(QObject *parent = nullptr);
    /// Aborts the process when coroutines are still alive.
    ~TaskGroup() override;

    /// Takes over a coroutine (which has already run to its first suspension). It has to look at
    /// isStopRequested() after every `co_await`. What it throws is logged and kept in firstError().
    void launch(QCoro::Task<> task);

    int liveCount() const { return m_liveCount; }
    bool isEmpty() const { return m_liveCount == 0; }

    /// Asks all coroutines to end; their CancellableSleeps end at once. Further calls do nothing.
    void requestStop();
    bool isStopRequested() const { return m_isStopRequested; }

    /// What the first coroutine that threw said; empty when none did.
    QString firstError() const { return m_firstError; }

signals:
    void stopRequested();
    /// The last live coroutine ended. Emitted from inside that coroutine: whoever destroys things
    /// in answer does so in a later turn of the event loop.
    void emptied();

private:
    QCoro::Task<> guard(QCoro::Task<> task);

    int m_liveCount = 0;
    bool m_isStopRequested = false;
    QString m_firstError;
};

} // namespace loadstone
