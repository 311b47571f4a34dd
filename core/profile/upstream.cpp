// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/upstream.h"

#include "core/profile/enumids.h"
#include "core/text/format.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

QString describeUpstream(const Upstream &upstream)
{
    QString text = enumId(upstream.api);
    if (upstream.api == Upstream::Api::None)
        return text;
    text += u", %1, %2 concurrent calls in /io_bound"_s.arg(formatDuration(Seconds(upstream.delay)))
                .arg(upstream.calls);
    if (upstream.truncatesSeconds)
        text += u", whole seconds only"_s;
    return text;
}

bool callsUpstream(const QByteArray &path)
{
    const qsizetype query = path.indexOf('?');
    const QByteArray endpoint = query < 0 ? path : path.left(query);
    return endpoint == "/single" || endpoint == "/multiple" || endpoint == "/io_bound"
        || endpoint == "/MyApp/io_bound";
}

} // namespace loadstone
