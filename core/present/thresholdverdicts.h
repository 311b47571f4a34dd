// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"
#include "core/profile/profile.h"

#include <QList>
#include <QString>

#include <optional>

namespace loadstone
{

/// What became of a threshold of the profile on one server that it applies to.
struct ThresholdVerdict {
    Threshold threshold;
    int server = 0;              ///< index into RunRecord::servers
    std::optional<double> value; ///< or the ratio to the baseline; nothing: unknown
    bool isMet = false;          ///< never where the value is unknown
    QString text;                ///< "Sanic: p99{endpoint:Single}<20ms met (p99 is 6.31 ms)"
    Sentence reason;             ///< "p99 is 6.31 ms"
};

/// Each threshold of the run's profile on each server that it applies to.
QList<ThresholdVerdict> thresholdVerdicts(const RunRecord &run, const QList<ServerStats> &servers);

} // namespace loadstone
