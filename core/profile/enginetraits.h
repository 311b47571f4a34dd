// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace loadstone
{

/// Properties of a load engine that profiles and tables depend on. core/load/engines.h has the engines
/// themselves.
struct EngineTraits {
    QString id;          ///< in profiles and on the command line
    const char *title;   ///< for lists; to be translated in the context "Engine"
    QString protocol;    ///< as in Stack::protocol
    bool usesQt = false; ///< limited to requests that QNetworkAccessManager sends unchanged
    bool speaksTls = false;
    bool opensUnixSockets = false;
    bool limitsConnections = false; ///< supports Connection::pipelining and requestsPerConnection
    bool sharesChannels = false;    ///< supports Connection::sharesChannel
};

/// All engines; the first one per protocol is that protocol's default, the first of all the default of
/// profiles.
const QList<EngineTraits> &engineTraits();

/// nullptr for an unknown id.
const EngineTraits *findEngineTraits(const QString &id);

/// For an unknown id: HTTP with Qt's restrictions and no optional features.
const EngineTraits &engineTraits(const QString &id);

/// The default engine for servers with this protocol; for an unknown one that of HTTP.
QString defaultEngineFor(const QString &protocol);

/// The ids of the engines with a trait, for a sentence.
QString enginesWith(bool EngineTraits::*trait);

} // namespace loadstone
