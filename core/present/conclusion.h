// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/serverstats.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace loadstone
{

/// Why nothing may be concluded from these servers, each in a few words; empty when something may.
/// A server alone is compared with none, so that only an invalid measurement forbids its figure.
QStringList verdictObstacles(const QList<ServerStats> &servers);
/// Which was how fast, on what basis, or why there is no verdict: one sentence.
QString conclusion(const QList<ServerStats> &servers);
/// What speaks against taking that sentence as it stands; empty when nothing does.
QString caveats(const QList<ServerStats> &servers);
/// Both together.
QString headline(const QList<ServerStats> &servers);
/// The same of a whole run: where a capacity was searched, the conclusion is what each server
/// sustains; where the user stopped it before anything was measured, that is said; and where another
/// engine would help, that is named.
QString conclusion(const RunRecord &run, const QList<ServerStats> &servers);
QString caveats(const RunRecord &run, const QList<ServerStats> &servers);
QString headline(const RunRecord &run, const QList<ServerStats> &servers);

} // namespace loadstone
