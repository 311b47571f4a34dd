// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/validation/validatecapacity.h"

#include "core/base/json.h"
#include "core/profile/limits.h"
#include "core/profile/threshold.h"
#include "core/profile/validation/validation.h"
#include "core/text/format.h"

namespace loadstone
{

namespace
{

void validateList(Validation &validation, const QList<Threshold> &thresholds, const QString &pointer)
{
    for (qsizetype i = 0; i < thresholds.size(); ++i) {
        const Result<Threshold> threshold = parseThreshold(thresholds.at(i).text);
        if (!threshold)
            validation.error(childPointer(pointer, i), threshold.error().message);
    }
}

} // namespace

void validateThresholds(Validation &validation)
{
    validateList(validation, validation.profile().thresholds, QStringLiteral("/thresholds"));
}

void validateCapacity(Validation &validation)
{
    const std::optional<Capacity> &capacity = validation.profile().capacity;
    if (!capacity)
        return;
    const QString pointer = QStringLiteral("/capacity");
    validateList(validation, capacity->objectives, pointer + QStringLiteral("/objectives"));
    if (capacity->lowest > capacity->highest)
        validation.error(pointer + QStringLiteral("/lowest"),
                         QStringLiteral("\"lowest\" is above \"highest\". Swap them."));
    if (!validation.profile().load.isOpen() && capacity->highest > double(limits::users.most))
        validation.error(pointer + QStringLiteral("/highest"),
                         QStringLiteral("At most %1 users are possible. Lower \"highest\".")
                             .arg(formatCount(limits::users.most)));
    if (validation.isWritten(pointer + QStringLiteral("/cpu_percent"))
        && capacity->until != Capacity::Until::ServerCpu)
        validation.warn(
            pointer + QStringLiteral("/cpu_percent"),
            QStringLiteral("\"cpu_percent\" requires \"until\": \"server-cpu\". Add that, or remove it."));
    const Load &load = validation.profile().load;
    if (!load.stages.isEmpty())
        validation.warn(QStringLiteral("/load/stages"),
                        QStringLiteral("A capacity search sets its own levels and ignores stages. Remove "
                                       "\"stages\" or \"capacity\"."));
}

} // namespace loadstone
