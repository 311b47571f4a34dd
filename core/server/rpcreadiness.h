// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

#include <functional>
#include <memory>

namespace loadstone
{

/// One call of a gRPC server's readiness method (Readiness::path, with an empty message) over a
/// connection of its own, closed with this object.
class RpcReadinessCall
{
public:
    /// @param ended called once, in a turn of the event loop of its own; not after the destruction
    RpcReadinessCall(const QString &host, quint16 port, const Readiness &readiness, Milliseconds deadline,
                     std::function<void()> ended);
    ~RpcReadinessCall();
    Q_DISABLE_COPY_MOVE(RpcReadinessCall)

    bool isRight() const { return m_isRight; }
    /// What is wrong, as the end of a sentence that begins with the server's name; empty when it
    /// did not answer at all.
    QString complaint() const { return m_complaint; }

private:
    class Private;
    std::unique_ptr<Private> m_d;
    bool m_isRight = false;
    QString m_complaint;
};

} // namespace loadstone
