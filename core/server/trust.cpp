// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/trust.h"

#include <QSslCertificate>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslSocket>

namespace loadstone
{

using namespace Qt::StringLiterals;

QSslConfiguration trustOnly(const QByteArray &pem)
{
    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setCaCertificates(QSslCertificate::fromData(pem, QSsl::Pem));
    // Qt would resume sessions with TLS 1.2 only, and then lose 40 ms in each handshake: it writes Finished
    // and the request separately, and Nagle's algorithm delays the second.
    configuration.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    return configuration;
}

TlsFacts makeTlsFacts(const QSslSocket &socket)
{
    const QSsl::SslProtocol protocol = socket.sessionProtocol();
    const QString version = protocol == QSsl::TlsV1_3 ? u"TLS 1.3"_s
        : protocol == QSsl::TlsV1_2                   ? u"TLS 1.2"_s
                                                      : u"TLS"_s;
    return {version, socket.sessionCipher().name()};
}

} // namespace loadstone
