// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/upstream.h"

#include "core/profile/enumids.h"
#include "core/text/format.h"

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

} // namespace loadstone
