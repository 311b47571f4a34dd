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

/// A load of one engine as LoadGenerator makes it: the engine's worker in a thread of its own. Each
/// outcome is seen. One load an object; used in the test's thread.
class EngineLoad
{
public:
    EngineLoad(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate = {});
    /// Cuts it off and waits for its thread.
    ~EngineLoad();
    Q_DISABLE_COPY_MOVE(EngineLoad)

    LoadSpec spec; ///< a closed load of one user; to be changed before the start

    /// What stands for {name} in the requests, one value after the other.
    void vary(const QString &name, const QByteArrayList &values);
    /// The pause of each user after each of its requests.
    void pause(Milliseconds time);

    /// Users send `spec.requests` in turn, `spec.load.requests` together.
    void start();
    /// The same with one request, sent `times` times by each user on average.
    void start(const RequestTemplate &request, int times = 1, int users = 1);
    /// Likewise, and waits for all outcomes; fewer when that takes too long.
    std::vector<Outcome> send(const RequestTemplate &request, int times = 1, int users = 1);

    /// Runs the test's event loop meanwhile. False when it takes too long.
    bool waitForEnd() const;
    bool isFinished() const { return !m_worker || m_worker->isFinished(); }
    /// Cuts off all requests in flight.
    void cutOff() { m_worker->stop(true); }
    void setUsers(int users) { m_worker->setTarget(users, SystemClock().now()); }
    /// In the order in which they ended.
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

/// The engines that speak HTTP.
QStringList httpEngines();

/// For the message of a test that failed.
QString describe(const std::vector<Outcome> &outcomes);

} // namespace loadstone
