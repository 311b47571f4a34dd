// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <functional>

namespace loadstone
{

/// Visits all requests of a profile with their JSON pointers: the measured ones, then the login.
void forEachRequest(const Profile &profile,
                    const std::function<void(const QString &pointer, const RequestTemplate &request)> &visit);

/// The default name of a login.
inline QString defaultLoginName() { return QStringLiteral("login"); }
/// Names in braces in a text, without duplicates; not necessarily variables.
QStringList placeholders(const QByteArray &text);

} // namespace loadstone
