// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QPalette;

namespace loadstone
{

enum class ThemeChoice { System, Light, Dark };

/// Stable identifier for the settings: "system", "light", "dark".
QString themeChoiceId(ThemeChoice choice);
/// The choice with that identifier; System for any other.
ThemeChoice themeChoiceFromId(const QString &id);

/// Sets the Fusion style and one of two own palettes for the whole application, so that text, charts and
/// icons have their designed contrast on every desktop. Widgets are updated by QEvent::PaletteChange.
void applyTheme(ThemeChoice choice);

/// True if text is lighter than the window behind it.
bool isDark(const QPalette &palette);

} // namespace loadstone
