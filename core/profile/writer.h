// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// The profile as JSON text in UTF-8: essential keys, and others that differ from their default. Bodies that
/// are JSON without white space become JSON values. Reading it back gives an equal profile.
/// @param schema value of `$schema`; empty for none
QByteArray writeProfile(const Profile &profile, const QString &schema = {});

/// The same as a minimal change of `original`, the text the profile was read from: preserves key order, the
/// spelling of unchanged values and explicit defaults. Returns `original` byte for byte if the meaning is
/// unchanged.
QByteArray rewriteProfile(const Profile &profile, const QByteArray &original);

} // namespace loadstone
