// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"

#include <QString>

namespace loadstone
{

/// A few words for people, translated: "Connection closed early".
QString outcomeClassTitle(OutcomeClass outcome);
/// The same in English, for what records keep.
QString recordedOutcomeTitle(OutcomeClass outcome);

} // namespace loadstone
