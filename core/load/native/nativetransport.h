// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"

namespace loadstone
{

/// The saturating HTTP/1.1 engine behind the interface of the others, in a thread with Qt's event
/// loop. For tests and single requests: a load of this engine runs in NativeWorker, without Qt.
Result<std::unique_ptr<Transport>> makeNativeTransport(const Connection &connection, const QUrl &baseUrl,
                                                       const QByteArray &certificate);

} // namespace loadstone
