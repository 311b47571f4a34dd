// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"

#include <optional>

namespace loadstone
{

/// What a million successful requests take of a server's machine, at the rate that was measured.
struct Price {
    double cpuS = 0;             ///< CPU time of all server processes, s
    std::optional<double> mibH;  ///< peak memory for the time of a million requests, MiB · h
    std::optional<double> money; ///< of the CPU time, in the currency of the price per core hour
};

/// From the medians of the repeats. Nothing without CPU time per request.
/// @param perCoreHour price of an hour of one core, in any currency
std::optional<Price> analysePrice(const ServerStats &server, std::optional<double> perCoreHour = {});

} // namespace loadstone
