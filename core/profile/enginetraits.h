// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace loadstone
{

/// What profiles and tables need to know of a load engine. core/load/engines.h has the engines
/// themselves.
struct EngineTraits {
    QString id;          ///< in profiles and on the command line
    const char *title;   ///< in lists; to be translated in the context "Engine"
    QString protocol;    ///< as Stack::protocol
    bool usesQt = false; ///< sends only what QNetworkAccessManager leaves as it is written
    bool speaksTls = false;
    bool opensUnixSockets = false;
    bool limitsConnections = false; ///< knows Connection::pipelining and requestsPerConnection
    bool sharesChannels = false;    ///< knows Connection::sharesChannel
};

/// All engines; the first one of a protocol is its default, the first of all the profile's.
const QList<EngineTraits> &engineTraits();

/// nullptr: there is no engine of that id.
const EngineTraits *findEngineTraits(const QString &id);

/// Of an engine that is not known: one that speaks HTTP as Qt does, without anything special.
const EngineTraits &engineTraits(const QString &id);

/// The engine to load servers with that speak `protocol`; that of HTTP for an unknown one.
QString defaultEngineFor(const QString &protocol);

/// The ids of the engines that have a trait, to be named in a sentence.
QString enginesWith(bool EngineTraits::*trait);

} // namespace loadstone
