// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sentence.h"
#include "core/metrics/outcome.h"

#include <QString>

namespace loadstone
{

/// A few words for people, translated: "Connection closed early".
QString outcomeClassTitle(OutcomeClass outcome);
/// The same for records.
Sentence outcomeClassSentence(OutcomeClass outcome);

} // namespace loadstone
