// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

namespace loadstone
{

/// The profile as JSON text in UTF-8: the essential keys, and of the others those that differ from
/// their default. Bodies that are JSON without white space are written as JSON values.
/// Reading it again gives an equal profile.
/// @param schema what `$schema` shall say; empty for none
QByteArray writeProfile(const Profile &profile, const QString &schema = {});

/// The same, but changing `original`, the text that the profile was read from, as little as
/// possible: keys keep their order, values that mean the same stay as they were written, and
/// defaults that were written stay. Byte for byte `original` when nothing differs in meaning.
QByteArray rewriteProfile(const Profile &profile, const QByteArray &original);

} // namespace loadstone
