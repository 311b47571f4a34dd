// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstone
{

/// Translates what the program says into the language of the user's locale, if Loadstone comes with that
/// translation (`:/i18n/loadstone_LOCALE.qm`); otherwise it stays English. Needs the application. Asked
/// before all translators that were installed earlier.
void installTranslation();

} // namespace loadstone
