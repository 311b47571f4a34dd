// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamerrors.h"

#include <QCoreApplication>
#include <QNetworkReply>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Qt hides errno and has one error code for all of these, but each has words of its own in it.
/// The system is not asked again instead: by now others may have given back what was lacking.
bool matchesQtMessage(const QNetworkReply &reply, const char *context, const char *words)
{
    return reply.errorString() == QCoreApplication::translate(context, words);
}

OutcomeClass classOfFailedConnect(const QNetworkReply &reply)
{
    // EMFILE and ENFILE, or no memory for a socket, of socket().
    if (matchesQtMessage(reply, "QNativeSocketEngine", "Out of resources"))
        return OutcomeClass::FdUnavailable;
    // Of all that connect() can say about a TCP address, EADDRNOTAVAIL is what Qt has no words for.
    if (matchesQtMessage(reply, "QIODevice", "Unknown error"))
        return OutcomeClass::PortUnavailable;
    return OutcomeClass::Refused;
}

} // namespace

bool isBroken(const QNetworkReply &reply)
{
    const QNetworkReply::NetworkError error = reply.error();
    if (error == QNetworkReply::NoError)
        return false;
    if (!reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid())
        return true;
    // What Qt makes of the statuses 400 and above.
    const bool isFromStatus = error == QNetworkReply::ProxyAuthenticationRequiredError
        || error == QNetworkReply::ProtocolInvalidOperationError
        || (error >= QNetworkReply::ContentAccessDenied && error <= QNetworkReply::UnknownContentError)
        || (error >= QNetworkReply::InternalServerError && error <= QNetworkReply::UnknownServerError);
    return !isFromStatus;
}

Framing findFraming(const QNetworkReply &reply, const QByteArray &method, qint64 bytesReceived)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool hasNoBody = method == "HEAD" || status == 204 || status == 304;
    if (hasNoBody || !reply.hasRawHeader("Content-Length") || reply.hasRawHeader("Transfer-Encoding"))
        return Framing::Sound;
    bool isNumber = false;
    const qint64 announced = reply.rawHeader("Content-Length").trimmed().toLongLong(&isNumber);
    if (!isNumber || announced < bytesReceived)
        return Framing::Contradictory;
    return announced > bytesReceived ? Framing::Short : Framing::Sound;
}

OutcomeClass classOfBreak(const QNetworkReply &reply, bool wasSent)
{
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return OutcomeClass::Refused;
    case QNetworkReply::RemoteHostClosedError:
        return OutcomeClass::ClosedEarly;
    case QNetworkReply::HostNotFoundError:
        return OutcomeClass::Dns;
    case QNetworkReply::TimeoutError:
        return wasSent ? OutcomeClass::Timeout : OutcomeClass::ConnectTimeout;
    case QNetworkReply::SslHandshakeFailedError:
        return OutcomeClass::Tls;
    case QNetworkReply::UnknownNetworkError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return wasSent ? OutcomeClass::Reset : classOfFailedConnect(reply);
    default:
        return OutcomeClass::Protocol;
    }
}

QString sentenceOfEndBeforeAnswer()
{
    return u"The connection ended before a response: closed, reset, or not HTTP (Qt does not tell which)"_s;
}

QString sentenceOfBreak(const QNetworkReply &reply, OutcomeClass outcomeClass)
{
    if (outcomeClass == OutcomeClass::FdUnavailable)
        return u"No descriptor for another connection: %1"_s.arg(reply.errorString());
    if (outcomeClass == OutcomeClass::PortUnavailable)
        return u"No free port for another connection to this server"_s;
    if (reply.error() != QNetworkReply::RemoteHostClosedError)
        return reply.errorString();
    if (!reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid())
        return sentenceOfEndBeforeAnswer();
    return u"The connection ended inside the response: closed or reset (Qt does not tell which)"_s;
}

} // namespace loadstone
