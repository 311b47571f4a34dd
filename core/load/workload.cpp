// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/workload.h"

namespace loadstone
{

Recorder makeRecorder(const LoadPlan &plan)
{
    QStringList names;
    for (const RequestTemplate &request : plan.spec.requests)
        names.append(request.name);
    Recorder recorder(names, plan.origin);
    if (plan.spec.scenario.login)
        recorder.expectLogin(plan.spec.scenario.login->name);
    recorder.setWindow(plan.measureBegin, plan.measureEnd);
    if (plan.spec.load.hasDueTimes())
        recorder.keepResponseTimes();
    return recorder;
}

} // namespace loadstone
