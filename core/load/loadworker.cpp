// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/loadworker.h"

#include "core/load/eventloopworker.h"
#include "core/load/native/nativeworker.h"

namespace loadstone
{

std::unique_ptr<LoadWorker> makeLoadWorker(const LoadPlan &plan, int index, const Clock &clock)
{
    if (plan.spec.connection.engine == nativeEngine())
        return std::make_unique<NativeWorker>(plan, index);
    return std::make_unique<EventLoopWorker>(plan, index, clock);
}

} // namespace loadstone
