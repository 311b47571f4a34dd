// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativetransport.h"

#include "core/base/longtimer.h"
#include "core/base/oneshot.h"
#include "core/load/native/nativeclient.h"
#include "core/load/native/task.h"

#include <QSocketNotifier>

namespace loadstone
{

namespace
{

/// Lets a reactor turn whenever Qt's event loop finds that it has something to do.
class TurningByQt
{
public:
    TurningByQt() : m_notifier(m_reactor.descriptor(), QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_timer, [this] { turn(); });
        QObject::connect(&m_timer, &LongTimer::timeout, &m_timer, [this] { turn(); });
    }

    Reactor &reactor() { return m_reactor; }

    /// To be called after something was asked of the reactor.
    void arm()
    {
        const TimePoint due = m_reactor.nextDue();
        if (due == TimePoint::max())
            m_timer.stop();
        else
            m_timer.start(due == TimePoint::min() ? Nanoseconds::zero() : due - Reactor::now());
    }

private:
    void turn()
    {
        m_reactor.turn();
        arm();
    }

    Reactor m_reactor;
    QSocketNotifier m_notifier;
    LongTimer m_timer;
};

class NativeTransport final : public Transport
{
public:
    Result<bool> begin(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate)
    {
        Result<std::unique_ptr<NativeClient>> client =
            NativeClient::make(m_turning.reactor(), connection, baseUrl, certificate);
        if (!client)
            return client.error();
        m_client = std::move(client).value();
        return true;
    }

    QCoro::Task<Outcome> perform(int user, PreparedRequest request) override
    {
        OneShot<Outcome> ended;
        m_scope.launch(send(user, std::move(request), &ended));
        m_turning.arm();
        co_return co_await ended.wait();
    }

    void abortAll() override
    {
        m_client->abortAll();
        m_turning.arm();
    }

private:
    Task send(int user, PreparedRequest request, OneShot<Outcome> *ended)
    {
        const Outcome outcome = co_await m_client->perform(user, std::move(request), Reactor::now());
        ended->set(outcome);
    }

    TurningByQt m_turning;
    TaskScope m_scope;
    std::unique_ptr<NativeClient> m_client;
};

} // namespace

Result<std::unique_ptr<Transport>> makeNativeTransport(const Connection &connection, const QUrl &baseUrl,
                                                       const QByteArray &certificate)
{
    auto transport = std::make_unique<NativeTransport>();
    const Result<bool> begun = transport->begin(connection, baseUrl, certificate);
    if (!begun)
        return begun.error();
    return Result<std::unique_ptr<Transport>>(std::move(transport));
}

} // namespace loadstone
