// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"

class QNetworkReply;

namespace loadstone
{

/// True when the finished reply brought no complete answer. An answer with an error status is
/// complete, though Qt calls it an error as well.
bool isBroken(const QNetworkReply &reply);

/// The class of a reply that broke by itself (not by our abort).
/// @param wasSent the request had been written to the connection
OutcomeClass classOfBreak(const QNetworkReply &reply, bool wasSent);

} // namespace loadstone
