// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QStringList>

namespace loadstone
{

/// The unary methods that Loadstone can call, as full paths: "/MyApp/index" …
QStringList rpcMethods();

/// The problem of a method's path, with the remedy; empty for one of rpcMethods().
QString rpcMethodProblem(const QByteArray &method);

/// A method's request in protobuf's wire format.
/// @param method one of rpcMethods() @param json the message as JSON; empty: all fields unset
Result<QByteArray> encodeRpcRequest(const QByteArray &method, const QByteArray &json);

/// The same for a method's response.
Result<QByteArray> encodeRpcResponse(const QByteArray &method, const QByteArray &json);

/// A method's response as JSON, including fields with default values; nothing for invalid bytes.
Result<QByteArray> decodeRpcResponse(const QByteArray &method, const QByteArray &bytes);

} // namespace loadstone
