// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/outcome.h"

namespace loadstone
{

using namespace Qt::StringLiterals;

QString outcomeClassId(OutcomeClass outcome)
{
    switch (outcome) {
    case OutcomeClass::Ok:
        return u"ok"_s;
    case OutcomeClass::HttpStatus:
        return u"http-status"_s;
    case OutcomeClass::WrongBody:
        return u"wrong-body"_s;
    case OutcomeClass::Refused:
        return u"refused"_s;
    case OutcomeClass::ConnectTimeout:
        return u"connect-timeout"_s;
    case OutcomeClass::Reset:
        return u"reset"_s;
    case OutcomeClass::ClosedEarly:
        return u"closed-early"_s;
    case OutcomeClass::Protocol:
        return u"protocol"_s;
    case OutcomeClass::Timeout:
        return u"timeout"_s;
    case OutcomeClass::Tls:
        return u"tls"_s;
    case OutcomeClass::Dns:
        return u"dns"_s;
    case OutcomeClass::FdUnavailable:
        return u"fd-unavailable"_s;
    case OutcomeClass::PortUnavailable:
        return u"port-unavailable"_s;
    case OutcomeClass::GrpcStatus:
        return u"grpc-status"_s;
    case OutcomeClass::Cancelled:
        return u"cancelled"_s;
    }
    Q_UNREACHABLE();
}

bool isFailure(OutcomeClass outcome)
{
    return outcome != OutcomeClass::Ok && outcome != OutcomeClass::Cancelled;
}

bool isGeneratorLimit(OutcomeClass outcome)
{
    return outcome == OutcomeClass::FdUnavailable || outcome == OutcomeClass::PortUnavailable;
}

bool isFailureToConnect(OutcomeClass outcome)
{
    switch (outcome) {
    case OutcomeClass::Refused:
    case OutcomeClass::Dns:
    case OutcomeClass::FdUnavailable:
    case OutcomeClass::PortUnavailable:
        return true;
    default:
        return false;
    }
}

QString requestPhaseId(RequestPhase phase)
{
    switch (phase) {
    case RequestPhase::Blocked:
        return u"blocked"_s;
    case RequestPhase::Connect:
        return u"connect"_s;
    case RequestPhase::Tls:
        return u"tls"_s;
    case RequestPhase::Send:
        return u"send"_s;
    case RequestPhase::Wait:
        return u"wait"_s;
    case RequestPhase::Receive:
        return u"receive"_s;
    }
    Q_UNREACHABLE();
}

} // namespace loadstone
