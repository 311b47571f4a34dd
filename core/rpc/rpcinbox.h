// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace loadstone
{

/// Where gRPC's own threads hand over what they finished: it is run in the inbox's thread, in the
/// order of its arrival, all that is waiting in one turn of the event loop.
///
/// Mail for an inbox that is gone is thrown away, so nobody has to wait for gRPC at the end. What
/// is posted is destroyed in a thread of gRPC then.
class RpcInbox : public QObject
{
    Q_OBJECT
public:
    /// The side that other threads hold; outlives the inbox.
    class Slot;

    explicit RpcInbox(QObject *parent = nullptr);
    ~RpcInbox() override;

    std::shared_ptr<Slot> slot() const { return m_slot; }

private:
    void open();

    std::shared_ptr<Slot> m_slot;
};

/// Does it unless the inbox is gone, which it cannot be until it is done. Thread-safe.
/// @return whether it was done
bool whileOpen(RpcInbox::Slot &slot, const std::function<void()> &what);

/// Thread-safe.
void post(RpcInbox::Slot &slot, std::function<void()> mail);

} // namespace loadstone
