// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/results/runrecord.h"

#include <QByteArray>

namespace loadstone
{

// Results as JSON that is read again, unlike the exports: what was recorded, and nothing derived from
// it. Written and read by one list of fields for each struct. A newer format is refused, a damaged
// record is an error with the place of the first fault; both are one sentence.

/// The newest format that this version reads and writes.
inline constexpr int recordFormat = 1;

/// A run without its trials.
QByteArray encodeRun(const RunRecord &run);
Result<RunRecord> decodeRun(const QByteArray &text);

QByteArray encodeTrial(const TrialRecord &trial);
Result<TrialRecord> decodeTrial(const QByteArray &text);

} // namespace loadstone
