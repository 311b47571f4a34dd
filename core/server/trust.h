// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/server/certificate.h"

class QSslConfiguration;
class QSslSocket;

namespace loadstone
{

/// TLS as every client here speaks it: 1.2 or newer, the peer is verified, this certificate is the
/// only one trusted, and each connection has a whole handshake: no session is resumed.
/// @param pem of the server's certificate
QSslConfiguration trustOnly(const QByteArray &pem);

/// What was agreed on in the socket's handshake, which is over.
TlsFacts makeTlsFacts(const QSslSocket &socket);

} // namespace loadstone
