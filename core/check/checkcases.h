// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"
#include "core/stack/stack.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

#include <optional>

namespace loadstone
{

/// One request and the expected response.
struct CheckCase {
    QString what; ///< "GET /json"
    QByteArray request;
    QList<int> statuses{200};       ///< any of these
    std::optional<QByteArray> body; ///< nothing: any
    QByteArray contentType;         ///< without its charset, which varies by framework; empty: any
    Milliseconds atLeast{0};        ///< minimum response time
    bool isChunked = false;         ///< chunked transfer coding, not Content-Length
};

/// The settings of a server that its responses depend on.
struct CheckContext {
    QString host;
    quint16 port = 0;
    QByteArray certificate; ///< of a server with TLS, PEM; empty: no TLS
    QJsonObject parameters;
    Service service;
    Upstream upstream;
    /// The streamed file: one MiB of anything, then this one.
    QByteArray lastChunk;
};

/// A request without a body.
QByteArray getRequest(const QByteArray &path, const CheckContext &context);

/// The requests that check one endpoint of a stack ("GET /json"). The catalogue's endpoints have exact
/// responses; any other GET needs a successful status only. Empty for requests that cannot be derived, such
/// as a POST to a user's own endpoint.
QList<CheckCase> checkCasesFor(const QString &endpoint, const Stack &stack, const CheckContext &context);

} // namespace loadstone
