// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"

#include <QJsonObject>

namespace loadstone
{

/// {"checks": [{"id", "title", "state", "found", "effect", "remedy"}, …],
///  "good": n, "warnings": n, "bad": n, "unknown": n}
QJsonObject doctorJson(const QList<DoctorCheck> &checks);

/// For a terminal of 100 columns: a line for each check, under those that are not good what they
/// spoil and what to do, and a summary. Ends with a line feed.
QString doctorText(const QList<DoctorCheck> &checks);

} // namespace loadstone
