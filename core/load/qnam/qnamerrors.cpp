// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/qnam/qnamerrors.h"

#include <QCoreApplication>
#include <QNetworkReply>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

/// Qt hides errno and has one error code for all of these, but each has its own message. Repeating the system
/// call would be unreliable: by now others may have freed the resource.
bool matchesQtMessage(const QNetworkReply &reply, const char *context, const char *words)
{
    return reply.errorString() == QCoreApplication::translate(context, words);
}

OutcomeClass classifyFailedConnect(const QNetworkReply &reply)
{
    // socket() failed with EMFILE, ENFILE or out of memory.
    if (matchesQtMessage(reply, "QNativeSocketEngine", "Out of resources"))
        return OutcomeClass::FdUnavailable;
    // Of the errors of connect() for a TCP address, EADDRNOTAVAIL is the only one without a message in Qt.
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
    // Qt's errors for statuses of 400 and above.
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

OutcomeClass classifyBreak(const QNetworkReply &reply, bool wasSent)
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
        return wasSent ? OutcomeClass::Reset : classifyFailedConnect(reply);
    default:
        return OutcomeClass::Protocol;
    }
}

QString describeEarlyEnd()
{
    return u"The connection ended before a response: closed, reset, or not HTTP (Qt does not report which)"_s;
}

QString describeBreak(const QNetworkReply &reply, OutcomeClass outcomeClass)
{
    if (outcomeClass == OutcomeClass::FdUnavailable)
        return u"No descriptor for another connection: %1"_s.arg(reply.errorString());
    if (outcomeClass == OutcomeClass::PortUnavailable)
        return u"No free port for another connection to this server"_s;
    if (reply.error() != QNetworkReply::RemoteHostClosedError)
        return reply.errorString();
    if (!reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid())
        return describeEarlyEnd();
    return u"The connection ended inside the response: closed or reset (Qt does not report which)"_s;
}

} // namespace loadstone
