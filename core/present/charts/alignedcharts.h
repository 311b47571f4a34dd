// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/alignedseconds.h"
#include "core/present/charts/chartmodel.h"

#include <QList>
#include <QString>

namespace loadstone
{

/// A line in the charts of several servers.
struct AlignedServer {
    QString name;
    ColorRole color = ColorRole::Palette1;
    QList<AlignedSecond> seconds;
};

/// Rate and p99 of servers over the time since each one's measure phase began. Empty where no server has three seconds;
/// no more than the colours can tell apart are drawn, the others are named in the explanation.
QList<ChartModel> alignedCharts(const QList<AlignedServer> &servers);

} // namespace loadstone
