// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace loadstone
{

struct ServerStats;

/// "Not measured", "Client-limited", …: words that go before the figures of a server.
QStringList serverNotes(const ServerStats &server);

} // namespace loadstone
