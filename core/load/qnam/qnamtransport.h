// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/loadspec.h"
#include "core/load/transport.h"

namespace loadstone
{

/// The full-featured transport: QNetworkAccessManager, one per load thread.
///
/// - A manager's connection cache has the key scheme, host, port and *peer verify name*. A unique name gives
///   each virtual user its own connection; otherwise all would share six connections, and the other users'
///   requests would queue unnoticed.
/// - A request costs about 150 µs of CPU time, part of it in a hidden thread of the manager. So it fills a
///   core at 6,000 to 8,000 requests per second; results report when it did.
/// - Over plain HTTP a QnamTap reads the bytes of each response before Qt does, and takes precedence:
///   classes, bodies and texts are those of the native engine. Over TLS only Qt sees them. It does not
///   distinguish a reset or bytes that are not HTTP from an end of file: they end as ClosedEarly, or as
///   Protocol if Qt interprets the fragment so.
/// - Qt repeats a request, up to three times, if the connection breaks before the response. One repetition is
///   allowed, on a persistent connection (Outcome::wasStale). Otherwise it is a failed attempt: the end of
///   the connection is hidden from Qt, and the reply is aborted. Over TLS that happens when Qt starts to
///   reconnect, and the repeated request may have reached the server.
/// - Qt hides errno. Exhausted descriptors or ports are distinguished from a refusal by the server by the
///   presence or absence of Qt's error messages.
/// - Phases: Connect is from the start of connecting until the head of the request is written (persistent
///   connections: Send, from handing it to Qt), Wait until the head of the response has arrived, Receive
///   until the last byte. Times are taken in the load thread, which an event wakes for each: they are never
///   too short, and too long by the wait for that event.
/// - Over TLS, Tls is from the start of connecting to the end of the handshake: Qt does not report when TCP
///   was connected. Send is the rest, until the head of the request is written.
/// - The peer verify name is also verified by TLS and sent as SNI. So each user's is a name that the
///   certificate includes; no error is ignored. HTTP/2 is not offered (no ALPN), and sessions are not
///   resumed: every connection has a full handshake, with every server.
std::unique_ptr<Transport> makeQnamTransport(const LoadSpec &spec, const Clock &clock);

} // namespace loadstone
