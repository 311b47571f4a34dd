// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstone
{

/// True when a window can be shown: X11, Wayland, or a platform chosen by QT_QPA_PLATFORM.
bool hasDisplay();

/// What `loadstone demo` wants of the window.
struct DemoRequest {
    bool isDemo = false;
    QString reportFolder; ///< empty: the run's own folder
};

/// Wires the window and runs it until it is closed. A QApplication exists. Returns the exit code.
/// @param profile file or id to show first; empty for the last one
int showWindow(const QString &profile, const DemoRequest &demo = {});

} // namespace loadstone
