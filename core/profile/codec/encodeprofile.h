// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <rapidjson/document.h>

namespace loadstone
{

// Private to core/profile: its users' headers must not need RapidJSON.

/// The whole profile as a JSON tree with every key, defaults included, in the order in which
/// profiles are written. Only what has no value (an end of the load, an expectation) is left out.
rapidjson::Document encodeProfile(const Profile &profile);

/// An object of the tree before anything is set.
/// @param place of a list's item or of the login, such as "/servers/*", as ProfileField has it
const rapidjson::Value &defaultTree(const QByteArray &place);

} // namespace loadstone
