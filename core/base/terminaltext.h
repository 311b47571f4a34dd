// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QChar>

namespace loadstone
{

/// Whether a terminal would interpret the character instead of displaying it: control characters (C0, DEL,
/// C1), line and paragraph separators, and bidirectional formatting characters.
inline bool isTerminalControl(QChar c)
{
    const char16_t code = c.unicode();
    const auto isWithin = [code](char16_t first, char16_t last) { return code >= first && code <= last; };
    return c.category() == QChar::Other_Control || code == 0x061c || isWithin(0x200e, 0x200f)
        || isWithin(0x2028, 0x202e) || isWithin(0x2066, 0x2069);
}

} // namespace loadstone
