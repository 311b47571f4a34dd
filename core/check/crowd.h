// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/server/readinessprobe.h"

#include <QByteArray>

namespace loadstone
{

/// Connects `count` times at once, sends the request on each and wants the same answer from all. Each
/// leaves as soon as it has its answer: a server may wait for that before it takes the next.
/// Blocks its thread up to the limit, or until interruption of the QThread is requested. The error
/// reports how many got the right response and what the others got.
/// @param certificate PEM, the only one trusted; empty: no TLS
Status askAtOnce(const QString &host, quint16 port, const QByteArray &request, const ProbeAnswer &wanted,
                 int count, Milliseconds limit, const QByteArray &certificate = {});

} // namespace loadstone
