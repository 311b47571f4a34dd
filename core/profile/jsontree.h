// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/profile/profile.h"

#include <rapidjson/document.h>

namespace loadstone
{

// Private to core/profile: its users' headers must not need RapidJSON.

/// The whole profile as a JSON tree with every key, defaults included, in the order in which
/// profiles are written. Only what has no value (an end of the load, an expectation) is left out.
rapidjson::Document profileTree(const Profile &profile);
/// What an item of the lists "servers", "requests" and "variables", or the "login", is before
/// anything is set.
rapidjson::Document defaultItemTree(const QByteArray &list);

/// A tree as text, with two spaces a level; lists and small objects in one line.
QByteArray printTree(const rapidjson::Value &tree);

} // namespace loadstone
