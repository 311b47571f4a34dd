// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace loadstone
{

/// Mailbox for completions from gRPC's threads: they run in the inbox's thread in order of arrival, all
/// pending ones in one turn of the event loop.
///
/// Mail for a destroyed inbox is discarded, so that shutdown never waits for gRPC. It is destroyed in one of
/// gRPC's threads then.
class RpcInbox : public QObject
{
    Q_OBJECT
public:
    /// The producers' end; outlives the inbox.
    class Slot;

    explicit RpcInbox(QObject *parent = nullptr);
    ~RpcInbox() override;

    std::shared_ptr<Slot> slot() const { return m_slot; }

private:
    void open();

    std::shared_ptr<Slot> m_slot;
};

/// Runs `what` unless the inbox is destroyed, and keeps it alive meanwhile. Thread-safe.
/// @return whether it ran
bool whileOpen(RpcInbox::Slot &slot, const std::function<void()> &what);

/// Thread-safe.
void post(RpcInbox::Slot &slot, std::function<void()> mail);

} // namespace loadstone
