// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/results/runrecord.h"

#include <QList>
#include <QString>

namespace loadstone
{

/// A setting or fact in which two measurements differ.
struct SettingDifference {
    QString place; ///< of a setting "/load/users", of the machine "cpu"; compared and stored, not translated
    QString baseline;
    QString other;
    bool operator==(const SettingDifference &) const = default;
};

/// Settings of the load, with those of the servers' cells of a sweep, and facts of the machine in which two runs differ:
/// with any of them, their figures are not
/// like for like. Names, thresholds, the number of repeats and the seed do not matter. Empty for the same run.
QList<SettingDifference> unlikeSettings(const RunRecord &baseline, int baselineServer, const RunRecord &other,
                                        int otherServer);

/// The same settings and facts as text, equal for two servers exactly where unlikeSettings() finds no difference.
QByteArray settingsKey(const RunRecord &run, int server);

/// What was changed in the server itself: preset, parameters, interpreter, versions of packages. Usually what is to be
/// compared, and for one stack only.
QList<SettingDifference> serverChanges(const ResolvedServer &baseline, const ResolvedServer &other);

} // namespace loadstone
