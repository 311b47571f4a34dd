// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/enginetraits.h"

#include "core/profile/profile.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace loadstone
{

using namespace Qt::StringLiterals;

const QList<EngineTraits> &engineTraits()
{
    static const QList<EngineTraits> all{
        {.id = Connection().engine,
         .title = QT_TRANSLATE_NOOP("Engine", "HTTP (qnam)"),
         .protocol = httpProtocol(),
         .usesQt = true,
         .speaksTls = true},
        {.id = nativeEngine(),
         .title = QT_TRANSLATE_NOOP("Engine", "HTTP, saturating (native)"),
         .protocol = httpProtocol(),
         .speaksTls = true,
         .opensUnixSockets = true,
         .limitsConnections = true},
        {.id = grpcEngine(),
         .title = QT_TRANSLATE_NOOP("Engine", "gRPC"),
         .protocol = grpcProtocol(),
         .sharesChannels = true},
    };
    return all;
}

const EngineTraits *findEngineTraits(const QString &id)
{
    const QList<EngineTraits> &all = engineTraits();
    const auto found =
        std::find_if(all.cbegin(), all.cend(), [&id](const EngineTraits &engine) { return engine.id == id; });
    return found == all.cend() ? nullptr : &*found;
}

const EngineTraits &engineTraits(const QString &id)
{
    static const EngineTraits unknown{.id = {}, .title = "", .protocol = httpProtocol(), .usesQt = true};
    const EngineTraits *known = findEngineTraits(id);
    return known ? *known : unknown;
}

QString engineProtocol(const QString &engine) { return engineTraits(engine).protocol; }

QString defaultEngineFor(const QString &protocol)
{
    const QList<EngineTraits> &all = engineTraits();
    const auto found = std::find_if(all.cbegin(), all.cend(), [&protocol](const EngineTraits &engine) {
        return engine.protocol == protocol;
    });
    return found == all.cend() ? all.constFirst().id : found->id;
}

QString enginesWith(bool EngineTraits::*trait)
{
    QStringList ids;
    for (const EngineTraits &engine : engineTraits()) {
        if (engine.*trait)
            ids.append(engine.id);
    }
    return ids.join(u" and "_s);
}

} // namespace loadstone
