// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

namespace loadstone::test
{

/// A synthetic run of an open load, the same at every call: two servers, one repeat of 20 s at 3,000
/// requests/s and then 4,000. The first keeps up; the second serves half of the due requests, delays some and
/// drops some, and its target was changed manually once.
RunRecord syntheticOpenRun();

} // namespace loadstone::test
