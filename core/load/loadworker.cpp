// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadworker.h"

#include "core/load/eventloopworker.h"

namespace loadstone
{

std::unique_ptr<LoadWorker> makeLoadWorker(const LoadPlan &plan, int index, const Clock &clock)
{
    return std::make_unique<EventLoopWorker>(plan, index, clock);
}

} // namespace loadstone
