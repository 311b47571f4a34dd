// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/server/readinessprobe.h"

#include <QByteArray>

namespace loadstone
{

/// Opens `count` connections concurrently, sends the request on each and expects the same response from all.
/// Each closes as soon as it has its response: a server may wait for that before it accepts the next. Blocks
/// its thread up to the limit, or until interruption of the QThread is requested. The error reports the
/// number of valid responses and the failures of the other connections.
/// @param certificate PEM, the only one trusted; empty: no TLS
Status requestConcurrently(const QString &host, quint16 port, const QByteArray &request,
                           const ProbeResponse &wanted, int count, Milliseconds limit,
                           const QByteArray &certificate = {});

} // namespace loadstone
