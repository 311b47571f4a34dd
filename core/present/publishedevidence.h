// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/publishedclaims.h"

#include <QString>

namespace loadstone
{

QString claimWordText(ClaimWord word); ///< "holds here", translated
QString claimWordId(ClaimWord word);   ///< "does-not-hold"
QString claimGapId(ClaimGap gap);      ///< "too-few-repeats"

/// The evidence for the word: the figures that decide it, or what keeps it from being told. Whole sentences.
QString evidenceText(const EvaluatedConclusion &conclusion, const PublishedComparison &comparison,
                     const RunRecord &run);

} // namespace loadstone
