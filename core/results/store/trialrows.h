// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace loadstone
{

/// A histogram of a trial as HdrHistogram's V2 compressed form, and its place in the record.
struct PlacedHistogram {
    QString place; ///< "load/measured/endpoints/0/phases/connect"
    QByteArray hdr;
    bool operator==(const PlacedHistogram &) const = default;
};

/// A trial's record as the store has it: seconds, resources and intervals are rows of their own.
struct TrialRows {
    QByteArray record; ///< JSON, without histograms
    QList<PlacedHistogram> histograms;
};
TrialRows splitTrial(TrialRecord trial);
/// The same without seconds, resources and intervals. An error names the place of the first fault.
Result<TrialRecord> joinTrial(const TrialRows &rows);

QByteArray encodeSecond(const SecondBucket &second);
Result<SecondBucket> decodeSecond(const QByteArray &json);
QByteArray encodeSample(const ResourceSample &sample);
Result<ResourceSample> decodeSample(const QByteArray &json);

} // namespace loadstone
