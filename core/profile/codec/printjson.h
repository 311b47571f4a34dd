// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <rapidjson/document.h>

namespace loadstone
{

/// A tree as text with a final line break, indented by two spaces per level; lists and small objects on one
/// line.
QByteArray printJson(const rapidjson::Value &tree);

} // namespace loadstone
