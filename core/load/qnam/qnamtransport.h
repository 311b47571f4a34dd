// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/transport.h"

namespace loadstone
{

/// The full-featured transport: QNetworkAccessManager, one per load thread.
///
/// - A manager keeps its connections by scheme, host, port and *peer verify name*. A name of its
///   own gives each virtual user its own connection; without it there would be six for all, and
///   the other users would queue unseen.
/// - A request costs about 150 µs of CPU whatever one does, part of it in a hidden thread of the
///   manager. So it fills a core at 6,000 to 8,000 requests per second; results say when it did.
/// - Over plain HTTP a QnamTap reads the bytes of each response before Qt does, and has the last word:
///   classes, bodies and texts are those of the engine native. Over TLS only Qt sees them. It does not
///   tell a reset or bytes that are not HTTP from an end of file: they end as ClosedEarly, or as
///   Protocol when that is how Qt reads the fragment it has got.
/// - Qt sends a request again, up to three times, when the connection breaks before the response. Once
///   it may, on a kept connection (Outcome::wasStale). Otherwise it is taken for what it is, a failed
///   attempt: Qt is not told of the end of the connection, and the reply is aborted. Over TLS that
///   happens when Qt begins to connect anew, and the repeated request may have reached the server.
/// - Qt hides errno. What is lacking here, descriptors or ports, is told apart from what the server
///   refuses by the words that Qt has, or has not, for it.
/// - Phases: Connect is from the beginning of connecting until the head of the request is written
///   (kept-alive: Send, from handing it to Qt), Wait until the head of the answer is there,
///   Receive until the last byte. Times are taken in the load thread, which is woken for each by
///   an event: they are never too short, and too long by the wait for that event.
/// - Over TLS, Tls is from the beginning of connecting until the handshake is done: Qt does not say
///   when TCP alone was connected. Send is the rest, until the head of the request is written.
/// - The peer verify name is also what TLS verifies and sends as SNI. So each user's is one that
///   the certificate really holds; nothing is ignored. HTTP/2 is not offered (no ALPN), and no
///   session is resumed: every connection has a whole handshake, with every server.
std::unique_ptr<Transport> makeQnamTransport(const LoadSpec &spec, const Clock &clock);

} // namespace loadstone
