// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstone
{

/// A setting of a cell with its value.
struct SweepValue {
    QString setting; ///< as in SweepDimension
    QJsonValue value;
    bool operator==(const SweepValue &) const = default;
};
/// One combination of a sweep, in the order of its dimensions. Empty: the profile as it is.
using SweepCell = QList<SweepValue>;

/// The setting of servers that chooses their preset.
inline QString presetSetting() { return QStringLiteral("preset"); }
/// The setting of servers that chooses their environment, and so the interpreter.
inline QString environmentSetting() { return QStringLiteral("environment"); }
/// Whether the setting is a key of the profile ("load/users") rather than a parameter of servers.
bool isProfileSetting(const QString &setting);
/// The keys of profiles that a sweep can vary: single values of load, connection, service and upstream.
const QStringList &sweepableSettings();

/// The number of cells of a server that has every dimension; at least 1, saturating.
qsizetype countCells(const Sweep &sweep);
/// The cells in the order of the values, the last dimension fastest; the empty cell without dimensions.
QList<SweepCell> sweepCells(const Sweep &sweep);

/// The profile without its sweep, and with the cell's values of profile settings; parameters of servers are
/// not applied. Values must have passed settingProblem().
Profile applyCell(const Profile &profile, const SweepCell &cell);
/// The server with the cell's preset and parameters.
ServerEntry applyCell(ServerEntry server, const SweepCell &cell);

/// Why the value of a profile setting is invalid or without effect, in a sentence; nothing if it is valid.
std::optional<QString> settingProblem(const Profile &profile, const SweepValue &value);

/// The setting for tables: "workers", "users", "rate, per s".
QString sweepSettingTitle(const QString &setting);
/// A number, a text, true or false.
QString sweepValueText(const QJsonValue &value);
/// For names: "workers 2", "rate 200 per s".
QString sweepText(const SweepValue &value);

} // namespace loadstone
