// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/server/certificate.h"

class QSslConfiguration;
class QSslSocket;

namespace loadstone
{

/// TLS settings of every client in Loadstone: 1.2 or later, verified peer, this certificate as the only
/// trusted one, and a full handshake per connection: no session resumption.
/// @param pem of the server's certificate
QSslConfiguration trustOnly(const QByteArray &pem);

/// Parameters of the socket's completed handshake.
TlsFacts makeTlsFacts(const QSslSocket &socket);

} // namespace loadstone
