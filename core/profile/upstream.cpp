// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/upstream.h"

#include "core/base/format.h"

#include <array>
#include <utility>

namespace loadstone
{

namespace
{

using Api = Upstream::Api;

constexpr std::array<std::pair<Api, const char *>, 3> apiIds{
    {{Api::None, "none"}, {Api::SlowApi, "slow-api"}, {Api::Gosleep, "gosleep"}}};

} // namespace

QString upstreamApiId(Upstream::Api api)
{
    for (const auto &[known, id] : apiIds) {
        if (known == api)
            return QString::fromLatin1(id);
    }
    Q_UNREACHABLE();
}

std::optional<Upstream::Api> upstreamApiFromId(QStringView id)
{
    for (const auto &[api, known] : apiIds) {
        if (id == QLatin1String(known))
            return api;
    }
    return {};
}

QString describeUpstream(const Upstream &upstream)
{
    QString text = upstreamApiId(upstream.api);
    if (upstream.api == Api::None)
        return text;
    text += QStringLiteral(", %1, %2 calls at once in /io_bound")
                .arg(formatDuration(Seconds(upstream.delay)))
                .arg(upstream.calls);
    if (upstream.truncatesSeconds)
        text += QStringLiteral(", whole seconds only");
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
