// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

// Text form of a request's lists, one item per line, in both directions. Ignores empty lines. Round trips are
// lossless.

/// "Accept: text/html"
QString headersText(const QList<Header> &headers);
QList<Header> parseHeaders(const QString &text);

/// "200, 201"
QString statusesText(const QList<int> &statuses);
QList<int> parseStatuses(const QString &text);

/// "Content-Type: text/plain", or "Location" for any value
QString expectedHeadersText(const QList<ExpectedHeader> &headers);
QList<ExpectedHeader> parseExpectedHeaders(const QString &text);

/// "/user/name = "Ann""; a value that is not JSON is read as text.
QString expectedJsonText(const QList<ExpectedJson> &values);
/// @param problem why lines were omitted, as a sentence; empty if none were
QList<ExpectedJson> parseExpectedJson(const QString &text, QString &problem);

/// "token = json /token"
QString capturesText(const QList<Capture> &captures);
/// @param problem why lines were omitted, as a sentence; empty if none were
QList<Capture> parseCaptures(const QString &text, QString &problem);

} // namespace loadstone
