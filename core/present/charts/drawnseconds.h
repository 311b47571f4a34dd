// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/present/charts/runseries.h"

#include <QList>

namespace loadstone
{

/// The seconds of a run as its charts draw them. The change of a phase cuts a second in two, and the
/// shorter piece may be too short for a rate or a percentile of its own: it is joined to the second
/// it touches, so that all its requests count and no line has a gap where nothing is missing. A short
/// piece that touches no other stays as it is, unless it is the newest one and may still grow.
QList<SecondBucket> drawnSeconds(const RunSeries &series);

/// Whether nothing is missing between two seconds: neither time nor the change to another server.
bool areNeighbours(const RunSeries &series, const SecondBucket &first, const SecondBucket &second);

} // namespace loadstone
