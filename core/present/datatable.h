// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// A table for other programs: plain numbers with a decimal point, an empty cell for an unknown value, the unit in the
/// header. English whatever the language, as scripts read it.
struct DataTable {
    QString id; ///< "trials", "seconds", "endpoints", "resources"
    QStringList headers;
    QList<QStringList> rows;
};

/// One row for each trial, each second of a trial, each endpoint of a trial and each sample of a server's resources.
QList<DataTable> makeDataTables(const RunRecord &run);

} // namespace loadstone
