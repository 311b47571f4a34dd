// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/server/readinessprobe.h"

#include <QByteArray>
#include <QString>

namespace loadstone
{

/// What became of many connections at once.
struct CrowdCount {
    int right = 0;
    int wrong = 0;
    int dropped = 0;
};

/// What each of them asks, over TLS.
struct SecureQuestion {
    QString host;
    quint16 port = 0;
    QByteArray request;
    ProbeAnswer wanted;
    QByteArray certificate; ///< PEM, the only one trusted
};

/// askAtOnce() for a server with TLS. Runs an event loop in its thread, up to the limit, or until the
/// QThread is asked to interrupt.
CrowdCount askAtOnceOverTls(const SecureQuestion &question, int count, Milliseconds limit);

} // namespace loadstone
