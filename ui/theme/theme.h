// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QPalette;

namespace loadstone
{

enum class ThemeChoice { System, Light, Dark };

/// Stable identifier for the settings: "system", "light", "dark".
QString themeChoiceId(ThemeChoice choice);
/// The choice with that identifier; System for anything else.
ThemeChoice themeChoiceFromId(const QString &id);

/// Gives the whole application the Fusion style and one of two own palettes, so that text, charts
/// and icons have the contrast they were designed with on every desktop. Widgets follow by
/// QEvent::PaletteChange.
void applyTheme(ThemeChoice choice);

/// True when text is lighter than the window it stands on.
bool isDark(const QPalette &palette);

} // namespace loadstone
