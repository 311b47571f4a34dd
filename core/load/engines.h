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

/// A load engine: its traits, its restrictions, and its worker. A new engine needs an entry here and in
/// engineTraits(). The conformance tests verify every engine's contract:
/// - With reuse, each user has its own persistent connection, unless Connection::sharesChannel selects one
///   for all; without reuse, each request has its own.
/// - Request target, headers and their order are sent unchanged; requesthead.h documents the additions. A
///   request that an engine cannot send unchanged fails as Protocol, with the remedy.
/// - One request is one attempt on the wire. There are no hidden retries, except that a persistent connection
///   found closed *before* anything was sent is replaced.
/// - No cookies, redirects, decompression, cache or proxy.
/// - One deadline from connecting to the last byte, Connection::timeout.
/// - Bodies of any size in bounded memory; they are counted and compared, not stored.
/// - Every outcome has the class documented in outcome.h; failures have an example text.
struct Engine {
    EngineTraits traits;
    /// @param index 0 … LoadPlan::threads - 1: serves the users with this index modulo the number of threads.
    /// @param clock outlives the worker
    std::unique_ptr<LoadWorker> (*makeWorker)(const LoadPlan &plan, int index, const Clock &clock);
    /// Why one of the requests cannot be sent, as a sentence; empty if all can. @param variables names in
    /// braces that are replaced by values
    QString (*requestProblem)(const QList<RequestTemplate> &requests, const QStringList &variables);
};

/// All engines, in the order of engineTraits().
const QList<Engine> &engines();
QStringList engineIds();
/// nullptr for an unknown id.
const Engine *findEngine(const QString &id);

/// Why the engine is unknown or cannot load this target, as a sentence; empty if it can.
/// @param certificate PEM, the only trusted one; empty: none
QString targetProblem(const Connection &connection, const QUrl &baseUrl, const QByteArray &certificate);

/// Why the engine does not support the connection settings or cannot send one of the requests, as a sentence;
/// empty if it can.
QString requestProblem(const Connection &connection, const QList<RequestTemplate> &requests,
                       const QStringList &variables = {});

} // namespace loadstone
