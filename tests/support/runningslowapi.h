// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/upstream/slowapi.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>

namespace loadstone
{

/// A slow API in a thread of its own, as long as it lives.
class RunningSlowApi
{
public:
    explicit RunningSlowApi(const SlowApiOptions &options = {})
        : m_api(options), m_stopFd(eventfd(0, EFD_CLOEXEC))
    {
        if (m_api.listen())
            m_thread = std::thread([this] { m_api.serve(m_stopFd); });
    }
    RunningSlowApi(const RunningSlowApi &) = delete;
    RunningSlowApi &operator=(const RunningSlowApi &) = delete;
    ~RunningSlowApi()
    {
        end();
        close(m_stopFd);
    }

    quint16 port() const { return m_api.port(); }
    SlowApiFacts end()
    {
        if (m_thread.joinable()) {
            eventfd_write(m_stopFd, 1);
            m_thread.join();
        }
        return m_api.facts();
    }

private:
    SlowApi m_api;
    int m_stopFd;
    std::thread m_thread;
};

} // namespace loadstone
