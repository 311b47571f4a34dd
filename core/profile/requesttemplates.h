// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <functional>

namespace loadstone
{

/// All requests of a profile with their JSON pointer: the measured ones, then the login.
void forEachRequest(const Profile &profile,
                    const std::function<void(const QString &pointer, const RequestTemplate &request)> &visit);

/// The name of a login that has none of its own.
inline QString defaultLoginName() { return QStringLiteral("login"); }
/// Names in braces in a text, each once; not all of them need be variables.
QStringList placeholders(const QByteArray &text);

} // namespace loadstone
