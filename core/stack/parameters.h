// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stack/stack.h"

#include <optional>

namespace loadstone
{

/// nullptr for an unknown parameter.
const ParameterSpec *findParameter(const Stack &stack, const QString &name);

/// Why the value is invalid for the parameter, with the valid ones; nothing if valid.
std::optional<QString> valueProblem(const ParameterSpec &spec, const QJsonValue &value);

/// Error for an unknown parameter of a stack, with the closest known name.
QString unknownParameter(const Stack &stack, const QString &name);

/// Whether every parameter in `when` has the given value.
bool holds(const QJsonObject &when, const QJsonObject &parameters);

/// Name of the parameter that enables TLS: a stack with this parameter can serve with a certificate.
inline constexpr auto tlsParameter = "tls";
bool isOverTls(const QJsonObject &parameters);

/// A value as text for a command line or the environment: 50, true, uvloop.
QString parameterText(const QJsonValue &value);

} // namespace loadstone
