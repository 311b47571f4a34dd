// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"
#include "core/profile/profile.h"

namespace loadstone
{

/// The id in profiles and results: "closed", "open".
QString loadModelId(LoadModel model);

/// A number of users or a rate: "40", "1,000", "2.50".
QString formatLevel(double level);
/// One level of it, translated: "200 users", "3,000 requests/s".
QString describeTarget(const Load &load, double target);
/// The same for records.
Sentence recordedTarget(const Load &load, double target);

} // namespace loadstone
