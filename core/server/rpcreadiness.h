// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"
#include "core/stack/stack.h"

#include <functional>
#include <memory>

namespace loadstone
{

/// One call of a gRPC server's readiness method (Readiness::path, with an empty message) over its own
/// connection, which closes with this object.
class RpcReadinessCall
{
public:
    /// @param ended called once, in its own turn of the event loop; not after destruction
    RpcReadinessCall(const QString &host, quint16 port, const Readiness &readiness, Milliseconds deadline,
                     std::function<void()> ended);
    ~RpcReadinessCall();
    Q_DISABLE_COPY_MOVE(RpcReadinessCall)

    bool isValid() const { return m_isValid; }
    /// What is wrong, as the end of a sentence that begins with the server's name; empty without any
    /// response.
    const Sentence &problem() const { return m_problem; }

private:
    class Private;
    std::unique_ptr<Private> m_d;
    bool m_isValid = false;
    Sentence m_problem;
};

} // namespace loadstone
