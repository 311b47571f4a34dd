// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/outcome.h"

class QNetworkReply;

namespace loadstone
{

/// True when the finished reply brought no complete answer. An answer with an error status is
/// complete, though Qt calls it an error as well.
bool isBroken(const QNetworkReply &reply);

/// Whether the body is as long as the answer said. Qt calls some answers complete that are not.
enum class Framing {
    Sound,         ///< also when the answer does not say
    Short,         ///< fewer bytes than announced
    Contradictory, ///< lengths that are no number or differ from each other, or more bytes
};
/// @param method of the request @param bytesReceived of the body
Framing findFraming(const QNetworkReply &reply, const QByteArray &method, qint64 bytesReceived);

/// The class of a reply that broke by itself (not by our abort).
/// @param wasSent the request had been written to the connection
OutcomeClass classOfBreak(const QNetworkReply &reply, bool wasSent);

/// What a person is told when a connection ends before its answer. Qt says "closed" of a reset and
/// of bytes that are not HTTP as well.
QString sentenceOfEndBeforeAnswer();

/// What a person is told of a reply that broke by itself, no more than Qt knows about it.
QString sentenceOfBreak(const QNetworkReply &reply, OutcomeClass outcomeClass);

} // namespace loadstone
