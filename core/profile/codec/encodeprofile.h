// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <rapidjson/document.h>

namespace loadstone
{

// Private to core/profile: its users' headers must not need RapidJSON.

/// The profile as a JSON tree with every key, defaults included, in canonical order. Omits only absent values
/// (an end of the load, an expectation).
rapidjson::Document encodeProfile(const Profile &profile);

/// A default object of the tree.
/// @param place of a list item or of the login, such as "/servers/*", as in ProfileField
const rapidjson::Value &defaultTree(const QByteArray &place);

} // namespace loadstone
