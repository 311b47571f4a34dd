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
        return QT_TRANSLATE_NOOP("Sentence", "Response as expected");
    case OutcomeClass::HttpStatus:
        return QT_TRANSLATE_NOOP("Sentence", "Unexpected HTTP status");
    case OutcomeClass::WrongBody:
        return QT_TRANSLATE_NOOP("Sentence", "Unexpected body");
    case OutcomeClass::Refused:
        return QT_TRANSLATE_NOOP("Sentence", "Connection refused");
    case OutcomeClass::ConnectTimeout:
        return QT_TRANSLATE_NOOP("Sentence", "No connection in time");
    case OutcomeClass::Reset:
        return QT_TRANSLATE_NOOP("Sentence", "Connection reset");
    case OutcomeClass::ClosedEarly:
        return QT_TRANSLATE_NOOP("Sentence", "Connection closed early");
    case OutcomeClass::Protocol:
        return QT_TRANSLATE_NOOP("Sentence", "Response is not HTTP");
    case OutcomeClass::Timeout:
        return QT_TRANSLATE_NOOP("Sentence", "No complete response in time");
    case OutcomeClass::Tls:
        return QT_TRANSLATE_NOOP("Sentence", "TLS handshake failed");
    case OutcomeClass::Dns:
        return QT_TRANSLATE_NOOP("Sentence", "Name not resolved");
    case OutcomeClass::FdUnavailable:
        return QT_TRANSLATE_NOOP("Sentence", "Load generator out of open files");
    case OutcomeClass::PortUnavailable:
        return QT_TRANSLATE_NOOP("Sentence", "Load generator out of local ports");
    case OutcomeClass::GrpcStatus:
        return QT_TRANSLATE_NOOP("Sentence", "Unexpected gRPC status");
    case OutcomeClass::Cancelled:
        return QT_TRANSLATE_NOOP("Sentence", "Cancelled by the stop");
    }
    Q_UNREACHABLE();
}

} // namespace

QString outcomeClassTitle(OutcomeClass outcome) { return outcomeClassSentence(outcome).translated(); }

Sentence outcomeClassSentence(OutcomeClass outcome) { return sourceText(outcome); }

} // namespace loadstone
