// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QByteArray>
#include <QString>

namespace loadstone::test
{

// The runs of replay/outcomes.csv, with everything that the tests know of a record's fields. What a trial
// takes from its load comes from the load generator; what it takes from its server comes from the file.

/// Two servers under virtual users, two repeats: with a login, a group, every class of outcome, an
/// endpoint without a success and requests cut off by the drain.
RunRecord replayClosedRun(const QString &outcomes);
/// Two servers under arrivals at a changing rate; the second one cannot keep up and hangs at the end.
RunRecord replayOpenRun(const QString &outcomes);

/// Both runs as the JSON report: an object with "closed" and "open".
QByteArray replayedJson(const QString &outcomes);
/// Both runs as the text report.
QString replayedText(const QString &outcomes);

} // namespace loadstone::test
