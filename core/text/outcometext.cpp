// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/outcometext.h"

#include <QCoreApplication>

namespace loadstone
{

namespace
{

/// In English.
const char *sourceText(OutcomeClass outcome)
{
    switch (outcome) {
    case OutcomeClass::Ok:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Answered as expected");
    case OutcomeClass::HttpStatus:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Unexpected HTTP status");
    case OutcomeClass::WrongBody:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Unexpected body");
    case OutcomeClass::Refused:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Connection refused");
    case OutcomeClass::ConnectTimeout:
        return QT_TRANSLATE_NOOP("OutcomeClass", "No connection in time");
    case OutcomeClass::Reset:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Connection reset");
    case OutcomeClass::ClosedEarly:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Connection closed early");
    case OutcomeClass::Protocol:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Answer is not HTTP");
    case OutcomeClass::Timeout:
        return QT_TRANSLATE_NOOP("OutcomeClass", "No complete answer in time");
    case OutcomeClass::Tls:
        return QT_TRANSLATE_NOOP("OutcomeClass", "TLS handshake failed");
    case OutcomeClass::Dns:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Name not resolved");
    case OutcomeClass::FdUnavailable:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Load generator out of open files");
    case OutcomeClass::PortUnavailable:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Load generator out of local ports");
    case OutcomeClass::GrpcStatus:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Unexpected gRPC status");
    case OutcomeClass::Cancelled:
        return QT_TRANSLATE_NOOP("OutcomeClass", "Cancelled by the stop");
    }
    Q_UNREACHABLE();
}

} // namespace

QString outcomeClassTitle(OutcomeClass outcome)
{
    return QCoreApplication::translate("OutcomeClass", sourceText(outcome));
}

QString recordedOutcomeTitle(OutcomeClass outcome) { return QString::fromUtf8(sourceText(outcome)); }

} // namespace loadstone
