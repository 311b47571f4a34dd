// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "tests/support/scriptedserver.h"

#include <QList>
#include <QString>

namespace loadstone
{

/// An odd response to a unary call, one row of the table in the section "grpc" of docs/engines.md.
struct GrpcCase {
    QString row;                     ///< first cell
    ScriptedServer::Handler handler; ///< for each call
    Script greeting;                 ///< before the first one
    Milliseconds timeout{5'000};     ///< of a call
    /// gRPC gives the connection up after the call: the next one may begin before that or after it.
    bool connectionsVary = false;
};
QList<GrpcCase> grpcCases();

/// Responses that never end, as far as the server is concerned. What they count as depends on how fast
/// the bytes come; that they end does not.
QList<GrpcCase> grpcFloods();

/// A valid response in full: "ready", status OK.
QByteArray readyResponse(quint32 stream);

/// A response without a message.
QByteArray trailersOnly(quint32 stream, const QByteArray &status, const QByteArray &message);

} // namespace loadstone
