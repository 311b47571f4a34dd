// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/native/nativefailures.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

QString systemText(int error) { return QString::fromLocal8Bit(std::strerror(error)); }

OutcomeClass classifyConnectError(int error)
{
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case ENOSPC: // of epoll: too many watches
        return OutcomeClass::FdUnavailable;
    case EADDRNOTAVAIL:
    case EAGAIN:
        return OutcomeClass::PortUnavailable;
    case ETIMEDOUT:
        return OutcomeClass::ConnectTimeout;
    case ECONNRESET:
        return OutcomeClass::Reset;
    default:
        return OutcomeClass::Refused;
    }
}

/// The first bytes received, without terminal control characters.
QString shown(std::string_view bytes)
{
    constexpr size_t most = 40;
    QString text = QString::fromLatin1(bytes.data(), static_cast<qsizetype>(std::min(bytes.size(), most)));
    std::replace_if(
        text.begin(), text.end(), [](QChar each) { return !each.isPrint(); }, u'.');
    return text;
}

QString describePlace(bool hasBegun) { return hasBegun ? u"inside the response"_s : u"before a response"_s; }

} // namespace

NativeFailure makeConnectFailure(int error)
{
    const OutcomeClass outcomeClass = classifyConnectError(error);
    switch (outcomeClass) {
    case OutcomeClass::FdUnavailable:
        return {outcomeClass, u"No descriptor for another connection: %1"_s.arg(systemText(error))};
    case OutcomeClass::PortUnavailable:
        return {outcomeClass, u"No free port for another connection to this server"_s};
    default:
        return {outcomeClass, u"The connection was not made: %1"_s.arg(systemText(error))};
    }
}

NativeFailure makeBreakFailure(int error, bool hasBegun)
{
    const bool isReset = error == ECONNRESET || error == EPIPE;
    const QString place = describePlace(hasBegun);
    return {OutcomeClass::Reset,
            isReset ? u"The connection was reset %1"_s.arg(place)
                    : u"The connection broke %1: %2"_s.arg(place, systemText(error))};
}

NativeFailure makeEndFailure(bool hasBegun)
{
    return {OutcomeClass::ClosedEarly, u"The connection was closed %1"_s.arg(describePlace(hasBegun))};
}

NativeFailure makeProtocolFailure(const std::string &problem, std::string_view bytes)
{
    return {OutcomeClass::Protocol,
            u"The response is not HTTP: %1, in “%2”"_s.arg(QString::fromStdString(problem), shown(bytes))};
}

NativeFailure makeLongLineFailure()
{
    return {OutcomeClass::Protocol, u"A line of the response's framing is longer than 256 KiB"_s};
}

} // namespace loadstone
