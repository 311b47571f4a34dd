// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/price.h"

namespace loadstone
{

namespace
{

constexpr double million = 1e6;
constexpr double secondsPerHour = 3600;
constexpr double bytesPerMib = 1 << 20;

} // namespace

std::optional<Price> analysePrice(const ServerStats &server, std::optional<double> perCoreHour)
{
    const std::optional<double> cpuMs = server.value(Metric::CpuMsPerRequest);
    if (!cpuMs)
        return std::nullopt;
    Price price;
    price.cpuS = *cpuMs / 1000 * million;
    const std::optional<double> rps = server.value(Metric::Rps);
    if (server.peakMemory.bytes && rps && *rps > 0)
        price.mibH = double(*server.peakMemory.bytes) / bytesPerMib * (million / *rps) / secondsPerHour;
    if (perCoreHour)
        price.money = price.cpuS / secondsPerHour * *perCoreHour;
    return price;
}

} // namespace loadstone
