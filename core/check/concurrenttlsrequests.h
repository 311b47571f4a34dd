// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/server/readinessprobe.h"

#include <QByteArray>
#include <QString>

namespace loadstone
{

/// Outcomes of concurrent connections.
struct ConcurrentOutcomes {
    int right = 0;
    int wrong = 0;
    int dropped = 0;
};

/// The request of each connection, over TLS.
struct SecureRequest {
    QString host;
    quint16 port = 0;
    QByteArray request;
    ProbeResponse wanted;
    QByteArray certificate; ///< PEM, the only one trusted
};

/// requestConcurrently() for a server with TLS. Runs an event loop in its thread, up to the limit, or until
/// interruption of the QThread is requested.
ConcurrentOutcomes requestConcurrentlyOverTls(const SecureRequest &request, int count, Milliseconds limit);

} // namespace loadstone
