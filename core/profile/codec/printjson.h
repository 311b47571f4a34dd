// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <rapidjson/document.h>

namespace loadstone
{

/// A tree as text that ends with a line break, with two spaces a level; lists and small objects in one
/// line.
QByteArray printJson(const rapidjson::Value &tree);

} // namespace loadstone
