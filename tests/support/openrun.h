// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

namespace loadstone::test
{

/// A run of an open load as it could have been, the same at every call: two servers, one repeat of
/// 20 s at 3,000 requests/s and then 4,000. The first keeps up; the second answers half of what is
/// due, lets some wait and drops some, and its target was changed by hand once.
RunRecord syntheticOpenRun();

} // namespace loadstone::test
