// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/requestends.h"

#include "core/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class RequestEnds
{
    Q_DECLARE_TR_FUNCTIONS(RequestEnds)
};

} // namespace

QString describeEnds(const EndpointMetrics &metrics)
{
    QString failed = RequestEnds::tr("%1 failed").arg(formatCount(metrics.failed()));
    if (metrics.cutOff() == 0)
        return failed;
    QStringList ends{RequestEnds::tr("%1 cut off").arg(formatCount(metrics.cutOff())),
                     formatCounted(metrics.responses(), u"responses"_s)};
    // "0 failed" would be a judgement where nothing was judged.
    if (metrics.judged() > 0)
        ends.prepend(failed);
    return ends.join(u", "_s);
}

} // namespace loadstone
