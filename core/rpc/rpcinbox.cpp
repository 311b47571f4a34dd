// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/rpcinbox.h"

#include <QPointer>

#include <mutex>
#include <utility>
#include <vector>

namespace loadstone
{

class RpcInbox::Slot
{
public:
    std::mutex mutex;
    RpcInbox *owner = nullptr;  ///< null after its destruction
    std::function<void()> ring; ///< wakes the owner's event loop
    std::vector<std::function<void()>> mail;
};

RpcInbox::RpcInbox(QObject *parent) : QObject(parent), m_slot(std::make_shared<Slot>())
{
    m_slot->owner = this;
    m_slot->ring = [this] {
        QMetaObject::invokeMethod(
            this, [this] { open(); }, Qt::QueuedConnection);
    };
}

RpcInbox::~RpcInbox()
{
    std::vector<std::function<void()>> unread;
    const std::scoped_lock lock(m_slot->mutex);
    m_slot->owner = nullptr;
    unread.swap(m_slot->mail);
}

void RpcInbox::open()
{
    std::vector<std::function<void()>> mail;
    {
        const std::scoped_lock lock(m_slot->mutex);
        mail.swap(m_slot->mail);
    }
    const QPointer<RpcInbox> self(this);
    for (const std::function<void()> &each : mail) {
        each();
        if (!self)
            return;
    }
}

bool whileOpen(RpcInbox::Slot &slot, const std::function<void()> &what)
{
    const std::scoped_lock lock(slot.mutex);
    if (slot.owner == nullptr)
        return false;
    what();
    return true;
}

void post(RpcInbox::Slot &slot, std::function<void()> mail)
{
    const std::scoped_lock lock(slot.mutex);
    if (slot.owner == nullptr)
        return;
    slot.mail.push_back(std::move(mail));
    // Locked during the wake-up, so that the owner cannot be destroyed meanwhile.
    if (slot.mail.size() == 1)
        slot.ring();
}

} // namespace loadstone
