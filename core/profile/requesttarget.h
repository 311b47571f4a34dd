// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace loadstone
{

/// The URL for which QNetworkAccessManager sends exactly this request target; nothing when there is
/// none. Qt 6.4 removes dot segments and a slash at the beginning, decodes what need not be encoded,
/// encodes what should be, and writes hexadecimal digits in capitals
/// (QHttpNetworkRequest::uri() and QUrl's own form of a URL).
/// @param origin scheme, host and port. @param target path and query as they are to be sent
std::optional<QUrl> urlForQt(const QByteArray &origin, const QByteArray &target);

/// Why the engine qnam cannot send a path with its query as it is written, and what to write instead;
/// empty when it can.
/// @param variables names that stand for values where they are in braces
QString qnamPathProblem(const QByteArray &path, const QStringList &variables = {});
/// The same for the body: Qt sends none with HEAD.
QString qnamBodyProblem(const QByteArray &method, bool hasBody);

} // namespace loadstone
