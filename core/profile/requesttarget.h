// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace loadstone
{

/// The URL for which QNetworkAccessManager sends exactly this request target; nothing if there is none. Qt
/// 6.4 removes dot segments and a leading slash, decodes characters that need no encoding, encodes those that
/// do, and converts hexadecimal digits to upper case (QHttpNetworkRequest::uri() and QUrl's own form of a
/// URL).
/// @param origin scheme, host and port. @param target path and query as they are to be sent
std::optional<QUrl> urlForQt(const QByteArray &origin, const QByteArray &target);

/// Why the engine qnam cannot send a path with its query unchanged, and the remedy; empty if it can.
/// @param variables names in braces that are replaced by values
QString qnamPathProblem(const QByteArray &path, const QStringList &variables = {});
/// The same for the body: Qt sends none with HEAD.
QString qnamBodyProblem(const QByteArray &method, bool hasBody);

} // namespace loadstone
