// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/headlessrun.h"

#include <QString>

#include <optional>

namespace loadstone
{

/// True when a window can be shown: X11, Wayland, or a platform chosen by QT_QPA_PLATFORM.
bool hasDisplay();

/// A run that the window begins with.
struct WindowRun {
    Profile profile;
    RunOutput output; ///< written when it has ended, with the report that the window opens
};

/// Wires the window and runs it until it is closed. A QApplication exists.
/// @param profile file or id to show first; empty for the last one
/// @param run begins immediately; its conclusion is printed in the terminal, and sets the exit code
int showWindow(AppContext &context, const QString &profile, const std::optional<WindowRun> &run = {});

} // namespace loadstone
