// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

#include <optional>

namespace loadstone
{

/// nullptr when the stack has no parameter of that name.
const ParameterSpec *findParameter(const Stack &stack, const QString &name);

/// Why the value cannot be one of the parameter, with what it has to be; nothing when it can.
std::optional<QString> valueProblem(const ParameterSpec &spec, const QJsonValue &value);

/// Why a stack cannot take a parameter of this name, with the nearest name that it has.
QString unknownParameter(const Stack &stack, const QString &name);

/// Whether every parameter that `when` names has its value there.
bool holds(const QJsonObject &when, const QJsonObject &parameters);

/// Whether the values ask for TLS: by a parameter of this name a stack says that its server can be
/// given a certificate.
inline constexpr auto tlsParameter = "tls";
bool isOverTls(const QJsonObject &parameters);

/// A value as in a command line or the environment: 50, true, uvloop.
QString parameterText(const QJsonValue &value);

} // namespace loadstone
