// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadworker.h"
#include "core/profile/enginetraits.h"

#include <QList>
#include <QStringList>
#include <QUrl>

#include <memory>

namespace loadstone
{

/// A load engine: its traits, what it can send, and the worker that sends it. A further one is an
/// entry here and in engineTraits(); the conformance tests then hold it to what every engine owes:
/// - With reuse, each user has a connection of its own and keeps it, unless Connection::sharesChannel
///   gives them one together; without, each request has.
/// - The request target, the headers and their order are sent as they are written; what is added is in
///   requesthead.h. What an engine cannot send so fails as Protocol, with what to do instead.
/// - One request is one attempt on the wire. It is never repeated in secret, except that a kept-alive
///   connection found closed *before* anything was sent is replaced.
/// - No cookies, redirects, decompression, cache or proxy.
/// - A deadline over everything from connecting to the last byte, Connection::timeout.
/// - Bodies of any size in bounded memory; they are counted, compared, and not kept.
/// - Every outcome has the class that outcome.h describes; failures have an example text.
struct Engine {
    EngineTraits traits;
    /// @param index 0 … LoadPlan::threads - 1: serves the users whose index leaves this remainder.
    /// @param clock outlives the worker
    std::unique_ptr<LoadWorker> (*makeWorker)(const LoadPlan &plan, int index, const Clock &clock);
    /// Why it cannot send one of the requests, in a sentence; empty when it can send all. @param
    /// variables names that stand for values where they are in braces
    QString (*requestProblem)(const QList<RequestTemplate> &requests, const QStringList &variables);
};

/// All engines, in the order of engineTraits().
const QList<Engine> &engines();
QStringList engineIds();
/// nullptr: there is no engine of that id.
const Engine *findEngine(const QString &id);

/// Why there is no such engine or it cannot load this target, in a sentence; empty when it can.
/// @param certificate PEM, the only one that is trusted; empty: none
QString targetProblem(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate);

/// Why the engine cannot do what the connection is to be, or cannot send one of the requests, in a
/// sentence; empty when it can.
QString requestProblem(const Connection &connection, const QList<RequestTemplate> &requests,
                       const QStringList &variables = {});

} // namespace loadstone
