// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/headlessrun.h"

#include <QString>

#include <optional>

namespace loadstone
{

/// True if a window can be shown: X11, Wayland, or a platform set by QT_QPA_PLATFORM.
bool hasDisplay();

/// A run started with the window.
struct WindowRun {
    Profile profile;
    RunOutput output; ///< written at its end, with the report that the window opens
};

/// Creates the window and runs it until it is closed. Requires a QApplication.
/// @param profile file or id to show first; empty for the last one
/// @param run starts immediately; its conclusion is printed in the terminal and sets the exit code
int showWindow(AppContext &context, const QString &profile, const std::optional<WindowRun> &run = {});

} // namespace loadstone
