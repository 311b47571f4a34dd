// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>

class QIODevice;

namespace loadstone
{

/// What names a trial's own files, as its logs have it: "001-aiohttp-1".
QString trialFileStem(const TrialRecord &trial, const RunRecord &run);

/// Writes a trial's histograms as a log that any HDR tool reads: first of the whole measure phase,
/// tagged "all/service" and "endpoint/NAME/service" (…/response where requests are due at some time),
/// then its seconds, tagged "service", "warm-up/service" and so on; of a capacity search those of other
/// levels as "probe-03/service". Fails when a second is damaged or the device takes no more.
Status writeHdrLog(const TrialRecord &trial, const RunRecord &run, QIODevice &device);

/// The measured distribution as text (".hgrm"), each kind of time under its own suffix: "service", and
/// "response" where requests are due at some time. Empty without a successful request.
QMap<QString, QByteArray> percentileTexts(const TrialRecord &trial);

} // namespace loadstone
