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

/// One request and what has to come back.
struct Question {
    QString what; ///< "GET /json"
    QByteArray request;
    QList<int> statuses{200};       ///< any of these
    std::optional<QByteArray> body; ///< nothing: any
    QByteArray contentType;         ///< without its charset, which frameworks add as they like; empty: any
    Milliseconds atLeast{0};        ///< it may not come earlier
    bool isChunked = false;         ///< framed in chunks, not by a Content-Length
};

/// What a server was told, as far as its answers depend on it.
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

/// What to ask of one endpoint of a stack ("GET /json"). The catalogue's endpoints have exact
/// answers; of any other GET only a good status is wanted. Nothing for what nobody can guess, such
/// as a POST to an endpoint of one's own.
QList<Question> questionsFor(const QString &endpoint, const Stack &stack, const CheckContext &context);

} // namespace loadstone
