// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/engines.h"

#include <QString>
#include <QThread>

#include <mutex>
#include <optional>
#include <vector>

namespace loadstone
{

/// A load of one engine as LoadGenerator runs it, with the engine's worker in its own thread, and all
/// outcomes recorded. One load per object; used in the test's thread.
class EngineLoad
{
public:
    EngineLoad(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate = {});
    /// Aborts the load and waits for its thread.
    ~EngineLoad();
    Q_DISABLE_COPY_MOVE(EngineLoad)

    LoadSpec spec; ///< a closed load of one user; to be changed before the start

    /// Values of {name} in the requests, used in turn.
    void vary(const QString &name, const QByteArrayList &values);
    /// Pause of each user after each request.
    void pause(Milliseconds time);

    /// Users send `spec.requests` in sequence, `spec.load.requests` in total.
    void start();
    /// The same with one request, sent `times` times by each user on average.
    void start(const RequestTemplate &request, int times = 1, int users = 1);
    /// The same, and waits for all outcomes; returns fewer on a timeout.
    std::vector<Outcome> send(const RequestTemplate &request, int times = 1, int users = 1);

    /// Runs the test's event loop meanwhile. False on a timeout.
    bool waitForEnd() const;
    bool isFinished() const { return !m_worker || m_worker->isFinished(); }
    /// Cancels all requests in flight.
    void cutOff() { m_worker->stop(true); }
    void setUsers(int users) { m_worker->setTarget(users, SystemClock().now()); }
    /// In the order of their ends.
    std::vector<Outcome> outcomes() const;
    std::vector<Outcome> outcomesFor(int user) const;

private:
    struct Ended {
        int user;
        Outcome outcome;
    };

    SystemClock m_clock;
    QThread m_thread;
    LoadWorker *m_worker = nullptr; ///< lives in the thread and ends with it
    mutable std::mutex m_mutex;
    std::vector<Ended> m_ended;
};

/// Ids of the HTTP engines.
QStringList httpEngines();

/// For a test's failure message.
QString describe(const std::vector<Outcome> &outcomes);

} // namespace loadstone
