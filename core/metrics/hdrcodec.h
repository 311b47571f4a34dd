// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/histogram.h"

#include <QByteArray>

namespace loadstone
{

/// Of which part of a second the values are; the format does not say.
enum class HdrUnit { Nano, Micro, Milli };

/// HdrHistogram's "V2 compressed" form, as its logs hold it in Base64: cookie 0x1c849314 and length,
/// then zlib over a header of 40 bytes and the counts as ZigZag LEB128, runs of zeros as their
/// negative length. Exact minimum, maximum and sum are not part of it.
QByteArray encodeHdr(const Histogram &histogram);

/// Reads the same, of any range and 0 … 5 significant digits, from anybody: an error is one sentence.
/// What a shorter unit or other digits cannot give exactly counts at the upper end of its bucket, as
/// HdrHistogram's own percentiles do. Values that are no µs from 1 to an hour are clamped and counted.
/// Takes at most 16 MiB however much the bytes claim to hold.
Result<Histogram> decodeHdr(const QByteArray &bytes, HdrUnit unit = HdrUnit::Micro);

} // namespace loadstone
