// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamwire.h"

#include <QMetaObject>
#include <QObject>

#include <atomic>
#include <unordered_map>

namespace loadstone
{

namespace
{

std::atomic<quint64> lastId{0};

struct Wires {
    std::mutex mutex;
    std::unordered_map<quint64, std::weak_ptr<QnamWire>> byId;
};
Wires &wires()
{
    static Wires all;
    return all;
}

} // namespace

QnamWire::QnamWire(QObject *listener, std::function<void(quint64)> onConcluded)
    : m_id(++lastId), m_listener(listener), m_onConcluded(std::move(onConcluded))
{
}

std::shared_ptr<QnamWire> QnamWire::make(QObject *listener, std::function<void(quint64)> onConcluded)
{
    auto wire = std::make_shared<QnamWire>(listener, std::move(onConcluded));
    const std::scoped_lock lock(wires().mutex);
    wires().byId.emplace(wire->id(), wire);
    return wire;
}

std::shared_ptr<QnamWire> QnamWire::find(quint64 id)
{
    const std::scoped_lock lock(wires().mutex);
    const auto found = wires().byId.find(id);
    return found == wires().byId.end() ? nullptr : found->second.lock();
}

quint64 QnamWire::begin(const RequestTemplate &next, qint64 size, const QString &onConnection)
{
    const std::scoped_lock lock(m_mutex);
    connection = onConnection;
    request = &next;
    bodySize = size;
    isPending = true;
    isTapped = openedConnection = isQtDeaf = wasStale = false;
    repetitions = 0;
    carrier = nullptr;
    verdict = {};
    validator.begin(next);
    return ++sequence;
}

void QnamWire::detach()
{
    {
        const std::scoped_lock lock(wires().mutex);
        wires().byId.erase(m_id);
    }
    const std::scoped_lock lock(m_mutex);
    m_listener = nullptr;
    isPending = false;
}

void QnamWire::conclude(WireVerdict::State state)
{
    verdict.state = state;
    isPending = false;
    if (m_listener)
        QMetaObject::invokeMethod(
            m_listener, [onConcluded = m_onConcluded, number = sequence] { onConcluded(number); },
            Qt::QueuedConnection);
}

} // namespace loadstone
