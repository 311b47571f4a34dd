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
    recorder.setWindow(plan.measureBegin, plan.measureEnd);
    if (plan.spec.load.hasDueTimes())
        recorder.keepResponseTimes();
    return recorder;
}

std::vector<double> weightsOf(const QList<RequestTemplate> &requests)
{
    std::vector<double> weights;
    for (const RequestTemplate &request : requests)
        weights.push_back(request.weight);
    return weights;
}

} // namespace loadstone
