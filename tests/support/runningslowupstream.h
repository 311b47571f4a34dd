// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/upstream/slowupstreamserver.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>

namespace loadstone
{

/// A slow upstream in a separate thread during its lifetime.
class RunningSlowUpstream
{
public:
    explicit RunningSlowUpstream(const SlowUpstreamOptions &options = {})
        : m_api(options), m_stopFd(eventfd(0, EFD_CLOEXEC))
    {
        if (m_api.listen())
            m_thread = std::thread([this] { m_api.serve(m_stopFd); });
    }
    RunningSlowUpstream(const RunningSlowUpstream &) = delete;
    RunningSlowUpstream &operator=(const RunningSlowUpstream &) = delete;
    ~RunningSlowUpstream()
    {
        end();
        close(m_stopFd);
    }

    quint16 port() const { return m_api.port(); }
    SlowUpstreamFacts end()
    {
        if (m_thread.joinable()) {
            eventfd_write(m_stopFd, 1);
            m_thread.join();
        }
        return m_api.facts();
    }

private:
    SlowUpstreamServer m_api;
    int m_stopFd;
    std::thread m_thread;
};

} // namespace loadstone
