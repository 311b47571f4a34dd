// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <QStringView>

namespace loadstone
{

/// The name in profiles: "counter", "sequence", "random", "csv".
QString variableKindId(Variable::Kind kind);
std::optional<Variable::Kind> variableKindFromId(QStringView id);
/// "per-user", "next", "random".
QString variableRowsId(Variable::Rows rows);
std::optional<Variable::Rows> variableRowsFromId(QStringView id);
/// "mix", "sequence".
QString requestOrderId(Scenario::Order order);
std::optional<Scenario::Order> requestOrderFromId(QStringView id);
/// The key of a capture in profiles: "header", "json", "cookie".
QString captureKey(Capture::From from);

/// What a login is called that gives itself no name.
inline QString defaultLoginName() { return QStringLiteral("login"); }
/// The texts in braces in a text, each once; not all of them need be variables.
QStringList placeholders(const QByteArray &text);

} // namespace loadstone
