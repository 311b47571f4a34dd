// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "tests/support/scriptedserver.h"

#include <QList>
#include <QString>

namespace loadstone
{

/// An unusual response to a unary call: one row of the table in the section "grpc" of docs/engines.md.
struct GrpcCase {
    QString row;                     ///< first cell
    ScriptedServer::Handler handler; ///< for each call
    Script greeting;                 ///< before the first one
    Milliseconds timeout{5'000};     ///< of a call
    /// gRPC abandons the connection after the call: the next call may begin before or after that.
    bool connectionsVary = false;
};
QList<GrpcCase> grpcCases();

/// Responses that the server never ends. Their class depends on the speed of the bytes; the load must end in
/// any case.
QList<GrpcCase> grpcFloods();

/// A complete valid response: "ready", status OK.
QByteArray readyResponse(quint32 stream);

/// A response without a message.
QByteArray trailersOnly(quint32 stream, const QByteArray &status, const QByteArray &message);

} // namespace loadstone
