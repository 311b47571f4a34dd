// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/upstream.h"

#include "core/profile/enumids.h"
#include "core/text/format.h"

#include <cmath>

namespace loadstone
{

using namespace Qt::StringLiterals;

bool callsUpstream(const QByteArray &path)
{
    const qsizetype query = path.indexOf('?');
    const QByteArray endpoint = query < 0 ? path : path.left(query);
    return endpoint == "/single" || endpoint == "/multiple" || endpoint == "/io_bound"
        || endpoint == "/MyApp/io_bound";
}

std::optional<Seconds> upstreamFloor(const Upstream &upstream, const QByteArray &path)
{
    if (upstream.api == Upstream::Api::None || !callsUpstream(path))
        return std::nullopt;
    const bool isMultiple = path.split('?').constFirst() == "/multiple";
    Seconds call = isMultiple ? Seconds(upstream.delay) / 2 : Seconds(upstream.delay);
    if (upstream.api == Upstream::Api::Gosleep && upstream.truncatesSeconds)
        call = Seconds(std::floor(call.count()));
    return isMultiple ? 2 * call : call;
}

} // namespace loadstone
