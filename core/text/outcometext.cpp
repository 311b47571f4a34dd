// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/outcometext.h"

#include <QCoreApplication>

namespace loadstone
{

QString outcomeClassTitle(OutcomeClass outcome)
{
    switch (outcome) {
    case OutcomeClass::Ok:
        return QCoreApplication::translate("OutcomeClass", "Answered as expected");
    case OutcomeClass::HttpStatus:
        return QCoreApplication::translate("OutcomeClass", "Unexpected HTTP status");
    case OutcomeClass::WrongBody:
        return QCoreApplication::translate("OutcomeClass", "Unexpected body");
    case OutcomeClass::Refused:
        return QCoreApplication::translate("OutcomeClass", "Connection refused");
    case OutcomeClass::ConnectTimeout:
        return QCoreApplication::translate("OutcomeClass", "No connection in time");
    case OutcomeClass::Reset:
        return QCoreApplication::translate("OutcomeClass", "Connection reset");
    case OutcomeClass::ClosedEarly:
        return QCoreApplication::translate("OutcomeClass", "Connection closed early");
    case OutcomeClass::Protocol:
        return QCoreApplication::translate("OutcomeClass", "Answer is not HTTP");
    case OutcomeClass::Timeout:
        return QCoreApplication::translate("OutcomeClass", "No complete answer in time");
    case OutcomeClass::Tls:
        return QCoreApplication::translate("OutcomeClass", "TLS handshake failed");
    case OutcomeClass::Dns:
        return QCoreApplication::translate("OutcomeClass", "Name not resolved");
    case OutcomeClass::FdUnavailable:
        return QCoreApplication::translate("OutcomeClass", "Load generator out of open files");
    case OutcomeClass::PortUnavailable:
        return QCoreApplication::translate("OutcomeClass", "Load generator out of local ports");
    case OutcomeClass::GrpcStatus:
        return QCoreApplication::translate("OutcomeClass", "Unexpected gRPC status");
    case OutcomeClass::Cancelled:
        return QCoreApplication::translate("OutcomeClass", "Cancelled by the stop");
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
