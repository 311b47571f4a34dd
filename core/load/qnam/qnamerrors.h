// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"

class QNetworkReply;

namespace loadstone
{

/// True if the finished reply has no complete response. A response with an error status is complete, although
/// Qt reports an error.
bool isBroken(const QNetworkReply &reply);

/// Whether the body has the announced length. Qt accepts some incomplete responses.
enum class Framing {
    Sound,         ///< also without an announced length
    Short,         ///< fewer bytes than announced
    Contradictory, ///< lengths that are not numbers or differ from each other, or more bytes
};
/// @param method of the request @param bytesReceived of the body
Framing findFraming(const QNetworkReply &reply, const QByteArray &method, qint64 bytesReceived);

/// Class of a reply that failed by itself (not by abort).
/// @param wasSent the request had been written to the connection
OutcomeClass classifyBreak(const QNetworkReply &reply, bool wasSent);

/// Example text for a connection that ended before its response. Qt reports a reset and bytes that are not
/// HTTP as "closed", too.
QString describeEarlyEnd();

/// Example text of a reply that failed by itself, within the limits of Qt's information.
QString describeBreak(const QNetworkReply &reply, OutcomeClass outcomeClass);

} // namespace loadstone
